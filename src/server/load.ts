export interface LoadOptions {
  /** Requests under way at once, at most. */
  concurrency: number;
  /** Delay of the event loop from which fewer are let in; 0 does not look. */
  loopDelayMs: number;
}

export type Excess = 'concurrency' | 'loop-delay';

const LOOK_EVERY_MS = 50;
/** The middle one of so many counts: a single long pause, such as a big garbage collection, is no overload. */
const LOOKS = 3;
/** So many are let in however late the event loop is: something else may be why. */
const LEAST = 16;
const LESS = 0.85;
const MORE = 1.03;

/**
 * Lets in as many requests as can be answered well. Who comes on top is sent away at once, for a
 * queue here would only make everybody late.
 *
 * How many that are is measured: whatever is let in shares one event loop, so while that is late there
 * are too many, and each look lets in fewer; while it is in time, more.
 */
export class Load implements Disposable {
  readonly #options: LoadOptions;
  readonly #least: number;
  readonly #delaysMs: number[] = [];
  readonly #timer: NodeJS.Timeout | undefined;
  #limit: number;
  #underWay = 0;
  /** Most that were under way since the last look. */
  #peak = 0;

  constructor(options: LoadOptions) {
    this.#options = options;
    this.#limit = options.concurrency;
    this.#least = Math.min(options.concurrency, LEAST);
    if (options.loopDelayMs > 0) this.#timer = this.#look();
  }

  get underWay(): number {
    return this.#underWay;
  }

  /** Why one more cannot be let in; otherwise it counts until `leave`. */
  enter(): Excess | undefined {
    if (this.#underWay >= this.#options.concurrency) return 'concurrency';
    if (this.#underWay >= this.#limit) return 'loop-delay';
    this.#underWay += 1;
    this.#peak = Math.max(this.#peak, this.#underWay);
    return undefined;
  }

  leave(): void {
    this.#underWay -= 1;
  }

  /** How late the event loop was just now. */
  note(delayMs: number): void {
    if (this.#delaysMs.push(delayMs) > LOOKS) this.#delaysMs.shift();
    const middleMs = this.#delaysMs.toSorted((a, b) => a - b)[this.#delaysMs.length >> 1]!;
    const { concurrency, loopDelayMs } = this.#options;
    const isLate = this.#delaysMs.length === LOOKS && middleMs > loopDelayMs;
    if (!isLate) this.#limit = Math.min(concurrency, this.#limit * MORE);
    else if (this.#peak > this.#least) {
      this.#limit = Math.max(this.#least, Math.min(this.#limit, this.#peak) * LESS);
    }
    this.#peak = this.#underWay;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #look(): NodeJS.Timeout {
    let lastMs = performance.now();
    return setInterval(() => {
      const nowMs = performance.now();
      this.note(nowMs - lastMs - LOOK_EVERY_MS);
      lastMs = nowMs;
    }, LOOK_EVERY_MS).unref();
  }
}
