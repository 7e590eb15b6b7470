import { GatewayError } from '../errors.ts';
import { longestTimerMs } from '../longest-timer.ts';
import type { Now, Step, UpstreamRequest } from './step.ts';

/**
 * Ends the caller's wait when the operation's time is up, with DEADLINE_EXCEEDED. It aborts nothing:
 * every step inside bounds its own waiting by `deadlineMs`, and an answer that is shared may still
 * be awaited by callers who have more time.
 */
export const deadline =
  ({ now }: { now: Now }): Step =>
  (next) =>
    function deadline(request) {
      const leftMs = request.deadlineMs - now();
      if (leftMs <= 0) return Promise.reject(deadlinePassed(request));
      if (leftMs > longestTimerMs) return next(request);
      return new Promise((resolve, reject) => {
        const answer = next(request);
        const timer = setTimeout(() => reject(deadlinePassed(request)), leftMs);
        answer.then(
          (value) => {
            clearTimeout(timer);
            resolve(value);
          },
          (error: unknown) => {
            clearTimeout(timer);
            reject(error);
          },
        );
      });
    };

export function deadlinePassed({ source }: UpstreamRequest): GatewayError {
  return new GatewayError('DEADLINE_EXCEEDED', {
    source: source.name,
    detail:
      'the time for this operation ran out before the answer came; ask for less, or allow more time',
  });
}
