import type { OperationKind } from './facts.ts';
import { paging, pagingQuery, rootField, type FieldOutline, type RootField } from './root-field.ts';

const definition = 'FlotiqContentTypeDefinition';
const definitions = '/api/v1/internal/contenttype';

/** Root fields that every whole document has. */
export const systemFields: readonly RootField[] = (
  [
    [
      'search',
      {
        method: 'GET',
        path: '/api/v1/search',
        args: `q: String, ${paging}, contentTypes: [String!], fields: [String!], filters: FlotiqJSON, postFilters: FlotiqJSON, geoFilters: FlotiqJSON, aggregateBy: [String!], aggregateByNumeric: [String!], orderBy: String, orderDirection: FlotiqDirection, mode: FlotiqMode`,
        type: 'FlotiqSearchResults',
        text: 'Full-text search. contentTypes are API names; filters are {property: value}; a geo filter is "geo_distance,1.5km,40.1,-19.2".',
        query: {
          q: 'q',
          ...pagingQuery,
          'content_type[]': 'contentTypes',
          'fields[]': 'fields',
          'aggregate_by[]': 'aggregateBy',
          'aggregate_by_numeric[]': 'aggregateByNumeric',
          order_by: 'orderBy',
        },
      },
    ],
    [
      'getContentDefinitions',
      {
        method: 'GET',
        path: definitions,
        args: `${paging}, name: String, label: String, orderBy: String, orderDirection: FlotiqDirection`,
        type: `${definition}List`,
        text: 'The content types themselves.',
        query: { ...pagingQuery, name: 'name', label: 'label', order_by: 'orderBy' },
      },
    ],
    [
      'getContentDefinition',
      {
        method: 'GET',
        path: `${definitions}/{args.id}`,
        args: 'id: ID!',
        type: definition,
        text: 'By API name. Null if there is no such type.',
      },
    ],
    [
      'postContentDefinition',
      {
        method: 'POST',
        path: definitions,
        args: `input: ${definition}Input!`,
        type: definition,
        text: 'Makes a content type. Its root fields are there once its contract has been fetched anew.',
      },
    ],
    [
      'putContentDefinition',
      {
        method: 'PUT',
        path: `${definitions}/{args.id}`,
        args: `id: ID!, input: ${definition}Input!`,
        type: definition,
        text: 'Replaces a content type as a whole.',
      },
    ],
    [
      'deleteContentDefinition',
      {
        method: 'DELETE',
        path: `${definitions}/{args.id}`,
        args: 'id: ID!',
        type: 'ID',
        text: 'Only if it has no objects.',
      },
    ],
  ] satisfies [OperationKind, FieldOutline][]
).map(([kind, outline]) => rootField(kind, { kind }, outline));

/** Without the type for media in the document the answer is any content. */
export function uploadField(mediaType = 'FlotiqContent'): RootField {
  return rootField(
    'uploadMedia',
    { kind: 'uploadMedia' },
    {
      method: 'POST',
      path: '/api/media',
      args: 'input: FlotiqMediaUpload!',
      type: mediaType,
      text: 'Stores a file of at most 10 MB.',
    },
  );
}
