import {
  Kind,
  execute,
  getOperationAST,
  isObjectType,
  visit,
  type DocumentNode,
  type GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import { GatewayError } from '../../../src/errors.ts';
import type { GraphContract } from '../../../src/graph.ts';
import type { OperationContext } from '../../../src/operation-context.ts';
import { collectFields } from '../../../src/plan/collect.ts';
import type { LocatedError, PathKey } from '../../../src/plan/completer.ts';
import type { Planner } from '../../../src/plan/compile.ts';
import type { Answer } from '../../../src/plan/plan.ts';
import { templateDialect } from '../../../src/plan/template-dialect.ts';
import type { Caller } from '../../../src/transport/call-source.ts';
import { placeOf } from './graphql-upstream.ts';
import { findOddities, type Oddity } from './oddities.ts';
import { MISSING, WorldFault, WorldObject, type Mood, type World } from './world.ts';

export interface ReferenceOptions {
  planner: Planner;
  contractSchemas: ReadonlyMap<string, GraphQLSchema>;
  world: World;
  caller: Caller;
  operation: OperationContext;
}

/** The answer as the specification has it: graphql-js over the whole graph, each field asked for by itself. */
export async function runReference(
  options: ReferenceOptions,
  document: DocumentNode,
  variableValues: Record<string, unknown>,
): Promise<Answer & { oddities: Oddity[] }> {
  const oddities: Oddity[] = [];
  const { planner, world } = options;
  const { graph, schema, dialects } = planner;
  const asked = new Set<string>();
  const guarded = findGuarded(document);
  const contracts = rootContracts(planner, document, variableValues);
  const contractAt = (path: GraphQLResolveInfo['path']) => contracts.get(rootKey(path));
  const { data = null, errors = [] } = await execute({
    schema,
    document,
    variableValues,
    fieldResolver: noteOddities,
    typeResolver(value, _, { path }) {
      const contract = contractAt(path);
      if (contract?.kind === 'rest') {
        return dialects.get(contract.name)?.typeOf?.(value as Record<string, unknown>);
      }
      const { says } = value instanceof WorldObject ? value : { says: undefined };
      const own = Object.entries(contract?.names.types ?? {}).find(([, name]) => name === says);
      return own?.[0] ?? says;
    },
  });
  const located = errors.flatMap((error) => {
    const contract = contracts.get(String(error.path?.[0]));
    return locate(error, contract, contract && world.mood(contract.name));
  });
  for (const name of asked) {
    if (world.mood(name) === 'warning') {
      located.push({ path: [], error: saidBy(graph.contracts[name]!, 'has a warning') });
    }
  }
  return { data: data && { ...data }, errors: located, oddities };

  function noteOddities(...field: Parameters<GraphQLFieldResolver<unknown, unknown>>): unknown {
    const [, , , { path, returnType }] = field;
    if (path.key === '__typename') oddities.push({ kind: 'disguise', path: keysOf(path.prev) });
    if (guarded.has(String(path.key))) oddities.push({ kind: 'twice', path: keysOf(path) });
    const isRest = contractAt(path)?.kind === 'rest';
    const value = resolveField(...field);
    const note = (found: unknown) => {
      oddities.push(...findOddities(returnType, found, keysOf(path), isRest));
      return found;
    };
    return value instanceof Promise ? value.then(note) : note(value);
  }

  function resolveField(
    ...[source, args, , info]: Parameters<GraphQLFieldResolver<unknown, unknown>>
  ) {
    const contract = contractAt(info.path);
    const isRoot = info.path.prev === undefined;
    if (!contract) return isRoot ? resolveLocal(info) : property(source, info.fieldName);
    if (isRoot && contract.kind === 'graphql') asked.add(contract.name);
    if (contract.kind === 'graphql') return resolveGraphql(contract, source, args, info, isRoot);
    return isRoot ? resolveRest(contract, args, info) : resolveBelowRest(contract, source, info);
  }

  function resolveLocal({ fieldName, parentType }: GraphQLResolveInfo) {
    return planner.local[`${parentType.name}.${fieldName}`]?.(
      {},
      options.operation,
      undefined as never,
    );
  }

  function resolveGraphql(
    contract: GraphContract,
    source: unknown,
    args: Record<string, unknown>,
    info: GraphQLResolveInfo,
    isRoot: boolean,
  ) {
    const { parentType, fieldName } = info;
    const contractSchema = options.contractSchemas.get(contract.name)!;
    const mood = world.mood(contract.name);
    const whole = isRoot ? moodFault(contract, mood) : undefined;
    if (whole) throw whole;
    const path = [String(rootKey(info.path))];
    if (isRoot && mood === 'mute') {
      oddities.push({ kind: 'mute', path });
      return null;
    }
    if (isRoot && mood === 'warning') oddities.push({ kind: 'warning', path });
    const type = contractSchema.getType(contract.names.types[parentType.name] ?? parentType.name);
    if (!isObjectType(type)) throw new Error(`no type for ${parentType.name}`);
    const object = isRoot ? new WorldObject(contract.name, type) : source;
    if (!(object instanceof WorldObject)) return undefined;
    const name = contract.names.fields[`${parentType.name}.${fieldName}`] ?? fieldName;
    const definition = type.getFields()[name]!;
    const value = world.value(contractSchema, definition.type, placeOf(object, definition, args));
    const isEmpty = value === null || value === MISSING;
    if (isRoot && mood === 'warning' && isEmpty) throw new WorldFault('has a warning', []);
    return value === MISSING ? undefined : value;
  }

  async function resolveRest(
    contract: GraphContract,
    args: Record<string, unknown>,
    info: GraphQLResolveInfo,
  ) {
    const { parentType, fieldNodes, fragments, variableValues: conditions } = info;
    const operation = contract.operations[`${parentType.name}.${info.fieldName}`]!;
    const [field] = collectFields({ schema, fragments, conditions }, parentType, [
      { kind: 'SelectionSet' as never, selections: fieldNodes },
    ]);
    const dialect = dialects.get(contract.name) ?? templateDialect;
    return dialect.compile(operation, field!.selection)(args, (call) =>
      options.caller.rest(
        contract.name,
        { ...call, isRead: operation.parentType === 'Query', label: '' },
        options.operation,
      ),
    );
  }

  function resolveBelowRest(
    { name }: GraphContract,
    source: unknown,
    { parentType, fieldName }: GraphQLResolveInfo,
  ) {
    const read = dialects.get(name)?.reader?.(parentType.name, fieldName);
    if (!read || typeof source !== 'object') return property(source, fieldName);
    return read(source as Record<string, unknown>);
  }
}

/** Response keys of fields that are selected with a condition somewhere and once more. */
function findGuarded(document: DocumentNode): Set<string> {
  const guarded = new Set<string>();
  const counts = new Map<string, number>();
  visit(document, {
    Field({ alias, name, directives = [] }) {
      const key = alias?.value ?? name.value;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      if (directives.length > 0) guarded.add(key);
    },
  });
  return new Set([...guarded].filter((key) => counts.get(key)! > 1));
}

/** Response key of a root field -> who answers it. */
function rootContracts(
  { graph, schema }: Planner,
  document: DocumentNode,
  conditions: Record<string, unknown>,
): Map<string, GraphContract | undefined> {
  const operation = getOperationAST(document)!;
  const fragments = Object.fromEntries(
    document.definitions
      .filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const isMutation = operation.operation === 'mutation';
  const root = isMutation ? schema.getMutationType() : schema.getQueryType();
  const sets = [operation.selectionSet];
  const fields = collectFields({ schema, fragments, conditions }, root!, sets);
  const names = isMutation ? graph.fields.Mutation : graph.fields.Query;
  return new Map(fields.map(({ key, name }) => [key, graph.contracts[names[name] ?? '']]));
}

function keysOf(path: GraphQLResolveInfo['path'] | undefined): PathKey[] {
  return path ? [...keysOf(path.prev), path.key] : [];
}

function rootKey(path: GraphQLResolveInfo['path']): string {
  let root = path;
  while (root.prev) root = root.prev;
  return String(root.key);
}

function property(source: unknown, name: string): unknown {
  return typeof source === 'object' && source !== null
    ? (source as Record<string, unknown>)[name]
    : undefined;
}

/** As the gateway would blame its sources. */
function locate(
  error: GraphQLError,
  contract: GraphContract | undefined,
  mood: Mood | undefined,
): LocatedError[] {
  const path = [...(error.path ?? [])];
  const cause = error.originalError;
  if (cause instanceof GatewayError || !contract) return [{ path, error: cause ?? error }];
  if (cause instanceof WorldFault) {
    return [{ path: [...path, ...cause.deeper], error: saidBy(contract, cause.message) }];
  }
  const { source, kind } = contract;
  if (!error.message.startsWith('Argument "')) {
    const detail = error.message;
    return [{ path, error: new GatewayError('SOURCE_BAD_ANSWER', { source, detail }) }];
  }
  // What is sent to a REST source has no place for it; a GraphQL source refuses it if it says anything.
  const detail = error.message;
  if (kind === 'rest') return [{ path, error: new GatewayError('BAD_USER_INPUT', { detail }) }];
  if (mood === 'mute') return [];
  return [{ path, error: moodFault(contract, mood) ?? saidBy(contract, detail) }];
}

function moodFault({ source }: GraphContract, mood: Mood | undefined): Error | undefined {
  if (mood === 'lost') return new GatewayError('SOURCE_ERROR', { source, detail: 'lost its mind' });
  if (mood !== 'dead') return undefined;
  return new GatewayError('SOURCE_UNREACHABLE', { source, detail: 'cannot be reached' });
}

function saidBy({ source }: GraphContract, detail: string): GatewayError {
  return new GatewayError('SOURCE_ERROR', { source, detail });
}
