import { Kind, visit, type DocumentNode, type FieldNode, type SelectionSetNode } from 'graphql';

export interface OddConditions {
  /** Selected with a condition somewhere, and once more under the same key. */
  isGuarded(key: string): boolean;
  hasCondition(key: string): boolean;
  /** A client calls another field so, or this one by several names. */
  isRenamed(name: string): boolean;
  /** Something stands under this key in the answer, whatever it is. */
  isKey(name: string): boolean;
  /** Selected for nothing but the names of types. */
  isHollow(nodes: readonly FieldNode[]): boolean;
}

/** What of an operation's text Mesh is known to lose. */
export function findOddConditions(document: DocumentNode): OddConditions {
  const guarded = new Set<string>();
  const counts = new Map<string, number>();
  const keys = new Map<string, Set<string>>();
  visit(document, {
    Field({ alias, name, directives = [] }) {
      const key = alias?.value ?? name.value;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      keys.set(name.value, (keys.get(name.value) ?? new Set()).add(key));
      if (directives.length > 0) guarded.add(key);
    },
  });
  const hasField = ({ selections }: SelectionSetNode): boolean =>
    selections.some((node) => {
      // A field of which nothing is left to ask is left out as well, up to the whole request.
      if (node.kind === Kind.FIELD && node.selectionSet) return hasField(node.selectionSet);
      if (node.kind === Kind.FIELD) return node.name.value !== '__typename';
      if (node.kind === Kind.INLINE_FRAGMENT) return hasField(node.selectionSet);
      const fragment = document.definitions.find(
        (other) => other.kind === Kind.FRAGMENT_DEFINITION && other.name.value === node.name.value,
      );
      return (
        fragment !== undefined && 'selectionSet' in fragment && hasField(fragment.selectionSet!)
      );
    });
  return {
    isRenamed: (name) =>
      (keys.get(name)?.size ?? 0) > 1 ||
      [...keys].some(([other, used]) => other !== name && used.has(name)),
    isKey: (name) => counts.has(name),
    hasCondition: (key) => guarded.has(key),
    isGuarded: (key) => guarded.has(key) && counts.get(key)! > 1,
    isHollow: (nodes) =>
      nodes.every(({ selectionSet }) => selectionSet !== undefined && !hasField(selectionSet)),
  };
}
