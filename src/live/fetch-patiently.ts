import { GatewayError } from '../errors.ts';
import type { FetchedObjects } from './fetch-object.ts';
import type { Time } from './time.ts';

export interface Patience {
  time: Time;
  /** Before the first further attempt; doubled for each. */
  fastestMs: number;
}

const attempts = 4;

/**
 * An event that could not be fetched is worth more than one attempt: many clients take an error for
 * the end of a subscription. Only trouble that may pass is waited for.
 */
export async function fetchPatiently(
  { time, fastestMs }: Patience,
  signal: AbortSignal,
  fetch: () => Promise<FetchedObjects>,
): Promise<FetchedObjects> {
  for (let attempt = 1; ; attempt += 1) {
    const fetched = await fetch();
    const isPassing = fetched.errors.some(
      ({ error }) => error instanceof GatewayError && error.retryable,
    );
    if (!isPassing || attempt === attempts || signal.aborted) return fetched;
    await time.sleep(fastestMs * 2 ** (attempt - 1), signal);
  }
}
