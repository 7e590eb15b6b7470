import { Lanes, type Position, type Waiter } from './lanes.ts';
import type { Rate } from './rate.ts';
import type { UpstreamRequest } from './step.ts';

const MOST_WAITING = 1_000;

/** Where a new call would stand. */
export interface Place extends Position {
  isFull: boolean;
}

/**
 * Two queues that take turns: of credentials that the source has taken before, and of all others. Who
 * makes credentials up, however many, has no more than every second turn, and nothing of the room in
 * which the others wait.
 */
export class Queue {
  readonly #known = new Lanes();
  readonly #strangers = new Lanes();
  #next = this.#known;

  get size(): number {
    return this.#known.size + this.#strangers.size;
  }

  add(waiter: Waiter, isKnown: boolean): void {
    this.#sideOf(isKnown).add(waiter);
  }

  /** It may have become known while it waited: it still is where it was. */
  remove(waiter: Waiter): void {
    this.#known.remove(waiter);
    this.#strangers.remove(waiter);
  }

  /** Takes out the first in turn whose rate is free, or says when one will be. */
  take(freeAtMs: (rate: Rate) => number, nowMs: number): Waiter | number {
    const first = this.#next;
    const second = this.#sideOf(first === this.#strangers);
    const turn = first.take(freeAtMs, nowMs);
    if (typeof turn !== 'number') {
      this.#next = second;
      return turn;
    }
    const other = second.take(freeAtMs, nowMs);
    return typeof other === 'number' ? Math.min(turn, other) : other;
  }

  placeOf(request: UpstreamRequest, rate: Rate, isKnown: boolean): Place {
    const own = this.#sideOf(isKnown);
    const other = this.#sideOf(!isKnown);
    const { ahead, ...position } = own.positionOf(request, rate);
    const othersTurns = ahead + (this.#next === other ? 1 : 0);
    return {
      ...position,
      ahead: ahead + Math.min(other.size, othersTurns),
      isFull: own.size >= MOST_WAITING,
    };
  }

  dropLate(nowMs: number): void {
    this.#known.dropLate(nowMs);
    this.#strangers.dropLate(nowMs);
  }

  all(): Waiter[] {
    return [...this.#known.all(), ...this.#strangers.all()];
  }

  #sideOf(isKnown: boolean): Lanes {
    return isKnown ? this.#known : this.#strangers;
  }
}
