import { GatewayError } from '../errors.ts';
import { Cancel } from './cancellation.ts';
import { longestTimerMs } from '../longest-timer.ts';
import { deadlinePassed } from './deadline.ts';
import type { LimitsOf, Now, Step } from './step.ts';

/** Aborts one attempt after the source's `timeoutMs` (0 is no limit) or at the deadline, whichever is first. */
export const timeout =
  ({ limits, now }: { limits: LimitsOf; now: Now }): Step =>
  (next) =>
    async function timeout(request) {
      const { source, signal } = request;
      const { timeoutMs } = limits(source);
      const lastMs = timeoutMs > 0 ? now() + timeoutMs : Infinity;
      const cancel = new Cancel();
      const leave = () => cancel.abort(signal.reason);
      const leftMs = () => Math.min(lastMs, request.deadlineMs) - now();
      const expire = () => {
        // Another caller with more time may have joined since the timer was set.
        if (leftMs() >= 1) timer = setTimeout(expire, Math.min(leftMs(), longestTimerMs));
        else if (lastMs <= request.deadlineMs) cancel.abort(tooSlow(source.name, timeoutMs));
        else cancel.abort(deadlinePassed(request));
      };
      let timer = setTimeout(expire, Math.min(leftMs(), longestTimerMs));
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave, { once: true });
      try {
        return await next({ ...request, signal: cancel });
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', leave);
      }
    };

function tooSlow(source: string, timeoutMs: number): GatewayError {
  return new GatewayError('SOURCE_TIMEOUT', {
    source,
    detail: `did not answer within ${timeoutMs} ms; ask for less at once, or try again later`,
  });
}
