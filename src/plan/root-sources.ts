import {
  Kind,
  getOperationAST,
  type DocumentNode,
  type FieldNode,
  type SelectionSetNode,
} from 'graphql';
import type { Graph } from '../graph.ts';

/** Response key of a root field -> the source that answers it, whatever `@skip` and `@include` decide. */
export function findRootSources(
  { contracts, fields }: Graph,
  document: DocumentNode,
  operationName: string | undefined,
): Map<string, string> {
  const operation = getOperationAST(document, operationName);
  if (!operation) return new Map();
  const root = operation.operation === 'mutation' ? fields.Mutation : fields.Query;
  const sources = rootNodes(document, operation.selectionSet).map((node): [string, string] => [
    node.alias?.value ?? node.name.value,
    contracts[root[node.name.value] ?? '']?.source ?? '',
  ]);
  return new Map(sources.filter(([, source]) => source !== ''));
}

function rootNodes(document: DocumentNode, { selections }: SelectionSetNode): FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    if (selection.kind === Kind.INLINE_FRAGMENT) return rootNodes(document, selection.selectionSet);
    const fragment = document.definitions.find(
      (node) => node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === selection.name.value,
    );
    return fragment && 'selectionSet' in fragment ? rootNodes(document, fragment.selectionSet) : [];
  });
}
