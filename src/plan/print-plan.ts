import {
  lastStage,
  type ExplainedCall,
  type ExplainedFetch,
  type ExplainedPlan,
} from './explained.ts';

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

/** How a link is followed, and of a run for how many keys. */
export function describeLink({ by, calls = [] }: ExplainedFetch): string | undefined {
  const keys = calls.reduce((sum, call) => sum + (call.keys ?? 0), 0);
  if (by === undefined || keys === 0) return by;
  return `${by}: ${keys === 1 ? 'one key' : `${keys} keys`}`;
}

/** What is worth a word of one call, besides how long it took. */
export function describeCall(call: ExplainedCall): string[] {
  const { cached, ageMs, coalesced, attempts, status, waitedMs } = call;
  return [
    describeCached(cached, ageMs),
    coalesced ? 'shared' : '',
    attempts > 1 ? `${attempts} attempts` : '',
    status === null && !isFromMemory(cached) ? 'no answer' : '',
    status !== null && status >= 300 && status !== 304 ? `status ${status}` : '',
    waitedMs >= 1 ? `waited ${formatMs(waitedMs)}` : '',
  ].filter((word) => word !== '');
}

const cachedWords: Record<string, string> = {
  hit: 'cached',
  stale: 'cached, renewing',
  'stale-on-error': 'cached, source fails',
  revalidated: 'cached, still holds',
};

export function formatMs(ms: number): string {
  if (ms >= 60_000) return `${Math.round(ms / 60_000)} min`;
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(1)} s`;
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}

function describeCached(cached: string | null, ageMs: number | null): string {
  if (!isFromMemory(cached)) return '';
  const word = cachedWords[cached] ?? cached;
  return ageMs === null ? word : `${word}, ${formatMs(ageMs)} old`;
}

function isFromMemory(cached: string | null): cached is string {
  return cached !== null && cached !== 'miss';
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

function printFacts(fetch: ExplainedFetch): string[] {
  const { source, sends, calls } = fetch;
  const by = describeLink(fetch);
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
