import type { ExplainedCall, ExplainedFetch, ExplainedPlan } from './explain.ts';

/** A plan as a tree of text, with what became of it where it was run. GraphiQL says it in the same words. */
export function printPlan(plan: ExplainedPlan): string {
  return [describePlan(plan), ...plan.fetches.flatMap((fetch) => printFetch(fetch, '', ''))].join(
    '\n',
  );
}

/** In one line: who runs it, and in how many steps. */
export function describePlan({ executor, reason, fetches }: ExplainedPlan): string {
  if (executor === 'mesh') return `No plan: Mesh’s executor runs it (${reason})`;
  const stages = Math.max(1, ...fetches.map(lastStage));
  if (stages === 1) return fetches.length === 1 ? 'One stage' : 'One stage: all at once';
  return `${stages} stages: each begins when the one before has ended`;
}

/** What is worth a word of one call, besides how long it took. */
export function describeCall(call: ExplainedCall): string[] {
  const { cached, ageMs, coalesced, attempts, status, waitedMs, keys } = call;
  return [
    keys === undefined ? '' : keys === 1 ? '1 key' : `${keys} keys`,
    cached === null ? '' : `${cachedWords[cached] ?? cached}${age(ageMs)}`,
    coalesced ? 'shared' : '',
    attempts > 1 ? `${attempts} attempts` : '',
    status === null && cached === null ? 'no answer' : '',
    status !== null && status >= 300 && status !== 304 ? `status ${status}` : '',
    waitedMs >= 1 ? `waited ${formatMs(waitedMs)}` : '',
  ].filter((word) => word !== '');
}

const cachedWords: Record<string, string> = {
  hit: 'cached',
  stale: 'cached, being renewed',
  'stale-on-error': 'cached, the source fails',
  revalidated: 'cached, still holds',
};

export function formatMs(ms: number): string {
  if (ms >= 10_000) return `${Math.round(ms / 1000)} s`;
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}

function age(ageMs: number | null): string {
  return ageMs === null ? '' : `, ${formatMs(ageMs)} old`;
}

function printFetch(fetch: ExplainedFetch, before: string, below: string): string[] {
  const { stage, source = 'the gateway', contract = source, fills, links = [] } = fetch;
  const name = contract === source ? source : `${source} (${contract})`;
  const head = [stage === undefined ? '' : `${stage}. `, name].join('');
  const trunk = `${below}${links.length > 0 ? '│' : ' '}    `;
  return [
    `${before}${head}${fills.length > 0 ? ` -> ${fills.join(', ')}` : ''}`,
    ...printFacts(fetch).map((line) => `${trunk}${line}`),
    ...links.flatMap((link, index) => {
      const isLast = index === links.length - 1;
      return printFetch(
        link,
        `${below}${isLast ? '└─ ' : '├─ '}`,
        `${below}${isLast ? '   ' : '│  '}`,
      );
    }),
  ];
}

function printFacts({ source, by, sends, calls }: ExplainedFetch): string[] {
  return [
    ...(by === undefined ? [] : [`by    ${by}`]),
    ...(sends === undefined ? [] : [`sends ${sends}`]),
    ...(calls ?? []).map((call) => `took  ${[tookOf(call), ...describeCall(call)].join(', ')}`),
    ...(calls?.length === 0 && source !== undefined ? ['took  nothing: it was not asked'] : []),
  ];
}

function tookOf({ startedMs, durationMs }: ExplainedCall): string {
  const took = durationMs === null ? 'no time' : formatMs(durationMs);
  return `${took} after ${formatMs(startedMs)}`;
}

function lastStage({ stage = 1, links = [] }: ExplainedFetch): number {
  return Math.max(stage, ...links.map(lastStage));
}
