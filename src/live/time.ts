import { setTimeout as delay } from 'node:timers/promises';

/** The clock of what is live; tests bring one that they move themselves. */
export interface Time {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Ends early, without complaint, when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Timers that are told a longer time go off at once. */
const longestMs = 2 ** 31 - 1;

export const systemTime: Time = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    await delay(Math.min(ms, longestMs), undefined, { signal, ref: false }).catch(() => {});
  },
};
