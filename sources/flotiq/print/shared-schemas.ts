import type { JsonObject } from '../content-type.ts';
import { listOf, ref } from './parts.ts';

const string = { type: 'string' };
const number = { type: 'number' };

const id = {
  type: 'string',
  description: 'Identifier, unique within the type',
  pattern: '^[a-zA-Z0-9-_.,:=!?#$%&(\\`\\’\\{\\}" ]*$',
};

const described = (type: string, description: string) => ({ type, description });

const internal = {
  type: 'object',
  description:
    'What the system knows about the object. It is written with every save, never by you.',
  additionalProperties: false,
  required: ['createdAt', 'updatedAt', 'deletedAt', 'contentType'],
  properties: {
    contentType: described('string', 'Name of the content type'),
    createdAt: described('string', 'Moment of creation, ISO 8601'),
    updatedAt: described('string', 'Moment of the last save, ISO 8601'),
    deletedAt: described('string', 'Moment of deletion, ISO 8601; empty while the object lives'),
    workflowState: described('string', 'Present state in the workflow'),
    objectTitle: described('string', 'Title, made of the fields marked as title'),
    latestVersion: described('number', 'Number of the newest version'),
    workflowPublicVersion: described('number', 'Number of the version published last'),
    workflowPublishedAt: described('string', 'Moment of the last publication'),
    status: described('string', 'draft, public, modified or archived'),
    publicVersion: described('number', 'Number of the public version, -1 if there is none'),
    publishedAt: described('string', 'Moment since which the object is public'),
  },
};

/** The misspelt examples are the vendor's own, corrected in its newer documents. */
function refusal(code: number, message: string, isCorrected: boolean, properties: JsonObject) {
  const example = isCorrected ? { code, message } : { code, massage: message };
  return { type: 'object', properties, example };
}

/** Schemas that every account's document has. */
export function sharedSchemas({ isCorrected }: { isCorrected: boolean }): JsonObject {
  const codeAndMessage = { code: number, message: string };
  return {
    AbstractContentTypeSchemaDefinition: {
      type: 'object',
      properties: { id, internal },
      required: ['id'],
    },
    AbstractContentTypeSchemaDefinitionWithoutInternal: {
      type: 'object',
      properties: { id },
      required: ['id'],
    },
    DataSource: {
      type: 'object',
      description: 'Link to another object. <br />Only internal links can be followed.',
      additionalProperties: false,
      properties: {
        dataUrl: string,
        type: { type: 'string', enum: ['internal', 'external'], default: 'internal' },
      },
      required: ['dataUrl', 'type'],
    },
    SystemListProperties: {
      type: 'object',
      additionalProperties: false,
      required: ['total_count', 'count', 'total_pages', 'current_page'],
      properties: Object.fromEntries(
        ['total_count', 'count', 'total_pages', 'current_page'].map((name) => [
          name,
          { type: 'number', example: 1 },
        ]),
      ),
    },
    BatchResponseError: batchResponse({
      items: {
        type: 'object',
        properties: {
          id: string,
          errors: { type: 'object', properties: { name: listOf(string) } },
        },
      },
      failures: ['one', 'two'].map((it) => ({
        id: it,
        errors: { name: ['The property name is required'] },
      })),
    }),
    BatchResponseSuccess: batchResponse({ items: { type: 'object' }, failures: [] }),
    '404Response': refusal(404, 'Not found', isCorrected, codeAndMessage),
    '401Response': refusal(401, 'Unauthorized', isCorrected, codeAndMessage),
    '403Response': refusal(403, 'Access denied or quota limit exceeded', isCorrected, {
      code: number,
      data: listOf(string),
    }),
  };
}

function batchResponse({ items, failures }: { items: JsonObject; failures: JsonObject[] }) {
  const properties = {
    batch_total_count: number,
    batch_success_count: number,
    batch_error_count: number,
    errors: listOf(items),
  };
  const example = {
    batch_total_count: 2,
    batch_success_count: 2 - failures.length,
    batch_error_count: failures.length,
    errors: failures,
  };
  return { type: 'object', additionalProperties: false, properties, example };
}

const person = {
  type: 'object',
  properties: {
    ...Object.fromEntries(
      ['id', 'username', 'email', 'firstName', 'lastName'].map((it) => [it, string]),
    ),
    roles: listOf(string),
    language: string,
    enabled: { type: 'boolean' },
    resetPasswordAt: string,
    subscribed: { type: 'boolean' },
    deletedAt: string,
    createdAt: string,
    updatedAt: string,
  },
};

/** Versions come last in the document; `name` is required of them although they have none. */
export const versionSchemas: JsonObject = {
  versionItem: {
    type: 'object',
    allOf: [
      ref('AbstractContentTypeSchemaDefinition'),
      {
        type: 'object',
        properties: {
          id: string,
          deletedAt: string,
          createdAt: string,
          updatedAt: string,
          current: { type: 'boolean' },
          version: number,
          owner: person,
          editor: person,
        },
      },
    ],
    required: ['name'],
    additionalProperties: false,
    example: {
      internal: {
        contentType: 'author',
        createdAt: '2026-03-02T09:15:00+00:00',
        updatedAt: '2026-03-02T09:15:00+00:00',
        deletedAt: '',
      },
      owner: { username: 'ada', email: 'ada@acme.example', roles: ['ROLE_USER'], deletedAt: null },
      editor: { username: 'bob', email: 'bob@acme.example', roles: ['ROLE_USER'], deletedAt: null },
    },
  },
  versionsList: {
    type: 'object',
    allOf: [ref('SystemListProperties'), { properties: { data: listOf(ref('versionItem')) } }],
  },
};
