import type { JsonObject } from '../content-type.ts';
import { listOf, ref } from './parts.ts';

const string = { type: 'string' };
const boolean = { type: 'boolean' };
const filled = { type: 'string', minLength: 1 };

// One line for each would say no more.
const inputTypes =
  'text richtext textarea textMarkdown email number radio checkbox select datasource object geo dateTime'.split(
    ' ',
  );

/** Schemas of the endpoints that every account has; the meta definition contains itself. */
export const systemSchemas: JsonObject = {
  ContentTypeDefinitionSchema: {
    type: 'object',
    description: 'A content type',
    properties: {
      name: filled,
      label: filled,
      workflowId: { type: 'string', deprecated: true, description: 'Use draftPublic instead.' },
      schemaDefinition: {
        type: 'object',
        description: 'JSON Schema that extends AbstractContentTypeSchemaDefinition',
      },
      metaDefinition: {
        type: 'object',
        description: 'What the schema cannot say: labels, inputs, order',
        ...ref('AbstractContentTypeMetaDefinition'),
      },
      internal: boolean,
    },
    required: ['name', 'label', 'schemaDefinition', 'metaDefinition'],
    additionalProperties: false,
    example: {
      name: 'recipe',
      label: 'Recipe',
      schemaDefinition: {
        type: 'object',
        allOf: [
          ref('AbstractContentTypeSchemaDefinition'),
          { type: 'object', properties: { title: filled } },
        ],
        required: ['title'],
      },
      metaDefinition: {
        propertiesConfig: { title: { inputType: 'text', label: 'Title', unique: true } },
        order: ['title'],
      },
    },
  },
  AbstractContentTypeMetaDefinition: {
    type: 'object',
    description: 'Labels, inputs and order of the fields',
    additionalProperties: false,
    required: ['propertiesConfig', 'order'],
    properties: {
      propertiesConfig: { type: 'object', additionalProperties: ref('AbstractPropertiesConfig') },
      order: { ...listOf(string), uniqueItems: true },
    },
  },
  AbstractPropertiesConfig: {
    type: 'object',
    additionalProperties: false,
    required: ['label', 'inputType', 'unique'],
    properties: {
      label: string,
      inputType: {
        type: 'string',
        enum: inputTypes,
      },
      unique: boolean,
      readonly: boolean,
      hidden: boolean,
      validation: {
        type: 'object',
        additionalProperties: false,
        properties: { relationMultiple: boolean, relationContenttype: string },
      },
      options: { ...listOf(string), uniqueItems: true },
      helpText: string,
      isTitlePart: boolean,
      items: { type: 'object', ...ref('AbstractContentTypeMetaDefinition') },
    },
  },
  SearchResponse: {
    type: 'object',
    additionalProperties: false,
    allOf: [
      ref('SystemListProperties'),
      {
        properties: {
          data: listOf({
            type: 'object',
            properties: {
              score: { type: 'number' },
              item: { type: 'object', description: 'The object that was found' },
            },
          }),
          summary: { type: 'object', properties: { aggregations: { type: 'object' } } },
        },
        additionalProperties: true,
      },
    ],
  },
  ContentTypeListResponse: {
    type: 'object',
    additionalProperties: false,
    allOf: [
      ref('SystemListProperties'),
      { properties: { data: listOf(ref('ContentTypeDefinitionSchema')) } },
    ],
  },
};
