import { requiredOf, type ContentType, type JsonObject } from '../content-type.ts';
import { exampleOf } from './example.ts';
import { textsOf, type ContentVerb } from './operation-texts.ts';
import {
  answer,
  body,
  fieldMessages,
  invalid,
  listOf,
  paging,
  pathParameter,
  queryParameter,
  ref,
  refusals,
} from './parts.ts';

/** How a document of some age names operations and groups. */
export interface Naming {
  operationId(verb: ContentVerb, type: ContentType): string;
  tag(type: ContentType): string;
  /** Markup that ends every description. */
  footer(tag: string, operationId: string): string;
}

/** The twelve operations of one content type. */
export function contentPaths(type: ContentType, naming: Naming): JsonObject {
  const { name } = type;
  const base = `/api/v1/content/${name}`;
  const operation = (verb: ContentVerb, rest: JsonObject): JsonObject => {
    const tag = naming.tag(type);
    const operationId = naming.operationId(verb, type);
    const { summary, description: opening } = textsOf(verb, type);
    const description = opening + naming.footer(tag, operationId);
    return { operationId, summary, description, tags: [tag], ...rest };
  };

  const id = pathParameter('id', 'Identifier of the object', `${name}-1`);
  const two = <T>(make: (number: number) => T): T[] => [make(1), make(2)];
  const one = answer(ref(name));
  const complete = body(ref(`${name}WithoutInternal`), exampleOf(type));
  const partial = body(ref(`${name}WithoutRequired`), exampleOf(type));
  const many = body(
    listOf(ref(`${name}WithoutInternal`)),
    two((number) => exampleOf(type, `${name}-${number}`)),
  );
  const identifiers = body(
    listOf({ type: 'string' }),
    two((number) => `${name}-${number}`),
  );
  const saved = {
    '200': one,
    '400': invalid(fieldMessages(rejectionOf(type))),
    ...refusals['401,403,404'],
  };
  const batched = {
    '200': answer(ref('BatchResponseSuccess')),
    '400': invalid(ref('BatchResponseError')),
    ...refusals['401,403'],
  };
  const removed = { ...listOf({ type: 'string' }), example: [`${name}-1`] };

  return {
    [base]: {
      get: operation('list', {
        parameters: [...paging(), hydrate, filters(type), ids],
        responses: {
          '200': answer(ref(`${name}List`)),
          '400': invalid(fieldMessages({ filters: ['Malformed filters json - Syntax error'] })),
          ...refusals['401,404'],
        },
      }),
      post: operation('create', { requestBody: complete, responses: saved }),
    },
    [`${base}/{id}`]: {
      get: operation('get', {
        parameters: [id, hydrate],
        responses: { '200': one, ...refusals['401,404'] },
      }),
      put: operation('update', { parameters: [id], requestBody: complete, responses: saved }),
      patch: operation('patch', { parameters: [id], requestBody: partial, responses: saved }),
      delete: operation('delete', {
        parameters: [id],
        responses: {
          '204': { description: 'OK' },
          '400': invalid(fieldMessages({ errors: [inUse] })),
          ...refusals['401,404'],
        },
      }),
    },
    [`${base}/batch`]: {
      post: operation('batchCreate', {
        parameters: [updateExisting],
        requestBody: many,
        responses: batched,
      }),
      patch: operation('batchPatch', { parameters: [], requestBody: many, responses: batched }),
    },
    [`${base}/batch-delete`]: {
      post: operation('batchDelete', {
        requestBody: identifiers,
        responses: {
          '200': answer(deletedCount),
          '400': invalid(fieldMessages({ errors: [`Content object: "${name}-1" doesn't exist`] })),
          ...refusals[401],
        },
      }),
    },
    [`${base}/{id}/version`]: {
      get: operation('listVersion', {
        parameters: [id, ...paging()],
        responses: { '200': answer(ref(`${name}VersionsList`)), ...refusals['401,404'] },
      }),
    },
    [`${base}/{id}/version/{versionId}`]: {
      get: operation('getVersions', {
        parameters: [id, pathParameter('versionId', 'Identifier of the version', 'version-1')],
        responses: { '200': one, ...refusals['401,404'] },
      }),
    },
    [`${base}/removed`]: {
      get: operation('getRemoved', {
        parameters: [deletedAfter],
        responses: {
          '200': answer(removed),
          '400': invalid(fieldMessages({ deletedAfter: ['Wrong date format'] })),
          ...refusals[401],
        },
      }),
    },
  };
}

const inUse = 'This content object is used in another content object.';

const hydrate = queryParameter('hydrate', 'Levels of related objects that come along', {
  type: 'number',
  minimum: 0,
  maximum: 1,
  default: 0,
});

const ids = queryParameter('ids[]', 'Only objects with these identifiers', {
  type: 'array',
  items: { type: 'string' },
});

const updateExisting = queryParameter('updateExisting', 'Replace objects that are there already', {
  type: 'boolean',
  default: false,
});

const deletedAfter = {
  ...queryParameter('deletedAfter', 'Only what was deleted after this', { type: 'string' }),
  example: '2026-01-01 12:00:00',
};

const deletedCount = {
  type: 'object',
  properties: { deletedCount: { type: 'number' } },
  example: { deletedCount: 2 },
};

function filters(type: ContentType): JsonObject {
  const schema = { type: 'string', default: '{}', example: '{}' };
  const [field = 'id'] = Object.keys(type.fields);
  return {
    ...queryParameter('filters', 'Conditions by field, as JSON', schema),
    example: JSON.stringify({ [field]: { type: 'contains', filter: 'test' } }),
  };
}

function rejectionOf(type: ContentType): Record<string, string[]> {
  const required = requiredOf(type.fields).map((field) => [
    field,
    [`The property ${field} is required`, 'Must be at least 1 characters long'],
  ]);
  return { id: ['This value is already used'], ...Object.fromEntries(required) };
}
