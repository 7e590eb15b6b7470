import { GatewayError } from '../errors.ts';
import { takesCredential } from './decode.ts';
import { Gate } from './gate.ts';
import { readRetryAfter } from './retry-after.ts';
import type { LimitsOf, Now, Step, UpstreamRequest } from './step.ts';

/** What a 429 without `Retry-After` costs. */
const DEFAULT_PAUSE_MS = 1_000;
/** A source that asks for an hour is asked again after a minute. */
const LONGEST_PAUSE_MS = 60_000;

export interface GovernorOptions {
  endpoints: Readonly<Record<string, URL>>;
  limits: LimitsOf;
  now: Now;
}

/** One gate for each account: contracts of one source at one origin share what the source allows. */
export class Gates {
  readonly #options: GovernorOptions;
  readonly #byAccount = new Map<string, Gate>();
  readonly #byContract = new Map<string, Gate>();

  constructor(options: GovernorOptions) {
    this.#options = options;
  }

  gateOf({ source, contract }: UpstreamRequest): Gate {
    const known = this.#byContract.get(contract);
    if (known) return known;
    const account = `${source.name} ${this.#options.endpoints[contract]?.origin}`;
    const gate =
      this.#byAccount.get(account) ?? new Gate(this.#options.limits(source), this.#options.now);
    this.#byAccount.set(account, gate);
    this.#byContract.set(contract, gate);
    return gate;
  }

  /** Calls of the contract's whole account that wait. */
  queued(contract: string): number {
    return this.#byContract.get(contract)?.queued ?? 0;
  }

  inFlight(contract: string): number {
    return this.#byContract.get(contract)?.inFlight ?? 0;
  }

  close(): void {
    const reason = new GatewayError('OVERLOADED', { detail: 'the gateway is shutting down' });
    for (const gate of this.#byAccount.values()) gate.close(reason);
  }
}

/**
 * Keeps to what a source allows: calls per second of each credential and of the account, and calls at
 * once. It stands inside retry, so that every attempt is counted and a 429 holds back what comes next.
 */
export const governor =
  (gates: Gates): Step =>
  (next) =>
    async function governor(request) {
      const gate = gates.gateOf(request);
      const entry = gate.enter(request);
      const pass = entry instanceof Promise ? await entry : entry;
      try {
        const answer = await next(request);
        if (answer.status === 429) {
          const askedMs = readRetryAfter(answer.headers) ?? DEFAULT_PAUSE_MS;
          gate.pause(pass, Math.min(askedMs, LONGEST_PAUSE_MS));
        } else if (!pass.rate.isKnown && takesCredential(request, answer)) {
          gate.welcome(request);
        }
        return answer;
      } finally {
        gate.leave(pass);
      }
    };
