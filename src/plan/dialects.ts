import type { Graph } from '../graph.ts';
import type { Dialect, Source } from '../source.ts';

/** Contract -> how its REST API is spoken, for the contracts that their source refined. */
export function createDialects(
  { contracts }: Graph,
  sources: readonly Source[],
): ReadonlyMap<string, Dialect> {
  const dialects = new Map<string, Dialect>();
  for (const { name, source: owner, facts } of Object.values(contracts)) {
    const source = sources.find((candidate) => candidate.name === owner);
    if (source?.dialect && facts !== undefined) dialects.set(name, source.dialect(facts));
  }
  return dialects;
}
