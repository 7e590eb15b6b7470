import { LRUCache } from 'lru-cache';
import { Rate } from './rate.ts';

/** Of each kind. */
const CREDENTIALS = 10_000;

/** The rate of each credential, and whether the source has ever taken it. Strangers push out strangers only. */
export class CredentialRates {
  readonly #known = new LRUCache<string, Rate>({ max: CREDENTIALS });
  readonly #strangers = new LRUCache<string, Rate>({ max: CREDENTIALS });
  readonly #requestsPerSecond: number;

  constructor(requestsPerSecond: number) {
    this.#requestsPerSecond = requestsPerSecond;
  }

  rateOf(credentialId: string): Rate {
    let rate = this.#known.get(credentialId) ?? this.#strangers.get(credentialId);
    if (!rate) this.#strangers.set(credentialId, (rate = new Rate(this.#requestsPerSecond)));
    return rate;
  }

  /** The source has taken it. */
  welcome(credentialId: string): void {
    const rate = this.#strangers.get(credentialId);
    if (!rate) return;
    rate.isKnown = true;
    this.#strangers.delete(credentialId);
    this.#known.set(credentialId, rate);
  }
}
