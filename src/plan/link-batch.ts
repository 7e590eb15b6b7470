import type { LocatedError, PathKey, Waiting } from './completer.ts';
import type { LinkUnit } from './link-unit.ts';
import { readArguments } from './rest-fetch.ts';

/** What a source answered for one link: an item, still as the source has it, and what went wrong in it. */
export interface LinkItem {
  raw: unknown;
  /** Upstream errors, by paths that begin at the item. */
  errors: LocatedError[];
}

/** All objects of a stage that wait for the same link. */
export class LinkBatch {
  readonly unit: LinkUnit;
  readonly waiting: readonly Waiting[];
  /** Each once, in the order of the objects. */
  readonly keys: readonly string[];
  readonly items = new Map<string, LinkItem[]>();
  /** Why nothing was found out: it is said at every waiting field. */
  failure: Error | undefined;
  /** Why nothing was found out of some keys. */
  readonly #failures = new Map<string, Error>();
  /** Keys of which the source said nothing, and not why: what belongs to them is not known. */
  readonly #unanswered = new Set<string>();
  readonly #args: Record<string, unknown>;

  constructor(unit: LinkUnit, waiting: readonly Waiting[], variables: Record<string, unknown>) {
    this.unit = unit;
    this.waiting = waiting;
    this.keys = [...new Set(waiting.flatMap(({ keys }) => keys))];
    const { args, failure } = tryArguments(unit.field, variables);
    this.#args = args;
    this.failure = failure;
  }

  /** Whether there is anything to ask. */
  get isAsking(): boolean {
    return this.keys.length > 0 && !this.failure;
  }

  /** One key may be paged by the source itself; the items of several share its pages. */
  get isPagedHere(): boolean {
    return this.unit.link.isList && this.unit.link.mode === 'list' && this.keys.length > 1;
  }

  get canPage(): boolean {
    return this.unit.target.args.some(({ name }) => name === 'limit');
  }

  /** The arguments for some keys; `page` counts from 0 and is there when the batch pages by itself. */
  argsFor(keys: readonly string[], page: number): Record<string, unknown> {
    const { link, target } = this.unit;
    const value = link.mode === 'each' ? keys[0] : keys;
    const args = setAt(this.#args, link.keyPath, value) as Record<string, unknown>;
    if (link.mode === 'each' || !this.canPage || (!this.isPagedHere && link.isList)) return args;
    const isOffset = target.args.some(({ name }) => name === 'offset');
    const at = isOffset ? { offset: page * pageSize } : { page: page + 1 };
    return { ...args, limit: pageSize, ...(page > 0 ? at : isOffset ? { offset: 0 } : at) };
  }

  /** Sorts a found item under every key that it belongs to. */
  add(item: LinkItem): boolean {
    const matches = this.unit.matchesOf(item.raw);
    for (const match of matches) this.addUnder(String(match), item);
    return matches.length > 0;
  }

  addUnder(key: string, item: LinkItem): boolean {
    const known = this.items.get(key);
    if (known) known.push(item);
    else this.items.set(key, [item]);
    return true;
  }

  fail(keys: readonly string[], error: Error): void {
    for (const key of keys) this.#failures.set(key, error);
  }

  failureOf(keys: readonly string[]): Error | undefined {
    const own = keys.find((key) => this.#failures.has(key));
    return this.failure ?? (own === undefined ? undefined : this.#failures.get(own));
  }

  leaveUnanswered(keys: readonly string[]): void {
    for (const key of keys) this.#unanswered.add(key);
  }

  isUnanswered(keys: readonly string[]): boolean {
    return keys.some((key) => this.#unanswered.has(key));
  }

  /** Whether there may be another page behind one that held so many. */
  isMore(found: number): boolean {
    const { mode, isList } = this.unit.link;
    const isPaging = this.isPagedHere || !isList;
    return isPaging && mode === 'list' && this.canPage && found === pageSize;
  }

  /** The items of one object, in the order of the source, paged as the client asked. */
  itemsFor(keys: readonly string[]): LinkItem[] {
    const found = [...new Set(keys.flatMap((key) => this.items.get(key) ?? []))];
    if (!this.isPagedHere) return found;
    const { limit, offset, page } = this.#args as Record<string, number | null | undefined>;
    const start = offset ?? ((page ?? 1) - 1) * (limit ?? 0);
    return found.slice(start, start + (limit ?? Infinity));
  }
}

function tryArguments(
  field: LinkUnit['field'],
  variables: Record<string, unknown>,
): { args: Record<string, unknown>; failure: Error | undefined } {
  try {
    return { args: readArguments(field, variables), failure: undefined };
  } catch (error) {
    return { args: {}, failure: error as Error };
  }
}

/** What vendors allow and a fetch can carry. */
export const pageSize = 1000;

function setAt(target: unknown, [first, ...rest]: readonly string[], value: unknown): unknown {
  if (first === undefined) return value;
  const object = (target ?? {}) as Record<string, unknown>;
  return { ...object, [first]: setAt(object[first], rest, value) };
}

export function prefixed(
  path: readonly PathKey[],
  { path: rest, error }: LocatedError,
): LocatedError {
  return { path: [...path, ...rest], error };
}

export function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
