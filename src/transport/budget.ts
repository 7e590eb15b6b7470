import { GatewayError } from '../errors.ts';
import type { Source } from '../source.ts';
import type { LimitsOf } from './step.ts';

/** What one operation may ask of each source, counted before anything goes out. */
export class CallBudget {
  readonly #limits: LimitsOf;
  readonly #taken = new Map<string, number>();
  #announced: ReadonlyMap<string, number> = new Map();

  constructor(limits: LimitsOf = (source) => source.limits) {
    this.#limits = limits;
  }

  /** A whole one, for what goes on after the operation that began it. */
  renew(): CallBudget {
    return new CallBudget(this.#limits);
  }

  /** Says what is known to come, by source: where that is too much, not even the first call goes out. */
  announce(calls: ReadonlyMap<string, number>): void {
    this.#announced = calls;
  }

  /** Takes one call. Throws UPSTREAM_BUDGET_EXCEEDED when the operation needs more than `callsPerOperation`. */
  take(source: Source): void {
    const { callsPerOperation } = this.#limits(source);
    const taken = this.#taken.get(source.name) ?? 0;
    const announced = this.#announced.get(source.name) ?? 0;
    if (Math.max(taken + 1, announced) > callsPerOperation) {
      throw new GatewayError('UPSTREAM_BUDGET_EXCEEDED', {
        source: source.name,
        detail: `this operation needs more than the ${callsPerOperation} calls it may cost; ask for fewer fields, or split it`,
        facts: { callsPerOperation },
      });
    }
    this.#taken.set(source.name, taken + 1);
  }
}
