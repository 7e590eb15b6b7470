import { GatewayError } from '../errors.ts';
import type { Item, Sight } from '../live-offer.ts';
import type { Report } from './poll.ts';

/** One event of a watch, without its object. */
export interface Change {
  /** Undefined while there is nothing to follow yet. */
  item: Item | undefined;
  sight: Sight;
  stale: boolean;
  /** Since the state was last seen; undefined when it never was. */
  ageMs: number | undefined;
  atMs: number;
}

export interface CursorOptions {
  source: string;
  /** The one item that is followed; undefined is the newest at the start. */
  wanted: string | undefined;
  /** Goes on with the next item when one is over. */
  isEndless: boolean;
}

/** What was just started may take a while to be listed. */
const looksUntilLost = 4;

/** Where one subscriber stands: turns reports into changes, each once and in order. */
export class Cursor {
  readonly #options: CursorOptions;
  #following: string | undefined;
  #told: string | undefined;
  #looksInVain = 0;
  #isOver = false;

  constructor(options: CursorOptions) {
    this.#options = options;
    this.#following = options.wanted;
  }

  /** The item it stands at. */
  get following(): string | undefined {
    return this.#following;
  }

  /** Everything was told. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Throws SOURCE_NOT_FOUND when the wanted item stays away. */
  step(report: Report<Sight>, nowMs: number): Change[] {
    const { sight = [], seenAtMs, fault } = report;
    const ageMs = seenAtMs === undefined ? undefined : Math.max(0, nowMs - seenAtMs);
    const facts = { sight, stale: fault !== undefined, ageMs, atMs: nowMs };
    if (fault) {
      const item = sight.find(({ id }) => id === this.#following);
      return this.#tell(item, { ...facts, item });
    }
    const changes: Change[] = [];
    for (let item = this.#find(sight); ; item = this.#next(sight, item!)) {
      // What was asked for by its id, and is not listed yet, is not worth an event.
      if (!item && this.#following !== undefined) break;
      changes.push(...this.#tell(item, { ...facts, item }));
      if (!item?.isFinal) break;
      if (!this.#options.isEndless) {
        this.#isOver = true;
        break;
      }
      if (!this.#next(sight, item)) break;
    }
    return changes;
  }

  #find(sight: Sight): Item | undefined {
    this.#following ??= sight[0]?.id;
    const item = sight.find(({ id }) => id === this.#following);
    if (item || this.#following === undefined) {
      this.#looksInVain = 0;
      return item;
    }
    this.#looksInVain += 1;
    if (this.#looksInVain >= looksUntilLost) {
      throw new GatewayError('SOURCE_NOT_FOUND', {
        source: this.#options.source,
        detail: `there is nothing with the id "${this.#following}"; check the id and that this credential may see it`,
      });
    }
    return undefined;
  }

  /** The one that came after; newest is first. */
  #next(sight: Sight, { id }: Item): Item | undefined {
    const next = sight[sight.findIndex((item) => item.id === id) - 1];
    if (next) this.#following = next.id;
    return next;
  }

  #tell(item: Item | undefined, change: Change): Change[] {
    const mark = JSON.stringify([item?.id ?? null, item?.status ?? null, change.stale]);
    if (mark === this.#told) return [];
    this.#told = mark;
    return [change];
  }
}
