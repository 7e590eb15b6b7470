import type { ExplainedFetch, ExplainedPlan } from '../src/plan/explained.ts';
import type { Failure } from './runs.ts';

export type FailuresOf = (fetch: ExplainedFetch) => readonly Failure[];

/** Sorts what failed under the part of the plan that was to fill it: the one nearest to it. */
export function findFailures({ fetches }: ExplainedPlan, failures: readonly Failure[]): FailuresOf {
  const found = new Map<ExplainedFetch, Failure[]>();
  for (const failure of failures) {
    const owner = findOwner(fetches, failure.path);
    const known = owner && (found.get(owner) ?? found.set(owner, []).get(owner)!);
    // A source that failed says the same at every field.
    if (known?.every(({ code }) => code !== failure.code)) known.push(failure);
  }
  return (fetch) => found.get(fetch) ?? [];
}

function findOwner(
  fetches: readonly ExplainedFetch[],
  path: string | undefined,
): ExplainedFetch | undefined {
  if (path === undefined) return undefined;
  const owner = fetches.find(({ fills }) => fills.some((fill) => isAtOrBelow(path, fill)));
  return owner && (findOwner(owner.links ?? [], path) ?? owner);
}

function isAtOrBelow(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}.`);
}
