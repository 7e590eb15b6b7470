import { Kind, getOperationAST, type DocumentNode } from 'graphql';
import type { GraphContract } from '../../../src/graph.ts';
import { collectFields } from '../../../src/plan/collect.ts';
import type { Planner } from '../../../src/plan/compile.ts';

/** Response key of a root field -> who answers it. */
export function rootOwners(
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
  const fields = collectFields({ schema, fragments, conditions }, root!, [operation.selectionSet]);
  const names = isMutation ? graph.fields.Mutation : graph.fields.Query;
  return new Map(fields.map(({ key, name }) => [key, graph.contracts[names[name] ?? '']]));
}
