import type { JsonObject } from '../content-type.ts';
import {
  answer,
  body,
  fieldMessages,
  invalid,
  paging,
  pathParameter,
  queryParameter,
  ref,
  refusals,
} from './parts.ts';

const id = pathParameter('id', 'Name of the content type', 'blogpost');
const word = { type: 'string', default: '', example: '' };
const flag = { type: 'boolean', default: false };
const definition = answer(ref('ContentTypeDefinitionSchema'));
const definitionBody = body(ref('ContentTypeDefinitionSchema'));

/** Property names that no GraphQL name can carry. */
const rejected = invalid(
  fieldMessages({
    name: ['This value is already used.'],
    label: ['Must be at least 1 characters long'],
    'schemaDefinition.allOf[1].properties.title.type': [
      'String value found, but an array is required',
    ],
    'metaDefinition.propertiesConfig.price.label': ['The property label is required'],
    'metaDefinition.propertiesConfig.price.inputType': ['The property inputType is required'],
  }),
);

const operation = (operationId: string, description: string, rest: JsonObject): JsonObject => ({
  operationId,
  description,
  tags: ['Internal'],
  ...rest,
});

export const definitionPaths: JsonObject = {
  '/api/v1/internal/contenttype': {
    get: operation('getContentDefinitions', 'Lists content types.', {
      parameters: [
        ...paging('name'),
        { ...queryParameter('name', 'Part of the name', word), example: '_media' },
        { ...queryParameter('label', 'Part of the label', word), example: 'Media' },
      ],
      responses: { '200': answer(ref('ContentTypeListResponse')), ...refusals[401] },
    }),
    post: operation('postContentDefinition', 'Creates a content type.', {
      requestBody: definitionBody,
      responses: { '200': definition, '400': rejected, ...refusals[401] },
    }),
  },
  '/api/v1/internal/contenttype/{id}': {
    get: operation('getContentDefinition', 'Returns a content type.', {
      parameters: [
        id,
        queryParameter('resolveRef', 'Write references out', flag),
        queryParameter('strictSchema', 'Answer with schema in place of schemaDefinition', flag),
      ],
      responses: { '200': definition, ...refusals['401,404'] },
    }),
    put: operation('putContentDefinition', 'Replaces a content type.', {
      parameters: [id],
      requestBody: definitionBody,
      responses: { '200': definition, '400': rejected, ...refusals['401,404'] },
    }),
    delete: operation('deleteContentDefinition', 'Deletes a content type without objects.', {
      parameters: [id],
      responses: {
        '200': { description: 'OK' },
        '400': invalid(
          fieldMessages({ errors: ["Content Type has objects, you can't remove it!"] }),
        ),
        ...refusals['401,404'],
      },
    }),
  },
};
