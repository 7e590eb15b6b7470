import type { Notice, PlacedNotice } from '../live-offer.ts';

/** Something happened at a source. Nothing of what the sender said about the thing itself. */
export interface Told {
  source: string;
  notice: Notice;
  /** By subscription field: what it means in the graph. */
  placed: ReadonlyMap<string, PlacedNotice>;
  atMs: number;
  /** Of several workers only one acts on it. */
  isOurs: boolean;
}

export type ChangeListener = (told: Told) => void;

/** Drops what a cache holds of a source, before anybody hears that something changed there. */
export type OnChange = (source: string) => void;

/** Hands on what webhooks tell: first to caches, then to subscribers and rules. */
export class Changes {
  readonly #listeners = new Set<ChangeListener>();
  readonly #caches = new Set<OnChange>();

  get size(): number {
    return this.#listeners.size;
  }

  /** Answers how to stop. */
  onChange(drop: OnChange): () => void {
    this.#caches.add(drop);
    return () => this.#caches.delete(drop);
  }

  listen(listener: ChangeListener): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /**
   * For each message, whatever it tells of: what means nothing to subscribers, or to us, may be in what is
   * kept all the same.
   */
  drop(source: string): void {
    for (const drop of this.#caches) drop(source);
  }

  publish(told: Told): void {
    for (const listener of this.#listeners) listener(told);
  }
}
