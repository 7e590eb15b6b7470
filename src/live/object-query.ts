import {
  Kind,
  getNamedType,
  parseType,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type VariableDefinitionNode,
} from 'graphql';
import type { ObjectRequest } from '../live-offer.ts';
import type { CollectedField } from '../plan/collect.ts';
import type { LocatedError, PathKey } from '../plan/completer.ts';
import { printRequest } from '../plan/graphql-request.ts';
import type { Answer } from '../plan/plan.ts';

/** An ordinary query for the object of an event, with the subscriber's own selection. */
export interface ObjectQuery {
  text: string;
  variables: Record<string, unknown>;
  /** Finds the object in the answer, and what went wrong below it, by paths from the object. */
  read(answer: Answer): FoundObject;
}

export interface FoundObject {
  /** Undefined when it is not there, or not for this subscriber. */
  object: Record<string, unknown> | undefined;
  errors: LocatedError[];
}

const rootKey = 'live';
const asItIs = { types: {}, fields: {} };

/** Writes the query that fetches an object with the selected fields, and proves that it is the one. */
export function writeObjectQuery(
  schema: GraphQLSchema,
  request: ObjectRequest,
  selected: readonly CollectedField[],
  definitions: readonly VariableDefinitionNode[],
  variables: Record<string, unknown>,
): ObjectQuery {
  const root = schema.getQueryType()!;
  const rootField = root.getFields()[request.field]!;
  const taken = new Set(definitions.map(({ variable }) => variable.name.value));
  const own = Object.entries(request.args).map(([name, value]) => {
    const type = rootField.args.find((arg) => arg.name === name)!.type;
    return { name, value, type, variable: freeName(name, taken) };
  });
  const ownDefinitions = own.map(({ variable, type }): VariableDefinitionNode => ({
    kind: Kind.VARIABLE_DEFINITION,
    variable: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: variable } },
    type: parseType(String(type)),
  }));
  const idKey = freeName('id', new Set(selected.map(({ key }) => key)));
  const chain = [request.field, ...request.below];
  const rootNode = writeNode(
    request.field,
    own.map(({ name, variable }) => [name, variable]),
  );
  const query = writeChain(root, chain, rootNode, (type) => [
    ...selected,
    bareField(type, request.idField, idKey),
  ]);
  const printed = printRequest('query', [query], [...ownDefinitions, ...definitions], asItIs);
  const values = {
    ...variables,
    ...Object.fromEntries(own.map((arg) => [arg.variable, arg.value])),
  };
  return {
    text: printed.query,
    variables: Object.fromEntries(printed.variables.map((name) => [name, values[name]])),
    read: (answer) => findObject(answer, request, idKey),
  };
}

function findObject({ data, errors }: Answer, request: ObjectRequest, idKey: string): FoundObject {
  const path: PathKey[] = [rootKey, ...request.below];
  let value: unknown = data;
  for (const key of path) value = (value as Record<string, unknown> | null | undefined)?.[key];
  const isIt = (item: unknown) =>
    String((item as Record<string, unknown> | null)?.[idKey]) === request.id;
  if (Array.isArray(value)) {
    const index = value.findIndex(isIt);
    path.push(index);
    value = value[index] as unknown;
  }
  const isThere = value !== null && value !== undefined && isIt(value);
  const below = errors.filter((located) => isBelow(located.path, path));
  // What failed before the object was reached is why there is none.
  const relevant = isThere ? below : errors;
  return {
    object: isThere ? (value as Record<string, unknown>) : undefined,
    errors: relevant.map((located) => ({
      error: located.error,
      path: isBelow(located.path, path) ? located.path.slice(path.length) : [],
    })),
  };
}

function isBelow(path: readonly PathKey[], start: readonly PathKey[]): boolean {
  return start.every((key, index) => path[index] === key);
}

function writeChain(
  parent: GraphQLObjectType,
  [name = '', ...below]: readonly string[],
  node: FieldNode,
  select: (type: GraphQLObjectType) => CollectedField[],
): CollectedField {
  const definition = parent.getFields()[name]!;
  const type = getNamedType(definition.type) as GraphQLObjectType;
  const [next = ''] = below;
  const selected =
    below.length > 0 ? [writeChain(type, below, writeNode(next, []), select)] : select(type);
  const key = node.alias?.value ?? name;
  const selection = new Map([[type.name, selected]]);
  return {
    key,
    name,
    type: definition.type,
    parentType: parent,
    definition,
    nodes: [node],
    selection,
  };
}

function writeNode(name: string, args: readonly [name: string, variable: string][]): FieldNode {
  return {
    kind: Kind.FIELD,
    ...(args.length > 0 && { alias: { kind: Kind.NAME, value: rootKey } }),
    name: { kind: Kind.NAME, value: name },
    arguments: args.map(([arg, variable]) => ({
      kind: Kind.ARGUMENT,
      name: { kind: Kind.NAME, value: arg },
      value: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: variable } },
    })),
  };
}

function bareField(parentType: GraphQLObjectType, name: string, key: string): CollectedField {
  const definition = parentType.getFields()[name]!;
  const { type } = definition;
  const nodes: [FieldNode] = [writeNode(name, [])];
  return { key, name, type, parentType, definition, nodes, selection: undefined };
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = `live_${name}`;
  while (taken.has(free)) free = `_${free}`;
  return free;
}
