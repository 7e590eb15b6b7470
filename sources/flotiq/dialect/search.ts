import { badInput, type Account } from './account.ts';
import { isObject } from './links.ts';
import { orderQuery, type Query } from './ordering.ts';

export function encodeSearch(account: Account, args: Record<string, unknown>): Query {
  const { q, contentTypes, fields, aggregateBy, aggregateByNumeric, orderBy, orderDirection } =
    args;
  const apis = listOf(contentTypes).map((name) => account.apiOf(name) ?? name);
  return [
    ['q', typeof q === 'string' ? q : ''],
    ...many('content_type[]', apis),
    ...many('fields[]', listOf(fields)),
    ...deepObject('filters', args.filters, 'filters'),
    ...deepObject('post_filters', args.postFilters, 'postFilters'),
    ...deepObject('geo_filters', args.geoFilters, 'geoFilters'),
    ...many('aggregate_by[]', listOf(aggregateBy)),
    ...many('aggregate_by_numeric[]', listOf(aggregateByNumeric)),
    ...orderQuery(orderBy, orderBy ? orderDirection : undefined),
  ];
}

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

const many = (name: string, values: readonly string[]): Query =>
  values.map((value) => [name, value]);

/** `filters[price][from]=1`, as the contract wants these three. */
function deepObject(name: string, value: unknown, argument: string): Query {
  if (value === undefined || value === null) return [];
  if (!isObject(value)) throw badInput(`${argument} is an object: {property: value}`, argument);
  return Object.entries(value).flatMap(([key, inner]): Query => {
    const here = `${name}[${key}]`;
    if (isObject(inner)) return deepObject(here, inner, argument);
    if (Array.isArray(inner)) return many(`${here}[]`, inner.map(String));
    return inner === null ? [] : [[here, String(inner)]];
  });
}
