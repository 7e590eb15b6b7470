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
  /** Where the plan is wrong, or asks for more than Mesh: a bug, whoever is at fault. */
  wrong: string[];
  /** Where the plan is right and Mesh differs, in a way that nobody has looked into yet. */
  unexplained: string[];
}

/** A tally of nothing, for `hearMany` to add to. */
export function emptyTally(): Tally {
  return {
    heard: 0,
    refused: 0,
    linked: 0,
    notPlanned: {},
    known: {},
    wrong: [],
    unexplained: [],
  };
}

export interface Hearing {
  tally?: Tally;
  /** How often a plan may be wrong before it is enough to look into. @default 5 */
  maximumFindings?: number;
  onHeard?: (tally: Tally) => void;
  onFinding?: (finding: string) => void;
}

/** Hears a case for each seed from the first on. Stops early when there is enough to look into. */
export async function hearMany(
  court: Judge,
  first: number,
  count: number,
  { tally = emptyTally(), maximumFindings = 5, onHeard, onFinding }: Hearing = {},
): Promise<Tally> {
  for (let seed = first; seed < first + count; seed += 1) {
    const heard = await court.hear(seed).catch((error: Error) => {
      throw new Error(`seed ${seed} cannot be heard: ${error.message}`, { cause: error });
    });
    tally.heard += 1;
    if (heard === 'refused') tally.refused += 1;
    else enter(tally, heard, onFinding);
    onHeard?.(tally);
    if (tally.wrong.length >= maximumFindings) break;
  }
  return tally;
}

function enter(tally: Tally, heard: Case, onFinding?: Hearing['onFinding']): void {
  const { plan, mesh, known } = judge(heard);
  if (heard.notPlanned) increment(tally.notPlanned, heard.notPlanned);
  if (heard.hasLinks) tally.linked += 1;
  for (const kind of known) increment(tally.known, kind);
  if (plan.length + mesh.length === 0) return;
  const finding = describe(heard, plan, mesh);
  (plan.length > 0 ? tally.wrong : tally.unexplained).push(finding);
  onFinding?.(finding);
}

function increment(counts: Partial<Record<string, number>>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

function describe(heard: Case, plan: readonly string[], mesh: readonly string[]): string {
  const { seed, text, variables } = heard;
  const said = Object.entries({
    'the plan': heard.plan,
    Mesh: heard.mesh,
    'graphql-js': heard.reference,
  });
  return [
    plan.length > 0 ? `seed ${seed}` : `seed ${seed}, where Mesh alone differs`,
    text,
    `variables ${JSON.stringify(variables)}`,
    ...plan.map((finding) => `the plan: ${finding}`),
    ...mesh.map((finding) => `Mesh: ${finding}`),
    ...said.map(([who, own]) => {
      const { data, errors } = own ?? {};
      return `${who} answers ${JSON.stringify({ data, errors })}`;
    }),
    ...said.slice(0, 2).flatMap(([who, own]) => {
      const requests = own?.log.requests ?? [];
      return requests.map(({ contract, sends }) => `${who} asked ${contract}: ${sends}`);
    }),
  ].join('\n');
}
