import { GatewayError } from '../errors.ts';
import type { Limits } from '../source.ts';
import { CredentialRates } from './credential-rates.ts';
import { Lanes, type Waiter } from './lanes.ts';
import { Departure, Rate } from './rate.ts';
import type { Now, UpstreamRequest } from './step.ts';

const QUEUE_PER_PARTITION = 100;

/** What a call holds from when it may go until it has ended. */
export interface Pass {
  readonly departure: Departure;
  readonly rate: Rate;
}

/** The way out to one account of a source: its rates, and who waits for them. */
export class Gate {
  readonly #limits: Limits;
  readonly #now: Now;
  readonly #account: Rate;
  readonly #credentials: CredentialRates;
  readonly #lanes = new Lanes();
  #inFlight = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: Limits, now: Now) {
    this.#limits = limits;
    this.#now = now;
    this.#account = new Rate(limits.accountRequestsPerSecond);
    this.#credentials = new CredentialRates(limits.requestsPerSecond);
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get queued(): number {
    return this.#lanes.size;
  }

  /**
   * Lets a call go now, or when its turn comes. Throws SOURCE_RATE_LIMITED when that would be after
   * its deadline, OVERLOADED when too many wait already.
   */
  enter(request: UpstreamRequest): Pass | Promise<Pass> {
    if (request.signal.aborted) throw request.signal.reason;
    const rate = this.#credentials.rateOf(request.credentialId);
    const nowMs = this.#now();
    if (this.#lanes.size === 0 && this.#hasRoom && this.#freeAtMs(rate, nowMs) <= nowMs) {
      return this.#letGo(request, rate);
    }
    this.#lanes.dropLate(nowMs);
    const place = this.#lanes.positionOf(request, rate);
    const freeAtMs = Math.max(
      this.#account.freeAtMs(nowMs, place.ahead),
      rate.freeAtMs(nowMs, place.aheadOnRate),
    );
    const waitMs = freeAtMs - nowMs;
    if (freeAtMs > request.deadlineMs) throw rateLimited(request, waitMs);
    if (place.inLane >= QUEUE_PER_PARTITION || place.isFull) {
      throw waitMs > 0 ? rateLimited(request, waitMs) : tooMany(request);
    }
    return this.#wait(request, rate);
  }

  /** The source has taken a credential: from now on it does not wait with strangers. */
  welcome({ credentialId }: UpstreamRequest): void {
    this.#credentials.welcome(credentialId);
  }

  leave({ departure, rate }: Pass): void {
    this.#inFlight--;
    if (!departure.end(this.#now())) {
      this.#account.remove(departure);
      rate.remove(departure);
    }
    if (this.#lanes.size > 0) this.#pump();
  }

  /** Holds a credential back; who would wait past the deadline is told at once. */
  pause({ rate }: Pass, pauseMs: number): void {
    const untilMs = this.#now() + pauseMs;
    rate.pauseUntil(untilMs);
    for (const waiter of this.#lanes.all()) {
      const isTooLate = waiter.rate === rate && waiter.request.deadlineMs < untilMs;
      if (isTooLate) waiter.reject(rateLimited(waiter.request, pauseMs));
    }
  }

  /** Sends everyone who waits away. */
  close(reason: Error): void {
    clearTimeout(this.#timer);
    for (const waiter of this.#lanes.all()) waiter.reject(reason);
  }

  get #hasRoom(): boolean {
    const { concurrency } = this.#limits;
    return concurrency <= 0 || this.#inFlight < concurrency;
  }

  #freeAtMs(rate: Rate, nowMs: number): number {
    return Math.max(this.#account.freeAtMs(nowMs), rate.freeAtMs(nowMs));
  }

  #letGo(request: UpstreamRequest, rate: Rate): Pass {
    const departure = new Departure(request.trace);
    this.#account.add(departure);
    rate.add(departure);
    this.#inFlight++;
    return { departure, rate };
  }

  #wait(request: UpstreamRequest, rate: Rate): Promise<Pass> {
    const { signal } = request;
    const sinceMs = this.#now();
    return new Promise((resolve, reject) => {
      const giveUp = () => waiter.reject(signal.reason as Error);
      const waiter: Waiter = {
        request,
        rate,
        admit: () => {
          signal.removeEventListener('abort', giveUp);
          request.trace.waitedMs = (request.trace.waitedMs ?? 0) + this.#now() - sinceMs;
          resolve(this.#letGo(request, rate));
        },
        reject: (error) => {
          signal.removeEventListener('abort', giveUp);
          this.#lanes.remove(waiter);
          reject(error);
        },
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#lanes.add(waiter);
      this.#pump();
    });
  }

  /** Lets go whoever may, in turn, and comes back when the next one may. */
  #pump(): void {
    clearTimeout(this.#timer);
    while (this.#hasRoom) {
      const nowMs = this.#now();
      const turn = this.#lanes.take((rate) => this.#freeAtMs(rate, nowMs), nowMs);
      if (typeof turn === 'number') {
        if (turn < Infinity) this.#timer = setTimeout(() => this.#pump(), turn - nowMs);
        return;
      }
      turn.admit();
    }
  }
}

function rateLimited({ source }: UpstreamRequest, waitMs: number): GatewayError {
  const retryAfterMs = Math.ceil(waitMs);
  return new GatewayError('SOURCE_RATE_LIMITED', {
    source: source.name,
    detail: `takes no more calls with this credential in the time that is left; try again in ${retryAfterMs} ms`,
    facts: { retryAfterMs },
  });
}

function tooMany({ source }: UpstreamRequest): GatewayError {
  return new GatewayError('OVERLOADED', {
    source: source.name,
    detail: 'too many calls wait for it already; try again in a moment',
    facts: { retryAfterMs: 1000 },
  });
}
