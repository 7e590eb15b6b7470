import { performance } from 'node:perf_hooks';
import { Backlog } from './backlog.ts';

export interface LoadOptions {
  /** Requests under way at once, at most. */
  concurrency: number;
  /** Work that may be before the event loop when one more is let in; 0 does not look. */
  backlogMs: number;
  /** @default the one that this runs in */
  eventLoop?: EventLoop;
}

export interface EventLoop {
  nowMs(): number;
  /** Since it began. */
  busyMs(): number;
}

export type Excess = 'concurrency' | 'backlog';

const LOOK_EVERY_MS = 50;
/** So many are let in whatever there is to do: it may be something else that keeps the event loop busy. */
const LEAST = 16;

const ownEventLoop: EventLoop = {
  nowMs: () => performance.now(),
  busyMs: () => performance.eventLoopUtilization().active,
};

/** Gives a place back, once, however often it is called. */
export type Leave = () => void;

/** A place to stand in for whoever counts, or why there is none. */
export function takePlace(load: Pick<Load, 'enter' | 'leave'>): Leave | Excess {
  const excess = load.enter();
  if (excess) return excess;
  let isIn = true;
  return function leave() {
    if (isIn) load.leave();
    isIn = false;
  };
}

/**
 * Lets in as many requests as can be answered well. Who comes on top is sent away at once, for a
 * queue here would only make everybody late.
 */
export class Load implements Disposable {
  readonly #concurrency: number;
  readonly #eventLoop: EventLoop;
  readonly #backlog: Backlog;
  readonly #timer: NodeJS.Timeout | undefined;
  #underWay = 0;
  /** Since the last look. */
  #ended = 0;

  constructor({ concurrency, backlogMs, eventLoop = ownEventLoop }: LoadOptions) {
    this.#concurrency = concurrency;
    this.#backlog = new Backlog(backlogMs);
    this.#eventLoop = eventLoop;
    if (backlogMs > 0) this.#timer = this.#look();
  }

  get underWay(): number {
    return this.#underWay;
  }

  /** Why one more cannot be let in; otherwise it counts until `leave`. */
  enter(): Excess | undefined {
    if (this.#underWay >= this.#concurrency) return 'concurrency';
    if (this.#timer) {
      const isFull = this.#backlog.isFull(this.#eventLoop.nowMs());
      if (isFull && this.#underWay >= LEAST) return 'backlog';
      if (!isFull) this.#backlog.add();
    }
    this.#underWay += 1;
    return undefined;
  }

  leave(): void {
    this.#underWay -= 1;
    this.#ended += 1;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #look(): NodeJS.Timeout {
    let last = this.#read();
    return setInterval(() => {
      const now = this.#read();
      const passedMs = now.nowMs - last.nowMs;
      const busyMs = now.busyMs - last.busyMs;
      const lateMs = passedMs - LOOK_EVERY_MS;
      this.#backlog.note({ nowMs: now.nowMs, passedMs, busyMs, lateMs, ended: this.#ended });
      this.#ended = 0;
      last = now;
    }, LOOK_EVERY_MS).unref();
  }

  #read(): { nowMs: number; busyMs: number } {
    return { nowMs: this.#eventLoop.nowMs(), busyMs: this.#eventLoop.busyMs() };
  }
}
