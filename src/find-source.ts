import type { Source } from './source.ts';

/** A contract belongs to the source with the longest name that starts its own. */
export function findSource(contract: string, sources: readonly Source[]): Source | undefined {
  const [match] = sources
    .filter(({ name }) => contract === name || contract.startsWith(`${name}_`))
    .sort((a, b) => b.name.length - a.name.length);
  return match;
}
