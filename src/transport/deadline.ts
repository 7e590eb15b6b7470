import { GatewayError } from '../errors.ts';
import type { Now, Step, UpstreamRequest } from './step.ts';

/** The longest delay that a timer takes; a longer one would fire at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Ends the caller's wait when the operation's time is up, with DEADLINE_EXCEEDED. It aborts nothing:
 * every step inside bounds its own waiting by `deadlineMs`, and an answer that is shared may still
 * be awaited by callers who have more time.
 */
export const deadline =
  ({ now }: { now: Now }): Step =>
  (next) =>
    async function deadline(request) {
      const leftMs = request.deadlineMs - now();
      if (leftMs <= 0) throw deadlinePassed(request);
      if (leftMs > LONGEST_TIMER_MS) return next(request);
      let timer: NodeJS.Timeout | undefined;
      const expired = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(deadlinePassed(request)), leftMs);
      });
      try {
        return await Promise.race([next(request), expired]);
      } finally {
        clearTimeout(timer);
      }
    };

export function deadlinePassed({ source }: UpstreamRequest): GatewayError {
  return new GatewayError('DEADLINE_EXCEEDED', {
    source: source.name,
    detail:
      'the time for this operation ran out before the answer came; ask for less, or allow more time',
  });
}
