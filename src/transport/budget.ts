import { GatewayError } from '../errors.ts';
import type { Source } from '../source.ts';
import type { LimitsOf } from './step.ts';

/** What one operation may ask of each source, counted before anything goes out. */
export class CallBudget {
  readonly #limits: LimitsOf;
  readonly #taken = new Map<string, number>();

  constructor(limits: LimitsOf = (source) => source.limits) {
    this.#limits = limits;
  }

  /** A whole one, for what goes on after the operation that began it. */
  renew(): CallBudget {
    return new CallBudget(this.#limits);
  }

  /** Takes one call. Throws UPSTREAM_BUDGET_EXCEEDED when the operation has had all of `callsPerOperation`. */
  take(source: Source): void {
    const { callsPerOperation } = this.#limits(source);
    const taken = this.#taken.get(source.name) ?? 0;
    if (taken >= callsPerOperation) {
      throw new GatewayError('UPSTREAM_BUDGET_EXCEEDED', {
        source: source.name,
        detail: `this operation needs more than the ${callsPerOperation} calls it may cost; ask for fewer fields, or split it`,
        facts: { callsPerOperation },
      });
    }
    this.#taken.set(source.name, taken + 1);
  }
}
