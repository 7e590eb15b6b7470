import { LRUCache } from 'lru-cache';

/**
 * Remembers in which order names were dropped, and what was asked before: an answer that was under
 * way while something changed is as old as its question. A name that is forgotten to make room takes
 * everything along that is as old as it was.
 */
export class Drops {
  readonly #last: LRUCache<string, number>;
  #count = 0;
  #forgotten = 0;

  constructor(maximumNames = 10_000) {
    this.#last = new LRUCache({
      max: maximumNames,
      dispose: (at, _, reason) => {
        if (reason === 'evict') this.#forgotten = Math.max(this.#forgotten, at);
      },
    });
  }

  /** Noted when something is asked. */
  get now(): number {
    return this.#count;
  }

  add(name: string): void {
    this.#count += 1;
    this.#last.set(name, this.#count);
  }

  /** Whether something that was asked then still counts under all of these names. */
  isValid(askedAt: number, ...names: readonly string[]): boolean {
    return names.every((name) => askedAt >= (this.#last.peek(name) ?? this.#forgotten));
  }
}
