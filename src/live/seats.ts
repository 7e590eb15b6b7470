import { GatewayError } from '../errors.ts';

/** How many subscriptions are open, and how many there may be. */
export class Seats {
  readonly #maximum: number;
  #taken = 0;

  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  get taken(): number {
    return this.#taken;
  }

  /** Throws OVERLOADED when there is none left; disposing gives it back. */
  take(): Disposable {
    this.check();
    this.#taken += 1;
    return { [Symbol.dispose]: () => void (this.#taken -= 1) };
  }

  check(): void {
    if (this.#taken < this.#maximum) return;
    throw new GatewayError('OVERLOADED', {
      detail: `all ${this.#maximum} subscriptions of this gateway are taken; try again later`,
      facts: { retryAfterMs: 5000 },
    });
  }
}
