import { GatewayError } from '../errors.ts';
import type { LocatedError, PathKey, Waiting } from './completer.ts';
import { createKeyReader, type ReadKey } from './link-key.ts';
import type { LinkUnit } from './link-unit.ts';
import { readArguments } from './read-arguments.ts';

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
  /** Those that can be asked for, each once, in the order of the objects. */
  readonly keys: readonly string[];
  readonly items = new Map<string, LinkItem[]>();
  /** Why nothing was found out: it is said at every waiting field. */
  failure: Error | undefined;
  /** Why nothing was found out of some keys. */
  readonly #failures = new Map<string, Error>();
  /** Keys of which the source said nothing, and not why: what belongs to them is not known. */
  readonly #unanswered = new Set<string>();
  readonly #args: Record<string, unknown>;
  readonly #readKey: ReadKey;
  readonly #places = new Map<LinkItem, number>();

  constructor(unit: LinkUnit, waiting: readonly Waiting[], variables: Record<string, unknown>) {
    this.unit = unit;
    this.waiting = waiting;
    const { args, failure } = tryArguments(unit.field, variables);
    this.#args = args;
    this.failure = failure;
    this.#readKey = createKeyReader(unit.target, unit.link.keyPath);
    const keys = [...new Set(waiting.flatMap((object) => object.keys))];
    const own = getAt(args, unit.link.keyPath);
    // Who lists keys in the arguments wants no others.
    const wanted = Array.isArray(own) ? new Set(own.map(String)) : undefined;
    this.keys = keys.filter(
      (key) => this.#readKey(key) !== undefined && wanted?.has(key) !== false,
    );
    if (this.isPagedHere) this.failure ??= findPagingFault(args);
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
    return this.#takes('limit') && (this.#takes('offset') || this.#takes('page'));
  }

  /** The arguments for some keys; `page` counts from 0 and is there when the batch pages by itself. */
  argsFor(keys: readonly string[], page: number): Record<string, unknown> {
    const { link } = this.unit;
    const values = keys.map(this.#readKey);
    const value = link.mode === 'each' ? values[0] : values;
    const args = setAt(this.#args, link.keyPath, value) as Record<string, unknown>;
    const isPaging = this.isPagedHere || !link.isList;
    if (link.mode === 'each' || !this.#takes('limit') || !isPaging) return args;
    return {
      ...args,
      limit: pageSize,
      ...(this.#takes('offset')
        ? { offset: page * pageSize }
        : this.#takes('page') && { page: page + 1 }),
    };
  }

  /** Sorts a found item under every key that it belongs to. */
  add(item: LinkItem): boolean {
    const matches = this.unit.matchesOf(item.raw);
    for (const match of matches) this.addUnder(String(match), item);
    return matches.length > 0;
  }

  addUnder(key: string, item: LinkItem): boolean {
    if (!this.#places.has(item)) this.#places.set(item, this.#places.size);
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

  /** Whether another page, behind one that held so many, may have what is still wanted for these keys. */
  isMore(found: number, keys: readonly string[]): boolean {
    const { mode, isList } = this.unit.link;
    const isPaging = this.isPagedHere || !isList;
    if (!isPaging || mode !== 'list' || !this.canPage || found < pageSize) return false;
    const wanted = isList ? this.#window.end : 1;
    return keys.some((key) => (this.items.get(key)?.length ?? 0) < wanted);
  }

  /** The items of one object, in the order of the source, paged as the client asked. */
  itemsFor(keys: readonly string[]): LinkItem[] {
    const found = [...new Set(keys.flatMap((key) => this.items.get(key) ?? []))];
    const placeOf = (item: LinkItem) => this.#places.get(item)!;
    // What belongs to several keys of an object was found by key, and stands in the order of the source.
    if (keys.length > 1) found.sort((a, b) => placeOf(a) - placeOf(b));
    if (!this.isPagedHere) return found;
    const { start, end } = this.#window;
    return found.slice(start, end);
  }

  /** What of an object's items the client asked for. */
  get #window(): { start: number; end: number } {
    const { limit, offset, page } = this.#args as Record<string, number | null | undefined>;
    const start = offset ?? ((page ?? 1) - 1) * (limit ?? 0);
    return { start, end: start + (limit ?? Infinity) };
  }

  #takes(argument: string): boolean {
    return this.unit.target.args.some(({ name }) => name === argument);
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

/** What a source refuses when it pages, nobody pages by: a page from the end would be no error and no page. */
function findPagingFault(args: Record<string, unknown>): GatewayError | undefined {
  const lowest = { limit: 0, offset: 0, page: 1 };
  for (const [argument, least] of Object.entries(lowest)) {
    const value = args[argument];
    if (typeof value !== 'number' || value >= least) continue;
    const detail = `${argument} must be ${least} or more`;
    return new GatewayError('BAD_USER_INPUT', { detail, facts: { argument } });
  }
  return undefined;
}

/** What vendors allow and a fetch can carry. */
export const pageSize = 1000;

function setAt(target: unknown, [first, ...rest]: readonly string[], value: unknown): unknown {
  if (first === undefined) return value;
  const object = (target ?? {}) as Record<string, unknown>;
  return { ...object, [first]: setAt(object[first], rest, value) };
}

function getAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce((object, name) => (object as Args | null | undefined)?.[name], value);
}

type Args = Record<string, unknown>;

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
