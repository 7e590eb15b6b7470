import { invalidFields } from './answers.ts';
import { compare } from './filters.ts';
import { scalarOf, valuesAt } from './paths.ts';
import { readCount, readFlag } from './request.ts';

interface ListingOptions {
  orderBy?: string;
  maxLimit?: number;
}

/** One page in the envelope of every list. */
export function listPage<T>(
  items: readonly T[],
  query: URLSearchParams,
  options: ListingOptions = {},
) {
  const { orderBy = 'internal.createdAt', maxLimit = 1000 } = options;
  const page = readCount(query, 'page', 1);
  const limit = readCount(query, 'limit', 20, maxLimit);
  const ordered = order(items, query, query.get('order_by') || orderBy);
  const data = ordered.slice((page - 1) * limit, page * limit);
  return {
    total_count: items.length,
    count: data.length,
    total_pages: Math.ceil(items.length / limit),
    current_page: page,
    data,
  };
}

/** Objects without the field come last, or first with `empty_first`; equal ones keep their order. */
export function order<T>(items: readonly T[], query: URLSearchParams, path: string): T[] {
  const direction = (query.get('order_direction') || 'asc').toLowerCase();
  if (direction !== 'asc' && direction !== 'desc') {
    throw invalidFields({ order_direction: ['The value does not match possible options'] });
  }
  const sign = direction === 'asc' ? 1 : -1;
  const emptyRank = readFlag(query, 'empty_first') ? -1 : 1;
  const keyed = items.map((item) => ({ item, key: keyOf(item, path) }));
  keyed.sort((left, right) => {
    if (left.key === undefined || right.key === undefined) {
      return emptyRank * (Number(left.key === undefined) - Number(right.key === undefined));
    }
    return sign * compare(left.key, right.key);
  });
  return keyed.map(({ item }) => item);
}

function keyOf(item: unknown, path: string): string | undefined {
  const [value] = valuesAt(item, path);
  return value === undefined || value === null || value === '' ? undefined : scalarOf(value);
}
