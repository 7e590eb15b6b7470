import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';

export interface LoadOptions {
  /** Requests under way at once. */
  concurrency: number;
  /** Event loop delay from which only an eighth of them are let in; 0 does not look. */
  loopDelayMs: number;
  /** @default measured, every half second */
  readDelayMs?: () => number;
}

export type Excess = 'concurrency' | 'loop-delay';

const SAMPLE_MS = 500;
const RESOLUTION_MS = 20;
const LAGGING_SHARE = 1 / 8;

/**
 * Lets in as many requests as can be answered well. Who comes on top is sent away at once, for a
 * queue here would only make everybody late.
 */
export class Load implements Disposable {
  readonly #options: LoadOptions;
  readonly #histogram: IntervalHistogram | undefined;
  readonly #timer: NodeJS.Timeout | undefined;
  #delayMs = 0;
  #underWay = 0;

  constructor(options: LoadOptions) {
    this.#options = options;
    if (options.loopDelayMs === 0 || options.readDelayMs) return;
    this.#histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    this.#histogram.enable();
    this.#timer = setInterval(() => this.#sample(), SAMPLE_MS).unref();
  }

  get underWay(): number {
    return this.#underWay;
  }

  /** Why one more cannot be let in; otherwise it counts until `leave`. */
  enter(): Excess | undefined {
    const { concurrency, loopDelayMs, readDelayMs } = this.#options;
    if (this.#underWay >= concurrency) return 'concurrency';
    const delayMs = readDelayMs ? readDelayMs() : this.#delayMs;
    const isLagging = loopDelayMs > 0 && delayMs > loopDelayMs;
    if (isLagging && this.#underWay >= concurrency * LAGGING_SHARE) return 'loop-delay';
    this.#underWay += 1;
    return undefined;
  }

  leave(): void {
    this.#underWay -= 1;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#histogram?.disable();
  }

  /** The middle one: a single long pause, such as a big garbage collection, is no overload. */
  #sample(): void {
    const measuredMs = this.#histogram!.percentile(50) / 1e6 - RESOLUTION_MS;
    this.#delayMs = Math.max(0, measuredMs);
    this.#histogram!.reset();
  }
}
