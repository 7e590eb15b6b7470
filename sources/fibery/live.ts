import { getNamedType, isListType, isObjectType, type GraphQLSchema } from 'graphql';
import type { GraphContract } from '../../src/graph.ts';
import type { Feed, LiveOffer, Notice, PlacedNotice } from '../../src/live-offer.ts';

/** Fibery calls a webhook with the changes to the entities of a database. */
export const live: LiveOffer = {
  extend({ schema, contracts }) {
    const databases = contracts.flatMap((contract) => listDatabases(schema, contract));
    if (databases.length === 0) return undefined;
    return { sdl: printSdl(databases), feeds: { workChanged: createFeed(databases) } };
  },
  readWebhook,
};

interface Database {
  /** `Delivery/Task`, in letters and digits alone: `deliverytask`. */
  name: string;
  typeName: string;
  /** In the enum of the graph: the type's name without the source's. */
  value: string;
  findField: string;
}

/** A database is what a `find` field lists by id. */
function listDatabases(schema: GraphQLSchema, { kind, names }: GraphContract): Database[] {
  if (kind !== 'graphql') return [];
  const fields = Object.values(schema.getQueryType()?.getFields() ?? {});
  return fields.flatMap(({ name: findField, type, args }) => {
    const named = getNamedType(type);
    const isDatabase =
      findField.startsWith('find') &&
      isListType(type) &&
      isObjectType(named) &&
      args.some(({ name }) => name === 'id') &&
      Object.hasOwn(names.types, named.name);
    if (!isDatabase) return [];
    const name = normalize(names.types[named.name]!);
    return [
      { name, typeName: named.name, value: named.name.replace(/^Fibery(?=.)/, ''), findField },
    ];
  });
}

/** Webhooks name a database by space and name as people wrote them, the schema in one word. */
const normalize = (name: string) => name.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();

const printSdl = (databases: readonly Database[]) => /* GraphQL */ `
  extend type Subscription {
    """
    Tells when work is made, changed or deleted in Fibery. An event comes when your own credential can
    read the entity, or the database that it was deleted from. Needs Fibery's webhooks to be set up.
    """
    workChanged(
      "Only entities of this database."
      type: FiberyDatabaseName
      "Only this entity."
      id: ID
    ): FiberyWorkEvent
  }

  "The databases of the space."
  enum FiberyDatabaseName { ${databases.map(({ value }) => value).join(' ')} }

  union FiberyWork = ${databases.map(({ typeName }) => typeName).join(' | ')}

  "A change of an entity."
  type FiberyWorkEvent {
    type: FiberyDatabaseName!
    id: ID!
    "create, update or delete."
    action: String!
    "As it is now. Null when it is deleted."
    object: FiberyWork
    "When Fibery's message came, in ISO 8601."
    at: String!
    "Events that came faster than you took them, and were left out before this one."
    missed: Int!
  }
`;

function createFeed(databases: readonly Database[]): Feed {
  const byName = new Map(databases.map((database) => [database.name, database]));
  const databaseOf = ({ typeName }: PlacedNotice) =>
    databases.find((database) => database.typeName === typeName)!;
  return {
    objectField: 'object',
    reads: ({ type }) =>
      databases
        .filter(({ value }) => type == null || value === type)
        .map(({ findField }) => findField),
    place(notice) {
      const database = byName.get(normalize(notice.type));
      return database && { ...notice, typeName: database.typeName, typeValue: database.value };
    },
    matches: ({ type, id }, placed) =>
      (type == null || type === placed.typeValue) && (id == null || id === placed.id),
    locate(_, placed) {
      const { findField, typeName } = databaseOf(placed);
      const { id } = placed;
      const args = { id: { is: id }, limit: 1 };
      return { field: findField, args, below: [], idField: 'id', id, typeName };
    },
    prove: (_, placed) => ({
      // Nothing is left to ask for by id: who may read the database may know that it was deleted.
      query: `{ found: ${databaseOf(placed).findField}(limit: 1) { id } }`,
      variables: {},
      holds: ({ found }) => placed.action === 'delete' && Array.isArray(found) && found.length > 0,
    }),
  };
}

const mostEffects = 1000;

/** `{sequenceId, authorId, effects: [{effect: 'fibery.entity/update', id, type, ...}]}`. */
function readWebhook(body: unknown): Notice[] {
  const { effects } = asRecord(body);
  if (!Array.isArray(effects)) return [];
  return effects.slice(0, mostEffects).flatMap((entry): Notice[] => {
    const { effect, id, type } = asRecord(entry);
    const [, action] =
      typeof effect === 'string'
        ? (/^fibery\.entity\/(create|update|delete)$/.exec(effect) ?? [])
        : [];
    if (!action || typeof id !== 'string' || typeof type !== 'string') return [];
    return [{ type, id, action }];
  });
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
