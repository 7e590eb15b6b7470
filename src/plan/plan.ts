import type { OperationContext } from '../operation-context.ts';
import { remember } from '../remember.ts';
import type { Caller } from '../transport/call-source.ts';
import type { CollectedField } from './collect.ts';
import type { LocatedError, Waiting } from './completer.ts';
import { findAnswer, keepAnswer } from './kept-results.ts';
import { runLinkStage } from './link-stage.ts';
import type { LinkUnits } from './link-unit.ts';

/** An operation compiled: what is asked of whom, in which order, and how the answers become one. */
export interface Plan {
  readonly isMutation: boolean;
  /** Each stage starts when the one before it has ended; its fetches start together. */
  readonly stages: readonly (readonly Fetch[])[];
  /** The response keys of the answer, in order. */
  readonly keys: readonly string[];
  /** What was selected, for those who explain it. */
  readonly fields: readonly CollectedField[];
  readonly rootFields: readonly PlannedRootField[];
  /** How long the whole answer may be kept; 0 when some of it may not. @default 0 */
  readonly ttlMs?: number;
  /** Absent where no field leads into another source. */
  readonly units?: LinkUnits;
}

export interface PlannedRootField {
  contract: string;
  source: string;
  field: string;
  /** Asked by a link: always a read, whatever the operation is. */
  isLink?: boolean;
}

/** One upstream call of a plan, or what the gateway answers by itself. */
export interface Fetch {
  /** The response keys that it fills. */
  readonly keys: readonly string[];
  readonly describe: FetchDescription;
  run(runtime: Runtime): Promise<FetchResult>;
}

export interface FetchDescription {
  /** Absent where the gateway itself answers. */
  contract?: string;
  source?: string;
  /** A request's text, or a method and path template. */
  sends: string;
}

export interface Runtime {
  caller: Caller;
  operation: OperationContext;
  /** Coerced. */
  variables: Record<string, unknown>;
}

export interface FetchResult {
  /** By response key. Undefined when a null stands where none may: the whole answer is null. */
  values: Record<string, unknown> | undefined;
  errors: readonly LocatedError[];
  /** Fields that lead into another source, to be filled in a later stage. */
  waiting?: readonly Waiting[];
}

export interface Answer {
  data: Record<string, unknown> | null;
  errors: LocatedError[];
  /** Made of kept values alone, and not for the first time: `data` is the same object each time. */
  isKept?: boolean;
}

/** Runs a plan. A source that fails costs its own fields; only a bug makes this reject. */
export async function runPlan(plan: Plan, runtime: Runtime): Promise<Answer> {
  const results: FetchResult[] = [];
  let errors: LocatedError[] = [];
  const mayBeKept = (plan.ttlMs ?? 0) > 0 && !plan.units;
  for (const stage of plan.stages) {
    const own =
      stage.length === 1
        ? [await stage[0]!.run(runtime)]
        : await Promise.all(stage.map((fetch) => fetch.run(runtime)));
    results.push(...own);
    errors = errors.concat(...own.map((result) => result.errors));
    // Nothing that comes after it could be answered, and what comes after it may be a write.
    if (own.some(({ values }) => values === undefined)) return { data: null, errors };
    // What a mutation leads to is read before the next one changes it.
    if (plan.units) errors = errors.concat(await followLinks(own, plan.units, runtime));
  }
  const known = mayBeKept ? findAnswer(results) : undefined;
  if (known) return known;
  const answer = { data: inOrder(plan.keys, results), errors };
  if (mayBeKept) keepAnswer(results, answer);
  return answer;
}

/** The calls that a plan is sure to make, by source; links and relations may add to them. */
export const countCalls = remember((plan: Plan): ReadonlyMap<string, number> => {
  const calls = new Map<string, number>();
  for (const { describe } of plan.stages.flat()) {
    if (describe.source === undefined) continue;
    calls.set(describe.source, (calls.get(describe.source) ?? 0) + 1);
  }
  return calls;
});

async function followLinks(
  results: readonly FetchResult[],
  units: LinkUnits,
  runtime: Runtime,
): Promise<LocatedError[]> {
  let errors: LocatedError[] = [];
  let waiting = results.flatMap((result) => result.waiting ?? []);
  while (waiting.length > 0) {
    const stage = await runLinkStage(waiting, units, runtime);
    errors = errors.concat(stage.errors);
    waiting = stage.waiting;
  }
  return errors;
}

function inOrder(
  keys: readonly string[],
  results: readonly FetchResult[],
): Record<string, unknown> {
  if (results.length === 1) return results[0]!.values!;
  const values = new Map<string, unknown>();
  for (const result of results) {
    for (const key of Object.keys(result.values!)) values.set(key, result.values![key]);
  }
  const isPlain = !keys.includes('__proto__');
  const data = (isPlain ? {} : Object.create(null)) as Record<string, unknown>;
  for (const key of keys) data[key] = values.get(key);
  return data;
}
