import { Kind, parse, visit, type DocumentNode } from 'graphql';

/**
 * Whether a document uses fragments where Fibery's own resolvers would see them. Introspection is
 * answered before those, and its usual query is made of fragments.
 */
export function usesFragments(query: string): boolean {
  if (!query.includes('...') && !query.includes('fragment')) return false;
  const document = parse(query);
  return !isIntrospection(document) && containsFragment(document);
}

function isIntrospection({ definitions }: DocumentNode): boolean {
  return definitions.every(
    (definition) =>
      definition.kind !== Kind.OPERATION_DEFINITION ||
      definition.selectionSet.selections.every(
        (root) => root.kind === Kind.FIELD && root.name.value.startsWith('__'),
      ),
  );
}

function containsFragment(document: DocumentNode): boolean {
  let found = false;
  const note = () => {
    found = true;
  };
  visit(document, { FragmentDefinition: note, FragmentSpread: note, InlineFragment: note });
  return found;
}
