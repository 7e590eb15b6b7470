import type { Time } from './time.ts';

export interface PaceLimits {
  /** Between looks after a start, a change or a wake. */
  fastestMs: number;
  /** Between looks when nothing has happened for long, or the source is in trouble. */
  slowestMs: number;
}

export interface PaceOptions extends PaceLimits {
  time: Time;
  /** From 0 up to 1. @default Math.random */
  random?: () => number;
}

/** A site that was quiet for 20 looks is looked at every 16 seconds if it began with every second. */
const calming = 1.15;
const backingOff = 2;
/** Pollers that started together must not stay together. */
const jitter = 0.1;

/** How long to wait between two looks: little after something happened, more the quieter it is. */
export class Pace {
  readonly #limits: PaceLimits;
  readonly #time: Time;
  readonly #random: () => number;
  #everyMs: number;
  #isFailing = false;
  #lookedAtMs = -Infinity;
  #resting: AbortController | undefined;
  #isWoken = false;

  constructor({ time, random = Math.random, ...limits }: PaceOptions) {
    this.#limits = limits;
    this.#time = time;
    this.#random = random;
    this.#everyMs = limits.fastestMs;
  }

  /** A look is about to begin. */
  look(): void {
    this.#lookedAtMs = this.#time.now();
    this.#isWoken = false;
  }

  saw(hasChanged: boolean): void {
    const calmerMs = Math.min(this.#limits.slowestMs, this.#everyMs * calming);
    this.#everyMs = hasChanged || this.#isFailing ? this.#limits.fastestMs : calmerMs;
    this.#isFailing = false;
  }

  /** The source's own word on when to come back counts, however long that is. */
  failed(retryAfterMs = 0): void {
    const longerMs = Math.min(this.#limits.slowestMs, this.#everyMs * backingOff);
    this.#everyMs = Math.max(longerMs, retryAfterMs);
    this.#isFailing = true;
  }

  /** Something is about to happen: the next look comes as soon as the fastest pace allows. */
  wake(): void {
    // A source in trouble is not helped by being asked more often.
    if (this.#isFailing) return;
    this.#everyMs = this.#limits.fastestMs;
    this.#isWoken = true;
    this.#resting?.abort();
  }

  async rest(signal: AbortSignal): Promise<void> {
    const spreadMs = this.#everyMs * (1 + jitter * (2 * this.#random() - 1));
    if (!this.#isWoken) await this.#sleep(spreadMs, signal);
    const soonestMs = this.#lookedAtMs + this.#limits.fastestMs - this.#time.now();
    if (this.#isWoken && soonestMs > 0) await this.#sleep(soonestMs, signal);
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const resting = new AbortController();
    const end = () => resting.abort();
    // Not AbortSignal.any: its result would hang on to a signal that lives much longer.
    signal.addEventListener('abort', end, { once: true });
    this.#resting = resting;
    await this.#time.sleep(ms, resting.signal);
    this.#resting = undefined;
    signal.removeEventListener('abort', end);
  }
}
