import {
  getNamedType,
  getNullableType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type VariableDefinitionNode,
} from 'graphql';
import type { GraphContract, Link } from '../graph.ts';
import type { RestFetch } from '../source.ts';
import { hiddenField, type CollectedField } from './collect.ts';
import { object, type Shape } from './complete.ts';
import type { Planner } from './compile.ts';
import { badValue, type Completer } from './completer.ts';
import { graphqlShape } from './graphql-fetch.ts';
import { printFields } from './graphql-request.ts';
import { restShape, withoutLinks } from './rest-fetch.ts';
import { findDialect, findRestOperation } from './rest-names.ts';

/** One occurrence of a link in an operation: how what belongs to many objects is asked for at once. */
export interface LinkUnit {
  link: Link;
  contract: GraphContract;
  field: CollectedField;
  target: GraphQLField<unknown, unknown>;
  completeItem: Completer;
  itemFields: readonly CollectedField[];
  isItemNonNull: boolean;
  /** The values of an item that tell whose it is. */
  matchesOf(item: unknown): unknown[];
  /** Whether the root field answers a list, by itself or in a page, and not one object. */
  isListTarget: boolean;
  /**
   * The list in the root field's value, or the one object as a list; undefined when the source has
   * no answer. Throws for what is no list.
   */
  itemsOf(value: unknown): readonly unknown[] | undefined;
  /** For a GraphQL contract: what follows the arguments, and the client's variables in it. */
  selectionText: string;
  usedVariables: readonly VariableDefinitionNode[];
  /** For a REST contract. */
  fetch: RestFetch | undefined;
  label: string;
  ttlMs: number;
}

/** By the field of the operation that waits. */
export type LinkUnits = ReadonlyMap<CollectedField, LinkUnit>;

export function compileLinkUnit(
  planner: Planner,
  field: CollectedField,
  variableDefinitions: readonly VariableDefinitionNode[],
): LinkUnit {
  const { link } = field.linked!;
  const contract = planner.graph.contracts[link.contract]!;
  const target = planner.schema.getQueryType()!.getFields()[link.to]!;
  const itemType = getNamedType(field.type) as GraphQLObjectType;
  const selected = field.selection?.get(itemType.name) ?? [];
  const match = hiddenField(planner.schema, itemType, [link.match], selected);
  const selection = new Map([
    [itemType.name, link.mode === 'list' ? [...selected, match] : selected],
  ]);
  const dialect = findDialect(contract, planner.dialects);
  const shape = contract.kind === 'graphql' ? graphqlShape(contract) : restShape(dialect);
  const page = link.items === undefined ? undefined : pageField(target, link.items, selection);
  const used = new Set<string>();
  const rootFields = page ? [page] : selection.get(itemType.name)!;
  const selectionText = printFields(rootFields, contract.names, used);
  const readMatch = readerOf(match, shape);
  const readItems = page && readerOf(page, shape);
  const rootSelection = page ? new Map([[page.parentType.name, [page]]]) : selection;
  const operation = findRestOperation(contract, 'Query', link.to);
  const isListTarget = page !== undefined || isListType(getNullableType(target.type));

  return {
    link,
    contract,
    field,
    target,
    completeItem: object(selection.get(itemType.name)!, shape),
    itemFields: selection.get(itemType.name)!,
    isItemNonNull: isListType(field.type) && isNonNullType(field.type.ofType),
    matchesOf: (item) => (isRecord(item) ? [readMatch(item)].flat().filter(isKey) : []),
    isListTarget,
    itemsOf(value) {
      const found = readItems && isRecord(value) ? readItems(value) : value;
      if (found === null || found === undefined) return undefined;
      if (!isListTarget) return [found];
      if (Array.isArray(found)) return found as unknown[];
      const says = `Expected Iterable, but did not find one for field "Query.${link.to}".`;
      throw badValue(new Error(says), contract.source);
    },
    selectionText,
    usedVariables: variableDefinitions.filter(({ variable }) => used.has(variable.name.value)),
    fetch: operation && dialect.compile(operation, withoutLinks(rootSelection)),
    label: operation ? `${operation.method} ${operation.path}` : `query { ${link.to} }`,
    ttlMs: planner.ttlOf?.(link.to) ?? 0,
  };
}

function pageField(
  target: GraphQLField<unknown, unknown>,
  items: string,
  selection: CollectedField['selection'],
): CollectedField {
  const parentType = getNamedType(target.type);
  if (!isObjectType(parentType)) throw new Error(`${target.name} answers no page`);
  const definition = parentType.getFields()[items]!;
  const { type } = definition;
  const node = { kind: 'Field' as never, name: { kind: 'Name' as never, value: items } };
  return { key: items, name: items, type, parentType, definition, nodes: [node], selection };
}

function readerOf(
  field: CollectedField,
  shape: Shape,
): (value: Record<string, unknown>) => unknown {
  return shape.reader(field) ?? ((value) => value[shape.sourceKey(field)]);
}

/** Null is no key, though it could be written as one. */
function isKey(value: unknown): boolean {
  return value !== null && value !== undefined && typeof value !== 'object';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `$name: Type` as the contract has its types. */
export function declareVariable(
  name: string,
  { type }: GraphQLArgument,
  { names }: GraphContract,
): string {
  const own = String(type).replace(/\w+/, (graphName) => names.types[graphName] ?? graphName);
  return `$${name}: ${own}`;
}
