import {
  Kind,
  OperationTypeNode,
  isNonNullType,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { Graph, GraphContract } from '../graph.ts';
import type { Dialect } from '../source.ts';
import { collectFields, type CollectedField, type Conditions } from './collect.ts';
import { compileGraphqlFetch } from './graphql-fetch.ts';
import {
  compileIntrospectionFetch,
  compileLocalFetch,
  compileTypenameFetch,
  type LocalResolver,
} from './local-fetch.ts';
import type { Fetch, Plan, PlannedRootField } from './plan.ts';
import { compileLinkUnit, type LinkUnits } from './link-unit.ts';
import { compileRestFetch } from './rest-fetch.ts';
import { findDialect, findRestOperation } from './rest-names.ts';

export interface Planner {
  schema: GraphQLSchema;
  graph: Graph;
  /** Contract -> how its REST API is spoken; contracts without one are spoken by their templates. */
  dialects: ReadonlyMap<string, Dialect>;
  /** `Query.field` -> what the gateway answers by itself. */
  local: Readonly<Record<string, LocalResolver>>;
  /** How long answers may be kept, by root field of Query. @default not at all */
  ttlOf?: (rootField: string) => number;
}

/** Why an operation is left to Mesh's executor. */
export class NotPlanned extends Error {
  readonly reason: string;
  readonly isMutation: boolean;
  /** Known all the same: who may use them is decided before any executor runs. */
  readonly rootFields: readonly PlannedRootField[];

  constructor(reason: string, isMutation = false, rootFields: readonly PlannedRootField[] = []) {
    super(`not planned: ${reason}`);
    this.reason = reason;
    this.isMutation = isMutation;
    this.rootFields = rootFields;
  }
}

/** Compiles a validated operation. Throws NotPlanned for what the compiler does not cover. */
export function compilePlan(
  planner: Planner,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  conditions: Conditions,
): Plan {
  const { schema } = planner;
  const isMutation = operation.operation === OperationTypeNode.MUTATION;
  const rootType = isMutation ? schema.getMutationType() : schema.getQueryType();
  if (!rootType) throw new NotPlanned(`no root type for a ${operation.operation}`);
  const fragments = Object.fromEntries(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const { links } = planner.graph;
  const options = { schema, fragments, conditions, links };
  const fields = collectFields(options, rootType, [operation.selectionSet]);
  const groups = groupFields(planner.graph, fields, isMutation);
  const linked = findLinked(fields);
  const rootFields = [
    ...groups.flatMap(toRootFields),
    ...linked.map((field) => toLinkedRoot(planner.graph, field)),
  ];
  try {
    const fetches = groups.map((group) => compileGroup(planner, document, operation, group));
    return {
      isMutation,
      stages: isMutation ? fetches.map((fetch) => [fetch]) : [fetches],
      keys: fields.map(({ key }) => key),
      fields,
      rootFields,
      ttlMs: isMutation ? 0 : shortestTtl(planner, [...fields, ...linked]),
      ...(linked.length > 0 ? { units: compileUnits(planner, linked, operation) } : {}),
    };
  } catch (error) {
    if (!(error instanceof NotPlanned)) throw error;
    throw new NotPlanned(error.reason, isMutation, rootFields);
  }
}

function toRootFields({ contract, fields }: Group): PlannedRootField[] {
  if (!contract) return [];
  return fields.map(({ name }) => ({
    contract: contract.name,
    source: contract.source,
    field: name,
  }));
}

/** Every link that the operation follows, those below links included. */
function findLinked(fields: readonly CollectedField[]): CollectedField[] {
  return fields.flatMap((field) => [
    ...(field.linked ? [field] : []),
    ...[...(field.selection?.values() ?? [])].flatMap(findLinked),
  ]);
}

function toLinkedRoot({ contracts }: Graph, { linked }: CollectedField): PlannedRootField {
  const { to, contract } = linked!.link;
  return { contract, source: contracts[contract]!.source, field: to, isLink: true };
}

function compileUnits(
  planner: Planner,
  linked: readonly CollectedField[],
  { variableDefinitions = [] }: OperationDefinitionNode,
): LinkUnits {
  return new Map(
    linked.map((field) => [field, compileLinkUnit(planner, field, variableDefinitions)]),
  );
}

/** Root fields that one fetch answers. */
interface Group {
  contract: GraphContract | undefined;
  fields: [CollectedField, ...CollectedField[]];
}

/** All of one GraphQL contract together; in a mutation only neighbours, for order is a promise there. */
function groupFields(
  graph: Graph,
  fields: readonly CollectedField[],
  isMutation: boolean,
): Group[] {
  const groups: Group[] = [];
  for (const field of fields) {
    const root = isMutation ? graph.fields.Mutation : graph.fields.Query;
    const contract = graph.contracts[root[field.name] ?? ''];
    const candidates = isMutation ? groups.slice(-1).filter(canBeContinued) : groups;
    const group = candidates.find((other) => canShare(other, contract, field));
    if (group) group.fields.push(field);
    else groups.push({ contract, fields: [field] });
  }
  return groups;
}

/**
 * What a mutation leads to is read before the next one changes it, and after one that may not be null
 * and is, the next one never happens.
 */
function canBeContinued({ fields }: Group): boolean {
  return findLinked(fields).length === 0 && !fields.some(({ type }) => isNonNullType(type));
}

function canShare(
  group: Group,
  contract: GraphContract | undefined,
  field: CollectedField,
): boolean {
  if (group.contract !== contract) return false;
  return contract
    ? contract.kind === 'graphql'
    : isIntrospection(field) && isIntrospection(group.fields[0]);
}

function compileGroup(
  planner: Planner,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  { contract, fields }: Group,
): Fetch {
  const [field] = fields;
  const isMutation = operation.operation === OperationTypeNode.MUTATION;
  const variableDefinitions = operation.variableDefinitions ?? [];
  if (contract?.kind === 'graphql') {
    const ttlMs = isMutation ? 0 : shortestTtl(planner, fields);
    return compileGraphqlFetch({ contract, fields, isMutation, variableDefinitions, ttlMs });
  }
  if (contract) {
    const dialect = findDialect(contract, planner.dialects);
    const restOperation = findRestOperation(contract, field.parentType.name, field.name);
    if (!restOperation) throw new NotPlanned(`no HTTP operation for ${field.name}`);
    const ttlMs = isMutation ? 0 : shortestTtl(planner, fields);
    return compileRestFetch({ contract, dialect, field, operation: restOperation, ttlMs });
  }
  if (field.name === '__typename') return compileTypenameFetch(field);
  if (isIntrospection(field))
    return compileIntrospectionFetch(planner.schema, document, operation, fields);
  const resolve = planner.local[`${field.parentType.name}.${field.name}`];
  if (!resolve) throw new NotPlanned(`nobody answers ${field.name}`);
  return compileLocalFetch(field, resolve, { document, node: operation });
}

/** An answer that holds several fields is kept as long as the one that is kept the shortest. */
export function shortestTtl(
  { ttlOf = () => 0 }: Planner,
  fields: readonly CollectedField[],
): number {
  return Math.min(...fields.map(({ name, linked }) => ttlOf(linked?.link.to ?? name)));
}

function isIntrospection({ name }: CollectedField): boolean {
  return name === '__schema' || name === '__type';
}
