import { getNamedType, isObjectType, type GraphQLSchema } from 'graphql';
import type { FlotiqFacts } from '../../../sources/flotiq/refine/facts.ts';
import { GatewayError } from '../../../src/errors.ts';
import type { Graph, GraphContract } from '../../../src/graph.ts';
import type { RestCall, RestOperation } from '../../../src/source.ts';
import { countItems, pageOf } from './link-targets.ts';
import { MISSING, WorldFault, WorldObject, type World } from './world.ts';

const noFacts: FlotiqFacts = { content: {}, objects: {}, operations: {} };

/** Answers a REST call as the world has it: the same object for the same id, whoever leads to it. */
export function askRestWorld(
  world: World,
  { links }: Graph,
  contract: GraphContract,
  schema: GraphQLSchema,
  call: RestCall,
): unknown {
  const place = `${contract.name} ${call.method} ${call.path}?${new URLSearchParams(call.query).toString()}`;
  const operation = findOperation(contract, call);
  const facts = (contract.facts as FlotiqFacts | undefined) ?? noFacts;
  const rest: RestWorld = { world, schema, facts, links };
  const linked = findLinked(rest, operation, call);
  if (linked && world.mood(contract.name) !== 'dead') return answerLinked(rest, linked, call);
  const fault = wholeFault(world, contract, place);
  if (fault !== undefined) return fault;
  return answerCall(rest, operation, call, place);
}

interface RestWorld {
  world: World;
  schema: GraphQLSchema;
  facts: FlotiqFacts;
  /** Fields that belong to other sources. */
  links: Graph['links'];
}

function wholeFault(world: World, { name, source }: GraphContract, place: string): unknown {
  if (
    world.mood(name) === 'dead' ||
    (world.isFaulty(place) && world.chance(place, 'throws') < 0.6)
  ) {
    // A whole source that is dead is dead in one way.
    const cause = world.mood(name) === 'dead' ? name : place;
    const code = world.pick(cause, 'code', [
      'SOURCE_NOT_FOUND',
      'SOURCE_UNAVAILABLE',
      'SOURCE_TIMEOUT',
    ] as const);
    throw new GatewayError(code, { source, detail: 'does not answer' });
  }
  if (!world.isFaulty(place)) return undefined;
  return world.pick<unknown>(place, 'body', ['text', 5, null, [], {}, [null], true]);
}

function findOperation({ operations }: GraphContract, { method, path }: RestCall): RestOperation {
  const candidates = Object.values(operations).filter((operation) => {
    const pattern = operation.path.replace(/\{args\.\w+\}/g, '[^/]+');
    return operation.method === method && new RegExp(`^${pattern}$`).test(path);
  });
  // What is written out goes before what is filled in.
  candidates.sort((one, other) => one.path.split('{').length - other.path.split('{').length);
  const [found] = candidates;
  if (!found) throw new Error(`no operation is ${method} ${path}`);
  return found;
}

function answerCall(
  rest: RestWorld,
  operation: RestOperation,
  { path, query = [] }: RestCall,
  place: string,
): unknown {
  const { schema, facts, world } = rest;
  const { kind, content } = facts.operations[`${operation.method} ${operation.path}`] ?? {};
  const hydrate = Number(query.find(([name]) => name === 'hydrate')?.[1] ?? 0);
  if (operation.method === 'DELETE') return undefined;
  if (kind === 'batchDelete') return { deletedCount: 2 };
  if (kind === 'batchCreate' || kind === 'batchPatch') {
    return { batch_total_count: 3, batch_success_count: 2, batch_error_count: 1 };
  }
  const ids = query.filter(([name]) => name === 'ids[]').map(([, id]) => id);
  if (kind === 'list' && ids.length > 0) {
    const present = ids.filter((id) => !world.isFaulty(`${place} has ${id}`));
    const data = present.map((id) => contentObject(rest, content!, id, hydrate));
    return { total_count: data.length, count: data.length, total_pages: 1, current_page: 1, data };
  }
  if (kind === 'get') return contentObject(rest, content!, lastSegment(path), hydrate);
  const root = operation.parentType === 'Query' ? schema.getQueryType() : schema.getMutationType();
  const { type } = root!.getFields()[operation.field]!;
  return toWire(rest, world.value(schema, type, place), hydrate);
}

const lastSegment = (path: string) => decodeURIComponent(path.slice(path.lastIndexOf('/') + 1));

function contentObject(rest: RestWorld, api: string, id: string, hydrate: number): unknown {
  const type = rest.schema.getType(rest.facts.content[api]?.type ?? 'FlotiqOtherContent');
  if (!isObjectType(type)) throw new Error(`no type for ${api}`);
  const place = `content/${api}/${id}`;
  return rest.world.once(`${place} ${hydrate}`, () => ({
    ...objectToWire(rest, new WorldObject(place, type), hydrate),
    ...rest.world.once(`known ${api}/${id}`, () => ({ id })),
  }));
}

function toWire(rest: RestWorld, value: unknown, hydrate: number): unknown {
  if (Array.isArray(value)) return value.map((item) => toWire(rest, item, hydrate));
  if (value instanceof WorldFault || value === MISSING) return null;
  if (!(value instanceof WorldObject)) return value;
  return contentOf(rest, value, hydrate) ?? objectToWire(rest, value, hydrate);
}

/** A content object by a name of its own, if it is one. */
function contentOf(rest: RestWorld, object: WorldObject, hydrate: number): unknown {
  const api = apiOf(rest, object);
  if (api === undefined) return undefined;
  const id = `o${Math.floor(rest.world.chance(object.place, 'id') * 9)}`;
  return contentObject(rest, api, id, hydrate);
}

function apiOf({ facts }: RestWorld, { says = 'nobody' }: WorldObject): string | undefined {
  if (says === 'FlotiqOtherContent' || says === 'Nobody') return says.toLowerCase();
  return Object.entries(facts.content).find(([, { type }]) => type === says)?.[0];
}

function objectToWire(
  rest: RestWorld,
  { type, place }: WorldObject,
  hydrate: number,
): Record<string, unknown> {
  const { world, schema, facts, links } = rest;
  const wire: Record<string, unknown> = {};
  for (const field of Object.values(type.getFields())) {
    if (links[`${type.name}.${field.name}`]) continue;
    const fieldFacts = facts.objects[type.name]?.[field.name];
    const value = world.value(schema, field.type, `${place}/${field.name}`);
    if (value === MISSING) continue;
    const isRelation = fieldFacts?.relation !== undefined;
    wire[fieldFacts?.wire ?? field.name] = isRelation
      ? toRelated(rest, value, hydrate)
      : toWire(rest, value, hydrate);
  }
  const api = apiOf(rest, { says: type.name } as WorldObject);
  if (api !== undefined && typeof wire.internal === 'object') {
    wire.internal = { ...wire.internal, contentType: api };
  }
  if (type.name === 'FlotiqSearchResults') wire.summary = { aggregations: wire.aggregations };
  return wire;
}

/** Links, or the objects that they lead to for as many levels as the call asks. */
function toRelated(rest: RestWorld, value: unknown, hydrate: number): unknown {
  if (Array.isArray(value)) return value.map((item) => toRelated(rest, item, hydrate));
  if (!(value instanceof WorldObject)) return toWire(rest, value, hydrate);
  const api = apiOf(rest, value) ?? getNamedType(value.type).name;
  if (hydrate > 0) return contentOf(rest, value, hydrate - 1) ?? null;
  const id = `o${Math.floor(rest.world.chance(value.place, 'id') * 9)}`;
  return { type: 'internal', dataUrl: `/api/v1/content/${api}/${id}` };
}

interface Linked {
  api: string;
  /** The property that holds the key. */
  wire: string;
  keys: readonly string[];
  /** What else was asked. */
  others: string;
}

/** A list by the keys of a link, as the source's filters say it. */
function findLinked(
  { facts, links }: RestWorld,
  { field, method, path }: RestOperation,
  { query = [] }: RestCall,
): Linked | undefined {
  const { kind, content: api = '' } = facts.operations[`${method} ${path}`] ?? {};
  const [, text = '{}'] = query.find(([name]) => name === 'filters') ?? [];
  const filters = JSON.parse(text) as Record<string, { type: string; filter: unknown }>;
  if (kind !== 'list') return undefined;
  for (const link of Object.values(links)) {
    const type = facts.content[api]?.type ?? '';
    const wire = facts.objects[type]?.[link.match]?.wire ?? link.match;
    const { [wire]: own, ...rest } = filters;
    if (link.to !== field || link.mode !== 'list' || !Array.isArray(own?.filter)) continue;
    const asked = query.filter(([name]) => !['filters', 'limit', 'page', 'hydrate'].includes(name));
    return { api, wire, keys: own.filter as string[], others: JSON.stringify([rest, asked]) };
  }
  return undefined;
}

function answerLinked(rest: RestWorld, { api, wire, keys, others }: Linked, call: RestCall) {
  const { world } = rest;
  const query = new Map(call.query);
  const found = keys.flatMap((key) => {
    const place = `${api} ${wire} ${others}@${key}`;
    const count = countItems(world, place);
    if (wire === 'id') return count > 0 ? [key] : [];
    return Array.from({ length: count }, (_, index) => {
      const id = `k${Math.floor(world.chance(`${place}#${index}`, 'id') * 1e9)}`;
      return world.once(`known ${api}/${id}`, () => ({ id, [wire]: key })).id;
    });
  });
  const ids = pageOf(found, {
    limit: Number(query.get('limit')),
    page: Number(query.get('page') ?? 1),
  });
  const data = ids.map((id) => contentObject(rest, api, id, Number(query.get('hydrate') ?? 0)));
  return { total_count: found.length, count: data.length, total_pages: 1, current_page: 1, data };
}
