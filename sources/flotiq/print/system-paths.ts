import type { JsonObject } from '../content-type.ts';
import {
  answer,
  body,
  fieldMessages,
  invalid,
  listOf,
  pathParameter,
  queryParameter,
  ref,
  refusals,
} from './parts.ts';

const word = (value: string) => ({ type: 'string', default: value });
const words = listOf({ type: 'string' });
const geoFilter = 'geo_distance,1.50km,50.06,19.93';

function deepObject(name: string, description: string, example: JsonObject): JsonObject {
  return {
    ...queryParameter(name, description, { type: 'object' }),
    style: 'deepObject',
    example,
  };
}

const search: JsonObject = {
  operationId: 'search',
  description:
    'Searches all objects. <br />\n\n * `content_type[]` limits the types,\n * `fields[]` the fields, `title^3` weighs one,\n * `aggregate_by[]` counts.\n\n<a href="https://flotiq.com/docs/API/search/">Read more</a>',
  tags: ['Search API'],
  parameters: [
    queryParameter('q', 'Words to look for', word('')),
    queryParameter('fields[]', 'Fields to look into', words),
    queryParameter('page', 'Number of the page, from 1', word('1')),
    queryParameter('limit', 'Objects on a page', word('20')),
    queryParameter('order_by', 'Field to order by', word('')),
    queryParameter('order_direction', 'asc or desc', word('asc')),
    queryParameter('content_type[]', 'Types to look into', words),
    queryParameter('aggregate_by[]', 'Text fields to count by', words),
    queryParameter('aggregate_by_numeric[]', 'Number fields to count by', words),
    deepObject('filters', 'filters[field]=value', { featured: true }),
    deepObject('post_filters', 'The same, after counting', { featured: true }),
    deepObject('geo_filters', `geo_filters[location]=${geoFilter}`, { location: geoFilter }),
  ],
  responses: {
    '200': answer(ref('SearchResponse')),
    '400': invalid(fieldMessages({ geo_filters: ['Invalid geo filter query provided.'] })),
    ...refusals[401],
  },
};

const graphql: JsonObject = {
  operationId: 'graphQL',
  description: "The account's own GraphQL endpoint",
  tags: ['GraphQL'],
  requestBody: body({
    type: 'object',
    properties: { query: { type: 'string', format: 'text', example: 'query{_tagList{id,name}}' } },
    required: ['query'],
  }),
  responses: {
    '200': answer({ type: 'object', example: { data: { _tagList: [{ id: '_tag-1' }] } } }),
    ...refusals[401],
  },
};

const graphqlSchema: JsonObject = {
  operationId: 'graphQLSchema',
  description: 'The schema of that endpoint',
  tags: ['GraphQL'],
  responses: {
    '200': {
      description: 'OK',
      content: { 'text/html': { example: 'type Query {\n  _tag(id: String!): _tag\n}' } },
    },
    ...refusals[401],
  },
};

const upload: JsonObject = {
  operationId: 'postMedia',
  description: 'Uploads a file',
  tags: ['Media'],
  requestBody: {
    content: {
      'multipart/form-data': {
        schema: {
          type: 'object',
          properties: {
            file: { type: 'string', format: 'binary', description: 'The file' },
            type: { type: 'string', enum: ['image', 'file'], example: 'image' },
            save: { type: 'number', description: 'Keep the file: 0|1', default: 0, example: 1 },
          },
          required: ['file', 'type'],
        },
      },
    },
  },
  responses: {
    '200': answer(ref('_mediaWithoutInternal')),
    '400': invalid(fieldMessages({ file: ['The file is too large (26.17 MB).'] })),
    ...refusals['401,403'],
  },
};

const image: JsonObject = {
  operationId: 'getMedia',
  description: 'Returns the bytes of a file',
  tags: ['Media'],
  parameters: [
    {
      ...pathParameter('width_height', 'WIDTHxHEIGHT in pixels, 0 for as uploaded', '750x200'),
      schema: word('0x0'),
    },
    pathParameter('key', 'Identifier and extension', '_media-1.jpg'),
  ],
  responses: {
    '200': {
      description: 'OK',
      content: { 'image/jpeg': { schema: { type: 'string', format: 'binary' } } },
    },
    ...refusals[404],
  },
};

export const systemPaths: JsonObject = {
  '/api/v1/search': { get: search },
  '/api/graphql': { post: graphql },
  '/api/graphql/schema': { get: graphqlSchema },
  '/api/media': { post: upload },
  '/image/{width_height}/{key}': { get: image },
};
