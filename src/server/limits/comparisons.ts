import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * How often validation compares two fields or two fragments that meet at one place of the answer. It is
 * the one of GraphQL's rules that takes longer than the text: of n that meet, each is held against each.
 *
 * Every selection is one, too, as often as it is met. Counting ends above the maximum, so that it costs
 * no more than that.
 */
export function countComparisons(
  { definitions }: DocumentNode,
  { maximum, depth }: { maximum: number; depth: number },
): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  }
  const unmet = new Set(fragments.keys());
  // Several rules walk through each operation once more, and clients send few in one text.
  let count = pairs(definitions.length - fragments.size);
  for (const node of definitions) {
    if (node.kind === Kind.OPERATION_DEFINITION) countPlace([node.selectionSet], 0);
  }
  // One that nobody spreads is validated like the others.
  for (const name of unmet) countPlace([fragments.get(name)!.selectionSet], 0);
  return count;

  function countPlace(sets: readonly SelectionSetNode[], level: number): void {
    const spread = new Set<string>();
    const below = new Map<string, SelectionSetNode[]>();
    const met = new Map<string, number>();
    let fields = 0;
    const gather = ({ selections }: SelectionSetNode): void => {
      count += selections.length;
      if (count > maximum) return;
      for (const selection of selections) {
        if (selection.kind === Kind.INLINE_FRAGMENT) gather(selection.selectionSet);
        else if (selection.kind === Kind.FIELD) {
          const key = selection.alias?.value ?? selection.name.value;
          fields += 1;
          met.set(key, (met.get(key) ?? 0) + 1);
          if (!selection.selectionSet) continue;
          const known = below.get(key);
          if (known) known.push(selection.selectionSet);
          else below.set(key, [selection.selectionSet]);
        } else if (!spread.has(selection.name.value)) {
          spread.add(selection.name.value);
          unmet.delete(selection.name.value);
          const fragment = fragments.get(selection.name.value);
          if (fragment) gather(fragment.selectionSet);
        }
      }
    };
    for (const set of sets) gather(set);
    for (const times of met.values()) count += pairs(times);
    count += pairs(spread.size) + (spread.size * fields) / 2;
    // Fragments that come round to themselves have no end; validation refuses them.
    if (level === depth) return;
    for (const next of below.values()) {
      if (count > maximum) return;
      countPlace(next, level + 1);
    }
  }
}

function pairs(count: number): number {
  return (count * (count - 1)) / 2;
}
