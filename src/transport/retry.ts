import { GatewayError } from '../errors.ts';
import type { Cancellation } from './cancellation.ts';
import { readRetryAfter } from './retry-after.ts';
import type { LimitsOf, Now, Send, Step, UpstreamAnswer, UpstreamRequest } from './step.ts';

export interface RetryOptions {
  limits: LimitsOf;
  now: Now;
  /** Spreads retries out so that callers do not come back all at once. */
  random: () => number;
}

const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 2_000;

/**
 * Tries again, for reads only: a write may have happened before its answer was lost. Retries are at
 * most a tenth of the traffic plus a few, so that they cannot bury a source that struggles.
 */
export const retry = ({ limits, now, random }: RetryOptions): Step => {
  const budgets = new Map<string, RetryBudget>();
  return (next) =>
    async function retry(request) {
      if (!request.isRead) return next(request);
      const budget = budgetOf(budgets, request.contract);
      budget.deposit();
      for (let retries = 0; ; retries++) {
        const outcome = await attempt(next, request);
        if (!outcome.isWorthRetrying || retries >= limits(request.source).retries)
          return settle(outcome);
        const backoffMs = random() * Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** retries);
        const waitMs = Math.max(backoffMs, outcome.retryAfterMs);
        if (now() + waitMs >= request.deadlineMs || !budget.withdraw()) return settle(outcome);
        await wait(waitMs, request.signal);
      }
    };
};

/** What the traffic has earned, in tenths of a retry: whole numbers, so that ten calls make one. */
class RetryBudget {
  #tenths = 30;

  deposit(): void {
    if (this.#tenths < 200) this.#tenths++;
  }

  withdraw(): boolean {
    if (this.#tenths < 10) return false;
    this.#tenths -= 10;
    return true;
  }
}

type Outcome = { isWorthRetrying: boolean; retryAfterMs: number } & (
  | { answer: UpstreamAnswer }
  | { error: unknown }
);

async function attempt(next: Send, request: UpstreamRequest): Promise<Outcome> {
  try {
    const answer = await next(request);
    const isWorthRetrying = [429, 502, 503, 504].includes(answer.status);
    if (!isWorthRetrying) return { answer, isWorthRetrying, retryAfterMs: 0 };
    // After a 429 the governor holds the credential back itself; waiting here too would double it.
    const retryAfterMs = answer.status === 429 ? 0 : (readRetryAfter(answer.headers) ?? 0);
    return { answer, isWorthRetrying, retryAfterMs };
  } catch (error) {
    // Only broken connections: a source that was too slow once has used up most of the time already.
    const isWorthRetrying = error instanceof GatewayError && error.code === 'SOURCE_UNREACHABLE';
    return { error, isWorthRetrying, retryAfterMs: 0 };
  }
}

function settle(outcome: Outcome): UpstreamAnswer {
  if ('answer' in outcome) return outcome.answer;
  throw outcome.error;
}

function budgetOf(budgets: Map<string, RetryBudget>, contract: string): RetryBudget {
  let budget = budgets.get(contract);
  if (!budget) budgets.set(contract, (budget = new RetryBudget()));
  return budget;
}

function wait(waitMs: number, signal: Cancellation): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const leave = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', leave);
      resolve();
    }, waitMs);
    signal.addEventListener('abort', leave, { once: true });
  });
}
