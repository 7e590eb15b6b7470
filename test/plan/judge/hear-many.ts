import type { Case, Judge } from './judge.ts';
import type { OddityKind } from './oddities.ts';
import { judge } from './verdict.ts';

export interface Tally {
  heard: number;
  /** Variables that cannot be used: nobody ran the operation. */
  refused: number;
  /** Operations that led from one source into another. */
  linked: number;
  /** Left to Mesh's executor, by reason. */
  notPlanned: Record<string, number>;
  /** Cases in which Mesh showed defects that are known. */
  known: Partial<Record<OddityKind, number>>;
  /** What nobody knew yet: whoever reads this has a bug to find. */
  findings: string[];
}

/** Hears a case for each seed from the first on. Stops early when there is enough to look into. */
export async function hearMany(
  court: Judge,
  first: number,
  count: number,
  maximumFindings = 5,
): Promise<Tally> {
  const tally: Tally = {
    heard: 0,
    refused: 0,
    linked: 0,
    notPlanned: {},
    known: {},
    findings: [],
  };
  for (let seed = first; seed < first + count; seed += 1) {
    const heard = await court.hear(seed);
    tally.heard += 1;
    if (heard === 'refused') {
      tally.refused += 1;
      continue;
    }
    const { plan, mesh, known } = judge(heard);
    if (heard.notPlanned) increment(tally.notPlanned, heard.notPlanned);
    if (heard.hasLinks) tally.linked += 1;
    for (const kind of known) increment(tally.known, kind);
    if (plan.length + mesh.length === 0) continue;
    tally.findings.push(describe(heard, plan, mesh));
    if (tally.findings.length >= maximumFindings) break;
  }
  return tally;
}

function increment(counts: Partial<Record<string, number>>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

function describe(heard: Case, plan: readonly string[], mesh: readonly string[]): string {
  const { seed, text, variables, log } = { ...heard, log: heard.plan.log };
  return [
    `seed ${seed}`,
    text,
    `variables ${JSON.stringify(variables)}`,
    ...plan.map((finding) => `the plan: ${finding}`),
    ...mesh.map((finding) => `Mesh: ${finding}`),
    ...log.requests.map(({ contract, sends }) => `the plan asked ${contract}: ${sends}`),
    ...(heard.mesh?.log.requests ?? []).map(
      ({ contract, sends }) => `Mesh asked ${contract}: ${sends}`,
    ),
  ].join('\n');
}
