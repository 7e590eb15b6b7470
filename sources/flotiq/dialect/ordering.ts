import { badInput, type Account } from './account.ts';
import { isObject, type Json } from './links.ts';

export type Query = [name: string, value: string][];

/** Encodes `{title: ASC}` or `{internal: {createdAt: DESC}}`: the source orders by one field. */
export function encodeOrder(account: Account, type: string, orderBy: unknown): Query {
  const paths = isObject(orderBy) ? pathsOf(account, type, orderBy, '') : [];
  const [first, second] = paths;
  if (second) {
    const names = paths.map(({ path }) => path).join(' and ');
    throw badInput(`orderBy has ${names}; Flotiq orders by exactly one field`, 'orderBy');
  }
  return first ? orderQuery(first.path, first.direction) : [];
}

export function orderQuery(path: unknown, direction: unknown): Query {
  const query: Query = [];
  if (typeof path === 'string') query.push(['order_by', path]);
  if (typeof direction === 'string') query.push(['order_direction', direction.toLowerCase()]);
  return query;
}

function pathsOf(account: Account, type: string, value: Json, prefix: string) {
  return Object.entries(value).flatMap(
    ([name, direction]): { path: string; direction: string }[] => {
      const path = prefix + (account.field(type, name)?.wire ?? name);
      if (isObject(direction)) return pathsOf(account, 'FlotiqInternal', direction, `${path}.`);
      return typeof direction === 'string' ? [{ path, direction }] : [];
    },
  );
}
