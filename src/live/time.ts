import { setTimeout as delay } from 'node:timers/promises';
import { longestTimerMs } from '../longest-timer.ts';

/** The clock of what is live; tests bring one that they move themselves. */
export interface Time {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Ends early, without complaint, when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemTime: Time = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    await delay(Math.min(ms, longestTimerMs), undefined, { signal, ref: false }).catch(() => {});
  },
};
