import { getArgumentValues } from 'graphql';
import type { LocatedError, PathKey, Waiting } from './completer.ts';
import type { LinkUnit } from './link-unit.ts';

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
  readonly #args: Record<string, unknown>;

  constructor(unit: LinkUnit, waiting: readonly Waiting[], variables: Record<string, unknown>) {
    this.unit = unit;
    this.waiting = waiting;
    this.keys = [...new Set(waiting.flatMap(({ keys }) => keys))];
    this.#args = getArgumentValues(unit.field.definition, unit.field.nodes[0], variables);
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
  add(item: LinkItem): void {
    for (const match of this.unit.matchesOf(item.raw as Record<string, unknown>)) {
      this.addUnder(String(match), item);
    }
  }

  addUnder(key: string, item: LinkItem): void {
    const known = this.items.get(key);
    if (known) known.push(item);
    else this.items.set(key, [item]);
  }

  /** The items of one object, in the order of the source, paged as the client asked. */
  itemsFor(keys: readonly string[]): LinkItem[] {
    const found = [...new Set(keys.flatMap((key) => this.items.get(key) ?? []))];
    if (!this.isPagedHere) return found;
    const { limit, offset, page } = this.#args as {
      limit?: number;
      offset?: number;
      page?: number;
    };
    const start = offset ?? ((page ?? 1) - 1) * (limit ?? 0);
    return found.slice(start, limit === undefined ? undefined : start + limit);
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
