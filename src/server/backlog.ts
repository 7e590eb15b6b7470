/** Of so many requests the cost is measured: one that was cold says little about the others. */
const ENOUGH = 8;
/** How much of a new measure is believed. */
const BELIEVED = 0.3;
/** From this share of busy time on it is requests that keep the event loop busy, and not what else runs. */
const BUSY = 0.5;
/** The middle one of so many: a single long pause, such as a big garbage collection, is no backlog. */
const LOOKS = 3;

/** Whose event loop rested for a moment within so long takes a burst, such as a site's build, for no overload. */
const PATIENCE_MS = 2000;
/** Of the time between two looks. */
const REST = 0.1;
/** So many times as much may then be let in. */
const BURST = 5;

/** What was seen of the event loop since the last look. */
export interface Look {
  nowMs: number;
  passedMs: number;
  busyMs: number;
  /** Requests that ended. */
  ended: number;
  /** How late the look itself came. */
  lateMs: number;
}

/**
 * The work that was let in and is yet to do. Each request adds what one costs on average, all that
 * the event loop does besides included; time takes it off again. What is done while a request waits for
 * its source does not matter to it.
 */
export class Backlog {
  readonly #mostMs: number;
  #costMs = 0;
  #workMs = 0;
  #atMs = 0;
  #restedAtMs = 0;
  #passedMs = 0;
  #busyMs = 0;
  #ended = 0;
  readonly #latesMs: number[] = [];

  constructor(mostMs: number) {
    this.#mostMs = mostMs;
  }

  isFull(nowMs: number): boolean {
    const workMs = this.workMs(nowMs);
    const isPatient = nowMs - this.#restedAtMs < PATIENCE_MS;
    return workMs >= this.#mostMs * (isPatient ? BURST : 1);
  }

  workMs(nowMs: number): number {
    this.#workMs = Math.max(0, this.#workMs - (nowMs - this.#atMs));
    this.#atMs = nowMs;
    return this.#workMs;
  }

  add(): void {
    this.#workMs += this.#costMs;
  }

  note({ nowMs, passedMs, busyMs, ended, lateMs }: Look): void {
    // A source may be what is waited for, so there must be no work that waits for it.
    const isAtRest = passedMs - busyMs > passedMs * REST && this.workMs(nowMs) === 0;
    if (isAtRest) this.#restedAtMs = nowMs;
    this.#passedMs += passedMs;
    this.#busyMs += busyMs;
    this.#ended += ended;
    if (this.#ended >= ENOUGH) this.#learn();
    if (this.#latesMs.push(lateMs) > LOOKS) this.#latesMs.shift();
    // Where requests cost more than was thought, more is to do than was added up.
    if (this.#latesMs.length < LOOKS) return;
    this.#workMs = Math.max(this.workMs(nowMs), middle(this.#latesMs));
  }

  #learn(): void {
    const costMs = this.#busyMs / this.#ended;
    const isBusy = this.#busyMs > this.#passedMs * BUSY;
    if (isBusy || costMs < this.#costMs) this.#costMs += (costMs - this.#costMs) * BELIEVED;
    this.#passedMs = this.#busyMs = this.#ended = 0;
  }
}

const middle = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;
