import {
  Kind,
  getArgumentValues,
  getVariableValues,
  isAbstractType,
  parse,
  validate,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type {
  GraphqlAnswer,
  GraphqlCall,
  UpstreamError,
} from '../../../src/transport/call-source.ts';
import { findAsked, findItems, type Links } from './link-targets.ts';
import { MISSING, WorldFault, WorldObject, canonical, type World } from './world.ts';

export interface Asked {
  answer: GraphqlAnswer;
  /** Why a server that holds to the contract would not even run the request. */
  findProblems: () => string[];
  /** Places of root fields in the order in which they were asked for. */
  roots: string[];
}

/** Answers a request as the world has it, which no real server would let out: nulls and types are not put right. */
export function askWorld(
  world: World,
  contract: string,
  schema: GraphQLSchema,
  links: Links,
  { query, variables = {} }: GraphqlCall,
): Asked {
  const document = parse(query);
  const operation = document.definitions.find(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  )!;
  const { coerced, errors: refused = [] } = getVariableValues(
    schema,
    operation.variableDefinitions ?? [],
    // As it arrives.
    JSON.parse(JSON.stringify(variables)) as Record<string, unknown>,
  );
  const findProblems = () =>
    [...validate(schema, document), ...refused].map(({ message }) => message);
  const walk: Walk = {
    world,
    links,
    schema,
    variables: coerced ?? {},
    fragments: Object.fromEntries(
      document.definitions
        .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
        .map((fragment) => [fragment.name.value, fragment]),
    ),
    errors: [],
    roots: [],
  };
  const root =
    operation.operation === 'mutation' ? schema.getMutationType() : schema.getQueryType();
  const data = answerObject(walk, new WorldObject(contract, root!), [operation.selectionSet], []);
  return { answer: inMood(world, contract, data, walk.errors), findProblems, roots: walk.roots };
}

function inMood(
  world: World,
  contract: string,
  data: Record<string, unknown>,
  errors: UpstreamError[],
): GraphqlAnswer {
  const mood = world.mood(contract);
  if (mood === 'lost') return { errors: [{ message: 'lost its mind' }] };
  const all = mood === 'warning' ? [...errors, { message: 'has a warning' }] : errors;
  return all.length > 0 ? { data, errors: all } : { data };
}

interface Walk {
  world: World;
  links: Links;
  schema: GraphQLSchema;
  variables: Record<string, unknown>;
  fragments: Record<string, FragmentDefinitionNode>;
  errors: UpstreamError[];
  roots: string[];
}

type Path = (string | number)[];

function answerObject(
  walk: Walk,
  object: WorldObject,
  sets: readonly SelectionSetNode[],
  path: Path,
): Record<string, unknown> {
  const fields = new Map<string, FieldNode[]>();
  for (const set of sets) gather(walk, object, set, fields);
  const entries = [...fields].map(([key, nodes]) => {
    const [node] = nodes as [FieldNode];
    if (node.name.value === '__typename') return [key, object.says ?? null];
    const definition = object.type.getFields()[node.name.value];
    if (!definition) return [key, null];
    const value = fieldValue(walk, object, definition, node);
    const below = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    return [key, print(walk, value, below, [...path, key])];
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== MISSING));
}

function fieldValue(
  { world, links, schema, variables, roots }: Walk,
  object: WorldObject,
  definition: GraphQLField<unknown, unknown>,
  node: FieldNode,
): unknown {
  try {
    const args = getArgumentValues(definition, node, variables);
    if (isRoot(schema, object)) roots.push(placeOf(object, definition, args));
    return valueOf(world, links, schema, object, definition, args);
  } catch (error) {
    return new WorldFault((error as Error).message, []);
  }
}

/** What a source has for a field of one of its objects, or for a root field. */
export function valueOf(
  world: World,
  links: Links,
  schema: GraphQLSchema,
  object: WorldObject,
  definition: GraphQLField<unknown, unknown>,
  args: Record<string, unknown>,
): unknown {
  const { name, type } = definition;
  if (Object.hasOwn(object.known, name)) return object.known[name];
  // The place of a root object is the contract that it is the root of.
  const asked = isRoot(schema, object) ? findAsked(links, object.place, name, args) : undefined;
  if (asked) return findItems(world, object.place, definition, asked, args);
  return world.value(schema, type, placeOf(object, definition, args));
}

function isRoot(schema: GraphQLSchema, { type }: WorldObject): boolean {
  return type === schema.getQueryType() || type === schema.getMutationType();
}

/** The same for every way to ask the same. */
export function placeOf(
  { place }: WorldObject,
  { name, args }: { name: string; args: readonly unknown[] },
  values: Record<string, unknown>,
): string {
  return `${place}/${name}${args.length > 0 ? canonical(values) : ''}`;
}

function print(walk: Walk, value: unknown, sets: SelectionSetNode[], path: Path): unknown {
  if (Array.isArray(value)) return value.map((item, at) => print(walk, item, sets, [...path, at]));
  if (value instanceof WorldObject) return answerObject(walk, value, sets, path);
  if (!(value instanceof WorldFault)) return value;
  const place = [...path, ...value.deeper];
  walk.errors.push({
    message: value.message,
    path: place,
    extensions: { code: 'FAULT', secret: 1 },
  });
  return null;
}

function gather(
  walk: Walk,
  object: WorldObject,
  set: SelectionSetNode,
  fields: Map<string, FieldNode[]>,
): void {
  for (const node of set.selections) {
    const isLeftOut = (node.directives ?? []).some(({ name, arguments: args }) => {
      const value = args?.[0]?.value;
      const decided =
        value?.kind === Kind.VARIABLE
          ? walk.variables[value.name.value]
          : value?.kind === Kind.BOOLEAN && value.value;
      return decided !== (name.value === 'include');
    });
    if (isLeftOut) continue;
    if (node.kind === Kind.FIELD) {
      const key = node.alias?.value ?? node.name.value;
      fields.set(key, [...(fields.get(key) ?? []), node]);
      continue;
    }
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? walk.fragments[node.name.value]! : node;
    const condition = fragment.typeCondition?.name.value;
    if (stands(walk.schema, object, condition)) gather(walk, object, fragment.selectionSet, fields);
  }
}

/** A server knows its own objects by what it says of them. */
function stands(
  schema: GraphQLSchema,
  { says, type }: WorldObject,
  condition: string | undefined,
): boolean {
  if (condition === undefined || condition === says) return true;
  const conditional = schema.getType(condition);
  return isAbstractType(conditional) && says === type.name && schema.isSubType(conditional, type);
}
