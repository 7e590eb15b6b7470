import type { Time } from '../time.ts';

export interface DebounceOptions {
  /** Quiet that must pass. */
  waitMs: number;
  /** However busy it is, not longer than this. */
  longestMs: number;
  time: Time;
  run(): Promise<void>;
}

/** Many calls, one run: after a quiet moment, and never two runs at once. */
export class Debounce {
  readonly #options: DebounceOptions;
  #pending: { sinceMs: number; lastMs: number } | undefined;
  #cut = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: DebounceOptions) {
    this.#options = options;
  }

  call(): void {
    const nowMs = this.#options.time.now();
    if (this.#pending) this.#pending.lastMs = nowMs;
    else this.#pending = { sinceMs: nowMs, lastMs: nowMs };
    this.#running ??= this.#work();
  }

  /** Runs what is pending now, and waits for it. */
  async flush(): Promise<void> {
    this.#cut.abort();
    await this.#running;
    this.#cut = new AbortController();
  }

  async #work(): Promise<void> {
    const { waitMs, longestMs, time, run } = this.#options;
    while (this.#pending) {
      const { sinceMs, lastMs } = this.#pending;
      const leftMs = Math.min(lastMs + waitMs, sinceMs + longestMs) - time.now();
      if (leftMs > 0 && !this.#cut.signal.aborted) {
        await time.sleep(leftMs, this.#cut.signal);
        continue;
      }
      this.#pending = undefined;
      await run();
    }
    // In the same breath as the last look at what is pending: a call in between would wait for another.
    this.#running = undefined;
  }
}
