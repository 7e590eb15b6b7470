import { GatewayError } from '../errors.ts';
import type { Pace } from './pace.ts';
import type { Time } from './time.ts';

/** What the newest look showed; with a fault, what the last good one did. */
export interface Report<T> {
  sight: T | undefined;
  /** Epoch; undefined while there was no good look. */
  seenAtMs: number | undefined;
  fault: GatewayError | undefined;
  /** Equal when nothing changed. */
  mark: string;
}

export interface PollOptions<T> {
  look(): Promise<T>;
  pace: Pace;
  time: Time;
  signal: AbortSignal;
}

/**
 * Looks, reports, rests, and again; ends when the signal is aborted. Trouble that may pass is
 * reported and lived with; what asking again cannot mend is thrown.
 */
export async function* poll<T>(options: PollOptions<T>): AsyncGenerator<Report<T>, void> {
  const { look, pace, time, signal } = options;
  let last: Report<T> = { sight: undefined, seenAtMs: undefined, fault: undefined, mark: '' };
  for (;;) {
    pace.look();
    try {
      const sight = await look();
      const mark = JSON.stringify(sight);
      pace.saw(mark !== last.mark);
      last = { sight, seenAtMs: time.now(), fault: undefined, mark };
    } catch (error) {
      if (signal.aborted) return;
      if (!isPassing(error)) throw error;
      const { retryAfterMs } = error.facts;
      pace.failed(typeof retryAfterMs === 'number' ? retryAfterMs : 0);
      last = { ...last, fault: error, mark: `!${last.mark.replace(/^!/, '')}` };
    }
    if (signal.aborted) return;
    yield last;
    await pace.rest(signal);
    if (signal.aborted) return;
  }
}

function isPassing(error: unknown): error is GatewayError {
  return error instanceof GatewayError && error.retryable;
}
