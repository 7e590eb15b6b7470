import { getNamedType, type GraphQLField, type GraphQLObjectType } from 'graphql';
import type { Link } from '../../../src/graph.ts';
import { WorldObject, canonical, type World } from './world.ts';

/** Keys that one root field is asked for at once. */
export interface Asked {
  link: Link;
  keys: readonly string[];
}

export type Links = Readonly<Record<string, Link>>;

/** What is asked of a root field that links lead to; undefined for any other question. */
export function findAsked(
  links: Links,
  contract: string,
  field: string,
  args: Record<string, unknown>,
): Asked | undefined {
  for (const link of Object.values(links)) {
    if (link.contract !== contract || link.to !== field || link.mode !== 'list') continue;
    const keys = link.keyPath.reduce<unknown>((value, name) => at(value, name), args);
    if (Array.isArray(keys)) return { link, keys: keys.map(String) };
  }
  return undefined;
}

/** What is found for some keys is the sum of what is found for each, in pages as they were asked for. */
export function findItems(
  world: World,
  contract: string,
  { name, type }: GraphQLField<unknown, unknown>,
  { link, keys }: Asked,
  args: Record<string, unknown>,
): WorldObject[] {
  const item = getNamedType(type) as GraphQLObjectType;
  const others = canonical(without(args, link.keyPath));
  const items = keys.flatMap((key) => {
    const place = `${contract}/${name}${others}@${key}`;
    const count = countItems(world, place);
    return Array.from(
      { length: count },
      (_, index) => new WorldObject(`${place}#${index}`, item, item.name, { [link.match]: key }),
    );
  });
  return pageOf(items, args);
}

export function countItems(world: World, place: string): number {
  return Math.floor(world.chance(place, 'found') * 3);
}

export function pageOf<T>(items: readonly T[], args: Record<string, unknown>): T[] {
  const { limit, offset, page } = args as Record<string, number | null | undefined>;
  const start = offset ?? ((page ?? 1) - 1) * (limit ?? 0);
  return items.slice(start, start + (limit ?? Infinity));
}

const paging = new Set(['limit', 'offset', 'page']);

function without(value: unknown, [first, ...rest]: readonly string[]): unknown {
  const entries = Object.entries((value ?? {}) as object).filter(([name]) => !paging.has(name));
  return Object.fromEntries(
    entries.flatMap(([name, inner]) => {
      if (name !== first) return [[name, inner]];
      return rest.length === 0 ? [] : [[name, without(inner, rest)]];
    }),
  );
}

function at(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
