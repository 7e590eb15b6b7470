import type { StandIn } from '../../../sources/stand-in/serve.ts';
import type { Random } from '../../plan/judge/random.ts';
import { askBy, operationsOf, pathNames, type PathName } from './paths.ts';
import { join, marksIn, type Person } from './people.ts';

export interface Crowd {
  url: string;
  siteId: string;
  standIns: readonly StandIn[];
  /** Those who join or leave meanwhile are in the next round, or not. */
  people: Person[];
  operations: number;
  random: Random;
  /**
   * Begins once two fifths of the operations have been asked. The crowd does not wait for it, and goes
   * on until those whose access it ended have felt that.
   */
  meanwhile(): Promise<void>;
  /** After each round. */
  onRound?(): Promise<unknown>;
}

export interface CrowdReport {
  /** Operations asked, by path. */
  asked: Record<PathName, number>;
  answered: number;
  /** Callers who did not wait for their answer. */
  left: number;
  /** Answers that show whose they are. */
  marked: number;
  /** Answers to callers whose access had ended. */
  refused: number;
  /** Who saw whose. */
  foreign: string[];
}

/** Many people ask the same things at the same time, some leave early, and sources stumble. */
export async function runCrowd(crowd: Crowd): Promise<CrowdReport> {
  const { people, operations, random } = crowd;
  const counts = Object.fromEntries(pathNames.map((path) => [path, 0]));
  const asked = counts as CrowdReport['asked'];
  const report = { asked, answered: 0, left: 0, marked: 0, refused: 0, foreign: [] };
  let meanwhile: Promise<void> | undefined;
  let paths: PathName[] = [];
  for (let total = 0; total < operations || report.refused === 0;) {
    if (paths.length === 0) paths = shuffle(pathNames, random);
    const path = paths.pop()!;
    // Always among reads, so that each run has something to try again.
    if (path === 'query' || random.chance(0.3)) stumble(crowd, path);
    // Twice each: what one caller asks twice at the same time is one call.
    const round = [...people, ...people];
    total += round.length * operationsOf(path);
    await Promise.all(round.map((person) => askOne(crowd, path, person, report)));
    await crowd.onRound?.();
    if (total >= operations * 0.4) meanwhile ??= crowd.meanwhile();
  }
  await meanwhile;
  return report;
}

function shuffle<T>(items: readonly T[], random: Random): T[] {
  const keyed = items.map((item) => ({ item, key: random.next() }));
  return keyed.toSorted((a, b) => a.key - b.key).map(({ item }) => item);
}

function stumble({ standIns, random }: Crowd, path: PathName): void {
  const busy = { kind: 'status', status: 503, body: 'busy' } as const;
  const fault = random.pick([busy, { kind: 'reset' }, { kind: 'delay', delayMs: 30 }] as const);
  const times = 1 + random.below(3);
  random.pick(standIns).faults.add({ ...(path === 'query' ? busy : fault), times });
}

async function askOne(
  { url, siteId, random }: Crowd,
  path: PathName,
  person: Person,
  report: CrowdReport,
): Promise<void> {
  const controller = new AbortController();
  const count = operationsOf(path);
  report.asked[path] += count;
  if (random.chance(0.1)) setImmediate(() => controller.abort());
  const before = person.marks;
  try {
    const answers = await askBy(path, person, { url, siteId, signal: controller.signal });
    if (answers.length !== count) throw new Error(`${count} operations, ${answers.length} answers`);
    report.answered += count;
    // What was asked before the keyring changed may be answered as before, and afterwards anew.
    const own = join(before, person.marks);
    for (const answer of answers) {
      const marks = marksIn(answer);
      if (marks.length > 0) report.marked += 1;
      if (own.size === 0 && isDenied(answer)) report.refused += 1;
      const foreign = marks.filter((mark) => !own.has(mark));
      report.foreign.push(...foreign.map((mark) => `${person.name} saw ${mark} by ${path}`));
    }
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    report.left += count;
  }
}

function isDenied(answer: unknown): boolean {
  return JSON.stringify(answer).includes('"ACCESS_DENIED"');
}
