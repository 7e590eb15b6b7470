import {
  visit,
  type ASTNode,
  getArgumentValues,
  getNamedType,
  isAbstractType,
  isListType,
  isNonNullType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
} from 'graphql';
import type { GraphContract } from '../graph.ts';
import type { OperationContext } from '../operation-context.ts';
import type { Dialect } from '../source.ts';
import type { Caller } from '../transport/call-source.ts';
import { collectFields, type CollectedField } from './collect.ts';
import { templateDialect } from './template-dialect.ts';

/**
 * Answers a root field of a REST contract for Mesh's executor: the source's dialect makes the calls,
 * and what it found is laid out as Mesh's resolvers read it, by field name.
 */
export async function answerRest(
  contract: GraphContract,
  dialect: Dialect = templateDialect,
  info: GraphQLResolveInfo,
  caller: Caller,
  operation: OperationContext,
): Promise<unknown> {
  const { parentType, fieldName, fieldNodes, schema, fragments, variableValues } = info;
  const restOperation = contract.operations[`${parentType.name}.${fieldName}`];
  const definition = parentType.getFields()[fieldName];
  const [node] = fieldNodes;
  if (!restOperation || !definition || !node) throw new Error(`no HTTP operation for ${fieldName}`);
  const options = {
    schema,
    fragments: Object.fromEntries(
      Object.entries(fragments).map(([name, fragment]) => [name, withoutAliases(fragment)]),
    ),
    conditions: variableValues,
  };
  const [field] = collectFields(options, parentType, [
    { kind: 'SelectionSet' as never, selections: fieldNodes.map(withoutAliases) },
  ]);
  const args = getArgumentValues(definition, node, variableValues);
  const fetch = dialect.compile(restOperation, field?.selection);
  const label = `${restOperation.method} ${restOperation.path}`;
  const isRead = restOperation.parentType === 'Query';
  const value = await fetch(args, (call) =>
    // What a write has to look up is a read like any other.
    caller.rest(
      contract.name,
      { ...call, isRead: isRead || call.method === 'GET', label },
      operation,
    ),
  );
  return layOut(definition.type, value, field, dialect);
}

/** Mesh's resolvers read by field name, so two aliases of one field are one field with both selections. */
function withoutAliases<T extends ASTNode>(node: T): T {
  return visit(node, { Field: ({ alias, ...field }) => (alias ? field : undefined) }) as T;
}

function layOut(
  type: GraphQLOutputType,
  value: unknown,
  field: CollectedField | undefined,
  dialect: Dialect,
): unknown {
  if (isNonNullType(type)) return layOut(type.ofType, value, field, dialect);
  if (value === null || value === undefined) return null;
  if (isListType(type)) {
    const items = type.ofType as GraphQLOutputType;
    return Array.isArray(value) ? value.map((item) => layOut(items, item, field, dialect)) : value;
  }
  if (!field?.selection) return value;
  return layOutObject(value as Record<string, unknown>, type, field, dialect);
}

function layOutObject(
  value: Record<string, unknown>,
  type: GraphQLOutputType,
  field: CollectedField,
  dialect: Dialect,
): Record<string, unknown> {
  const named = getNamedType(type);
  const typeName = isAbstractType(named) ? dialect.typeOf?.(value) : named.name;
  const fields = field.selection?.get(typeName ?? '') ?? [];
  const entries = fields
    .filter(({ name }) => name !== '__typename')
    .map((below) => {
      const read = dialect.reader?.(below.parentType.name, below.name);
      const raw = read ? read(value) : value[below.name];
      return [below.name, layOut(below.type, raw, below, dialect)];
    });
  return { ...Object.fromEntries(entries), __typename: typeName };
}
