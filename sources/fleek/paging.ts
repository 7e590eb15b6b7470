import { GraphQLError } from 'graphql';

export interface PageArguments {
  limit?: number | null;
  nextToken?: string | null;
}

const DEFAULT_LIMIT = 25;

/** A page by token. A token names the last item seen, so items that join at the front shift nothing. */
export function takePage<T extends { id: string }>(
  items: readonly T[],
  { limit, nextToken }: PageArguments,
): { page: T[]; nextToken: string | null } {
  const size = limit ?? DEFAULT_LIMIT;
  if (size < 1) throw new GraphQLError('limit must be at least 1');
  const start = nextToken ? indexAfter(items, nextToken) : 0;
  const page = items.slice(start, start + size);
  const last = page.at(-1);
  const hasMore = start + size < items.length;
  return { page, nextToken: hasMore && last ? toToken(last.id) : null };
}

function indexAfter(items: readonly { id: string }[], nextToken: string): number {
  const lastId = Buffer.from(nextToken, 'base64url').toString();
  const index = items.findIndex(({ id }) => id === lastId);
  if (index < 0) throw new GraphQLError('Invalid nextToken');
  return index + 1;
}

function toToken(id: string): string {
  return Buffer.from(id).toString('base64url');
}
