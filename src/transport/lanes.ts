import { deadlinePassed } from './deadline.ts';
import type { Rate } from './rate.ts';
import type { UpstreamRequest } from './step.ts';

/** A call whose turn has not come. */
export interface Waiter {
  readonly request: UpstreamRequest;
  readonly rate: Rate;
  admit(): void;
  reject(error: Error): void;
}

interface Lane {
  readonly rate: Rate;
  readonly waiters: Waiter[];
}

export interface Position {
  /** Calls of any caller that go before it. */
  ahead: number;
  /** Those of them that spend the same credential's rate. */
  aheadOnRate: number;
  /** Those of the same partition and credential. */
  inLane: number;
  isFull: boolean;
}

/** Of strangers, and of all others. */
const MOST_WAITING = 1_000;
/** Turns that strangers may have had more than the others; from there on they have every second one. */
const MOST_LEAD = 10;

/**
 * A queue in which partitions take turns: one lane for each partition and credential, first come
 * first served within a lane. Whoever has a hundred calls waiting delays a newcomer by one. Credentials
 * that the source has never taken are strangers: whoever makes them up, however many, gets no more turns
 * than all others together, and nothing of the room in which those wait.
 */
export class Lanes {
  /** The lane whose turn it is comes first. */
  readonly #lanes = new Map<string, Lane>();
  #size = 0;
  #lead = 0;

  get size(): number {
    return this.#size;
  }

  add(waiter: Waiter): void {
    const key = laneOf(waiter.request);
    const lane = this.#lanes.get(key);
    if (lane) lane.waiters.push(waiter);
    else this.#lanes.set(key, { rate: waiter.rate, waiters: [waiter] });
    this.#size++;
  }

  remove(waiter: Waiter): void {
    const key = laneOf(waiter.request);
    const lane = this.#lanes.get(key);
    const at = lane?.waiters.indexOf(waiter) ?? -1;
    if (!lane || at < 0) return;
    lane.waiters.splice(at, 1);
    this.#size--;
    if (lane.waiters.length === 0) this.#lanes.delete(key);
  }

  /** Takes out the first in turn whose rate is free, or says when one will be. */
  take(freeAtMs: (rate: Rate) => number, nowMs: number): Waiter | number {
    let soonestMs = Infinity;
    let stranger: Lane | undefined;
    for (const lane of this.#lanes.values()) {
      this.#dropLate(lane, nowMs);
      if (lane.waiters.length === 0) continue;
      const atMs = freeAtMs(lane.rate);
      if (atMs > nowMs) soonestMs = Math.min(soonestMs, atMs);
      else if (lane.rate.isKnown || this.#lead < MOST_LEAD) return this.#serve(lane);
      else stranger ??= lane;
    }
    return stranger ? this.#serve(stranger) : soonestMs;
  }

  #serve(lane: Lane): Waiter {
    const waiter = lane.waiters[0]!;
    const key = laneOf(waiter.request);
    this.remove(waiter);
    // Set again, a lane is last in the map's order: the others have their turns first.
    if (this.#lanes.delete(key)) this.#lanes.set(key, lane);
    const lead = this.#lead + (lane.rate.isKnown ? -1 : 1);
    this.#lead = Math.min(Math.max(lead, 0), MOST_LEAD);
    return waiter;
  }

  /** Where a new call would stand. */
  positionOf(request: UpstreamRequest, rate: Rate): Position {
    const own = this.#lanes.get(laneOf(request));
    const inLane = own?.waiters.length ?? 0;
    const known = { ahead: 0, waiting: 0 };
    const strangers = { ahead: 0, waiting: 0 };
    let aheadOnRate = 0;
    let isBeforeOwn = true;
    for (const lane of this.#lanes.values()) {
      if (lane === own) isBeforeOwn = false;
      const turns = isBeforeOwn ? inLane + 1 : inLane;
      const ahead = Math.min(lane.waiters.length, turns);
      const side = lane.rate.isKnown ? known : strangers;
      side.ahead += ahead;
      side.waiting += lane.waiters.length;
      if (lane.rate === rate) aheadOnRate += ahead;
    }
    const isFull = (rate.isKnown ? known : strangers).waiting >= MOST_WAITING;
    // Turns that strangers may still have more; from there on each costs a turn of the others.
    const free = MOST_LEAD - this.#lead;
    const ahead = rate.isKnown
      ? known.ahead + Math.min(strangers.ahead, known.ahead + free)
      : strangers.ahead +
        Math.max(known.ahead, Math.min(known.waiting, strangers.ahead + 1 - free));
    return { ahead, aheadOnRate, inLane, isFull };
  }

  /** Sends those away, first in their lanes, whose time is up: they stand in nobody's way. */
  dropLate(nowMs: number): void {
    for (const lane of this.#lanes.values()) this.#dropLate(lane, nowMs);
  }

  all(): Waiter[] {
    return [...this.#lanes.values()].flatMap((lane) => lane.waiters);
  }

  #dropLate(lane: Lane, nowMs: number): void {
    for (let first = lane.waiters[0]; first; first = lane.waiters[0]) {
      if (first.request.deadlineMs > nowMs) return;
      first.reject(deadlinePassed(first.request));
    }
  }
}

function laneOf({ partition, credentialId }: UpstreamRequest): string {
  return `${partition} ${credentialId}`;
}
