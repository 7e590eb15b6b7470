import { isObjectType, type GraphQLSchema } from 'graphql';
import type { GraphContract } from '../../src/graph.ts';
import type { Feed, LiveOffer, Notice, PlacedNotice } from '../../src/live-offer.ts';

/** Flotiq calls a webhook when content is made, changed, published or deleted. */
export const live: LiveOffer = {
  extend({ schema, contracts }) {
    const types = contracts.flatMap((contract) => listContentTypes(schema, contract));
    if (types.length === 0 || !schema.getType('FlotiqContent')) return undefined;
    return { sdl: printSdl(types), feeds: { contentChanged: createFeed(types) } };
  },
  readWebhook,
};

interface ContentType {
  /** As Flotiq names it: `blogpost`. */
  name: string;
  typeName: string;
  /** In the enum of the graph: the type's name without the source's. */
  value: string;
  getField: string;
  removedField: string | undefined;
}

/** By the paths of the contract, for generated names say nothing for sure. */
function listContentTypes(schema: GraphQLSchema, { operations }: GraphContract): ContentType[] {
  const fields = schema.getQueryType()?.getFields() ?? {};
  const fieldAt = (path: string) =>
    Object.values(operations).find(
      (operation) =>
        operation.parentType === 'Query' && operation.method === 'GET' && operation.path === path,
    )?.field;
  return Object.values(operations).flatMap(({ parentType, method, path, field }) => {
    const [, name] = /^\/api\/v1\/content\/([^/{}]+)\/\{args\.id\}$/.exec(path) ?? [];
    const type = fields[field]?.type;
    if (!name || parentType !== 'Query' || method !== 'GET' || !isObjectType(type)) return [];
    const removedField = fieldAt(`/api/v1/content/${name}/removed`);
    const value = type.name.replace(/^Flotiq(?=.)/, '');
    return [{ name, typeName: type.name, value, getField: field, removedField }];
  });
}

const printSdl = (types: readonly ContentType[]) => /* GraphQL */ `
  extend type Subscription {
    """
    Tells when content is made, changed, published or deleted in Flotiq. An event comes when your own
    credential can read the object, or could before it was deleted. Needs Flotiq's webhook to be set up.
    """
    contentChanged(
      "Only content of this type."
      type: FlotiqContentTypeName
      "Only this object."
      id: ID
      "PREVIEW to be told of drafts too."
      mode: FlotiqMode
    ): FlotiqContentEvent
  }

  "The content types of the account."
  enum FlotiqContentTypeName { ${types.map(({ value }) => value).join(' ')} }

  "A change of content."
  type FlotiqContentEvent {
    type: FlotiqContentTypeName!
    id: ID!
    "create, update, delete, publish, unpublish, archive or transition."
    action: String!
    "As it is now. Null when it is deleted, or no longer public."
    object: FlotiqContent
    "When Flotiq's message came, in ISO 8601."
    at: String!
    "Events that came faster than you took them, and were left out before this one."
    missed: Int!
  }
`;

function createFeed(types: readonly ContentType[]): Feed {
  const byName = new Map(types.map((type) => [type.name.toLowerCase(), type]));
  const typeOf = ({ typeName }: PlacedNotice) => types.find((type) => type.typeName === typeName)!;
  return {
    objectField: 'object',
    reads: ({ type: value }) =>
      types.filter((type) => value == null || type.value === value).map(({ getField }) => getField),
    place(notice) {
      const type = byName.get(notice.type.toLowerCase());
      return type && { ...notice, typeName: type.typeName, typeValue: type.value };
    },
    matches: ({ type, id }, placed) =>
      (type == null || type === placed.typeValue) && (id == null || id === placed.id),
    locate({ mode }, placed) {
      const { getField, typeName } = typeOf(placed);
      const { id } = placed;
      const args = { id, mode: mode ?? null };
      return { field: getField, args, below: [], idField: 'id', id, typeName };
    },
    prove(_, placed) {
      const { removedField, getField } = typeOf(placed);
      // A key that opens the account sees what was removed; for one of another account there is nothing.
      if (placed.action === 'delete' && removedField) {
        return {
          query: `{ removed: ${removedField} }`,
          variables: {},
          holds: ({ removed }) => Array.isArray(removed) && removed.includes(placed.id),
        };
      }
      return {
        query: `query ($id: ID!) { draft: ${getField}(id: $id, mode: PREVIEW) { id } }`,
        variables: { id: placed.id },
        holds: ({ draft }) => draft != null && concealing.has(placed.action),
      };
    },
  };
}

/** After these an object may be there and yet not public. */
const concealing: ReadonlySet<string> = new Set(['unpublish', 'archive', 'transition']);

const actions = new Map([
  ['create', 'create'],
  ['update', 'update'],
  ['delete', 'delete'],
  ['workflowtransition', 'transition'],
  ['custom', 'update'],
]);

const transitions = new Map([
  ['public', 'publish'],
  ['draft', 'unpublish'],
  ['archived', 'archive'],
]);

/** `{action, contentTypeName, ref, payload: {id}}`; of the payload only what names the object is believed. */
function readWebhook(body: unknown): Notice[] {
  const { action, contentTypeName, payload } = asRecord(body);
  const { id, internal } = asRecord(payload);
  const known = typeof action === 'string' ? actions.get(action.toLowerCase()) : undefined;
  if (!known || typeof contentTypeName !== 'string' || typeof id !== 'string') return [];
  const status = asRecord(internal)['status'];
  const transition = typeof status === 'string' ? transitions.get(status) : undefined;
  return [
    { type: contentTypeName, id, action: known === 'transition' ? (transition ?? known) : known },
  ];
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
