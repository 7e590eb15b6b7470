import {
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  getNamedType,
  isAbstractType,
  isObjectType,
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { Link } from '../graph.ts';
import type { SelectedField } from '../selection.ts';

/** A selected field with what compiling needs of it besides. */
export interface CollectedField extends SelectedField {
  parentType: GraphQLObjectType;
  definition: GraphQLField<unknown, unknown>;
  /** All that merged into it; the arguments of the first are everyone's. */
  nodes: readonly [FieldNode, ...FieldNode[]];
  selection: CollectedSelection | undefined;
  /** Asked for, and no part of the answer: the key of a link. */
  isHidden?: boolean;
  /** The field leads into another source. */
  linked?: { link: Link; key: CollectedField };
}

export type CollectedSelection = ReadonlyMap<string, readonly CollectedField[]>;

/** Every boolean variable that `@skip` and `@include` ask for, decided. */
export type Conditions = Readonly<Record<string, unknown>>;

export interface CollectOptions {
  schema: GraphQLSchema;
  fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  conditions: Conditions;
  links?: Readonly<Record<string, Link>>;
  /** Objects of several types can stand there: a server merges what they ask for under one key. */
  isAmongTypes?: boolean;
}

/** The fields of one object type below some selection sets, merged as execution would merge them. */
export function collectFields(
  options: CollectOptions,
  parentType: GraphQLObjectType,
  selectionSets: readonly SelectionSetNode[],
): CollectedField[] {
  const nodes = new Map<string, [FieldNode, ...FieldNode[]]>();
  for (const set of selectionSets) gather(options, parentType, set, nodes, new Set());
  const fields = [...nodes].map(([key, merged]) => toField(options, parentType, key, merged));
  return options.links ? withKeys(options, parentType, fields) : fields;
}

/** Links are told their keys; what holds a key is selected beside what the client selects. */
function withKeys(
  { schema, links = {}, isAmongTypes = false }: CollectOptions,
  parentType: GraphQLObjectType,
  fields: CollectedField[],
): CollectedField[] {
  const hidden = new Map<string, CollectedField>();
  const linkedFields = fields.map((field) => {
    const link = links[`${parentType.name}.${field.name}`];
    if (!link) return field;
    const path = link.is.join('.');
    const prefix = isAmongTypes ? `_${parentType.name}` : '';
    const key = hidden.get(path) ?? hiddenField(schema, parentType, link.is, fields, prefix);
    hidden.set(path, key);
    return { ...field, linked: { link, key } };
  });
  return [...linkedFields, ...hidden.values()];
}

/** A field that the client did not ask for, under a key that no field of the client has. */
export function hiddenField(
  schema: GraphQLSchema,
  parentType: GraphQLObjectType,
  path: readonly string[],
  beside: readonly { key: string }[],
  prefix = '',
): CollectedField {
  const [name = '', ...below] = path;
  const definition = fieldDefinition(schema, parentType, name);
  const named = getNamedType(definition.type);
  let key = `${prefix}_${path.join('_')}`;
  while (beside.some((other) => other.key === key)) key = `_${key}`;
  const selection = isObjectType(named)
    ? new Map([[named.name, [hiddenField(schema, named, below, [])]]])
    : undefined;
  const node: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: name } };
  const { type } = definition;
  return { key, name, type, parentType, definition, nodes: [node], selection, isHidden: true };
}

/** What is selected below merged field nodes, for every object type that can stand there. */
export function collectSelection(
  options: CollectOptions,
  type: SelectedField['type'],
  nodes: readonly FieldNode[],
): CollectedSelection | undefined {
  const named = getNamedType(type);
  const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const possible = isObjectType(named)
    ? [named]
    : isAbstractType(named)
      ? options.schema.getPossibleTypes(named)
      : [];
  if (possible.length === 0) return undefined;
  const own = possible.length > 1 ? { ...options, isAmongTypes: true } : options;
  return new Map(possible.map((object) => [object.name, collectFields(own, object, sets)]));
}

function toField(
  options: CollectOptions,
  parentType: GraphQLObjectType,
  key: string,
  nodes: [FieldNode, ...FieldNode[]],
): CollectedField {
  const name = nodes[0].name.value;
  const definition = fieldDefinition(options.schema, parentType, name);
  const { type } = definition;
  return {
    key,
    name,
    type,
    parentType,
    definition,
    nodes,
    selection: collectSelection(options, type, nodes),
  };
}

function fieldDefinition(schema: GraphQLSchema, type: GraphQLObjectType, name: string) {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (type === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  const definition = type.getFields()[name];
  if (!definition)
    throw new Error(`${type.name} has no field ${name}: the operation was not validated`);
  return definition;
}

function gather(
  options: CollectOptions,
  type: GraphQLObjectType,
  set: SelectionSetNode,
  nodes: Map<string, [FieldNode, ...FieldNode[]]>,
  visited: Set<string>,
): void {
  for (const selection of set.selections) {
    if (!isIncluded(selection.directives, options.conditions)) continue;
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      const merged = nodes.get(key);
      if (merged) merged.push(selection);
      else nodes.set(key, [selection]);
      continue;
    }
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection
        : namedFragment(options, selection.name.value, visited);
    if (fragment && appliesTo(options.schema, fragment.typeCondition?.name.value, type)) {
      gather(options, type, fragment.selectionSet, nodes, visited);
    }
  }
}

function namedFragment({ fragments }: CollectOptions, name: string, visited: Set<string>) {
  if (visited.has(name)) return undefined;
  visited.add(name);
  return fragments[name];
}

function appliesTo(
  schema: GraphQLSchema,
  condition: string | undefined,
  type: GraphQLObjectType,
): boolean {
  if (condition === undefined || condition === type.name) return true;
  const conditional = schema.getType(condition);
  return isAbstractType(conditional) && schema.isSubType(conditional, type);
}

function isIncluded(
  directives: readonly DirectiveNode[] | undefined,
  conditions: Conditions,
): boolean {
  return (directives ?? []).every(({ name, arguments: args }) => {
    if (name.value !== 'skip' && name.value !== 'include') return true;
    const value = args?.[0]?.value;
    const holds =
      value?.kind === Kind.VARIABLE
        ? conditions[value.name.value] === true
        : value?.kind === Kind.BOOLEAN && value.value;
    return name.value === 'include' ? holds : !holds;
  });
}
