import type { Time } from '../../src/live/time.ts';

interface Sleeper {
  dueMs: number;
  wake(): void;
}

/** A clock that a test moves. Who sleeps on it wakes in order, and has time to act before the next. */
export class FakeTime implements Time {
  #nowMs: number;
  #sleepers: Sleeper[] = [];
  #onSleep: (() => void)[] = [];
  #onWake: (() => void)[] = [];

  constructor(nowMs = Date.parse('2026-03-01T12:00:00Z')) {
    this.#nowMs = nowMs;
  }

  readonly now = () => this.#nowMs;

  /** When everyone who sleeps wakes, counted from now. */
  get sleeping(): number[] {
    return this.#sleepers.map(({ dueMs }) => dueMs - this.#nowMs).sort((a, b) => a - b);
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper: Sleeper = {
        dueMs: this.#nowMs + ms,
        wake: () => {
          this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
          signal.removeEventListener('abort', sleeper.wake);
          resolve();
          for (const listener of this.#onWake.splice(0)) listener();
        },
      };
      signal.addEventListener('abort', sleeper.wake, { once: true });
      this.#sleepers.push(sleeper);
      for (const listener of this.#onSleep.splice(0)) listener();
    });
  }

  /** Resolves when at least this many sleep: what was under way is then over. */
  async asleep(count = 1): Promise<void> {
    while (this.#sleepers.length < count) {
      await new Promise<void>((resolve) => this.#onSleep.push(resolve));
    }
  }

  /** Resolves when nobody sleeps. */
  async awake(): Promise<void> {
    while (this.#sleepers.length > 0) {
      await new Promise<void>((resolve) => this.#onWake.push(resolve));
    }
  }

  /** Moves on, waking whoever is due, one after the other. */
  async pass(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    for (;;) {
      const due = this.#sleepers.toSorted((a, b) => a.dueMs - b.dueMs)[0];
      if (!due || due.dueMs > endMs) break;
      this.#nowMs = Math.max(this.#nowMs, due.dueMs);
      due.wake();
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#nowMs = endMs;
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Moves to the next moment at which somebody wakes. */
  async passToNext(): Promise<number> {
    const [nextMs = 0] = this.sleeping;
    await this.pass(nextMs);
    return nextMs;
  }
}
