import type { CallTrace } from './step.ts';

/** How long after a call went on the wire the source may still come to count it. */
const TRANSIT_MS = 150;
const SLACK_MS = 10;

/**
 * A call that a rate counts. The source counts it when it arrives, which is somewhere between when it
 * went on the wire and when its answer came, so it counts here as late as it can have arrived.
 */
export class Departure {
  #trace: CallTrace | undefined;
  #atMs = 0;

  constructor(trace: CallTrace) {
    trace.sentAtMs = undefined;
    this.#trace = trace;
  }

  /** On the wire, or over. */
  get isOut(): boolean {
    return this.#trace === undefined || this.#trace.sentAtMs !== undefined;
  }

  countsFromMs(nowMs: number): number {
    if (!this.#trace) return this.#atMs;
    return this.#trace.sentAtMs === undefined ? nowMs : this.#trace.sentAtMs + TRANSIT_MS;
  }

  /** False when the call never went out: a rate then forgets it. */
  end(nowMs: number): boolean {
    const sentAtMs = this.#trace?.sentAtMs;
    this.#trace = undefined;
    if (sentAtMs === undefined) return false;
    this.#atMs = Math.min(nowMs, sentAtMs + TRANSIT_MS);
    return true;
  }
}

/**
 * At most so many calls in any window of time, however the windows of the source lie: a bucket whose
 * tokens come back one window after they were spent. A burst up to the rate goes out at once.
 */
export class Rate {
  /** The source has taken the credential that it counts. */
  isKnown = false;
  readonly #calls: number;
  readonly #windowMs: number;
  /** Oldest first, never more than `#calls`. */
  readonly #departures: Departure[] = [];
  #pausedUntilMs = 0;

  /** `requestsPerSecond` may be a fraction; 0 is unlimited. */
  constructor(requestsPerSecond: number) {
    this.#calls = requestsPerSecond > 0 ? Math.max(1, Math.floor(requestsPerSecond)) : Infinity;
    this.#windowMs =
      requestsPerSecond > 0 ? (this.#calls * 1000) / requestsPerSecond + SLACK_MS : 0;
  }

  /** When the next call may go, or the one after `ahead` others; the past or now means at once. */
  freeAtMs(nowMs: number, ahead = 0): number {
    if (this.#calls === Infinity) return this.#pausedUntilMs;
    this.#forgetOld(nowMs);
    // With every token spent twice over, the calls ahead spend theirs first: whole windows go by.
    const rounds = Math.floor(ahead / this.#calls);
    const oldest = this.#departures[this.#departures.length + (ahead % this.#calls) - this.#calls];
    const freeMs = oldest ? oldest.countsFromMs(nowMs) + this.#windowMs : nowMs;
    return Math.max(freeMs, this.#pausedUntilMs) + rounds * this.#windowMs;
  }

  add(departure: Departure): void {
    if (this.#calls !== Infinity) this.#departures.push(departure);
  }

  /** Gives the token of a call back that never went out. */
  remove(departure: Departure): void {
    const at = this.#departures.lastIndexOf(departure);
    if (at >= 0) this.#departures.splice(at, 1);
  }

  pauseUntil(atMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, atMs);
  }

  #forgetOld(nowMs: number): void {
    for (let left = this.#departures.length; left > 0; left--) {
      const oldest = this.#departures[0]!;
      if (oldest.isOut && oldest.countsFromMs(nowMs) + this.#windowMs > nowMs) return;
      this.#departures.shift();
      // Not on the wire yet, it counts from now on: the newest of all, and in nobody's way.
      if (!oldest.isOut) this.#departures.push(oldest);
    }
  }
}
