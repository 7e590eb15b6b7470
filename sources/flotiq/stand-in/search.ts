import type { ContentObject } from './view.ts';
import { hydrate, view } from './view.ts';
import { listPage, order } from './listing.ts';
import { scalarOf, valuesAt } from './paths.ts';
import { readLevels, readMany, readMap, type AccountRequest } from './request.ts';
import { readGeoFilters } from './geo-filters.ts';

interface Hit {
  score: number;
  item: ContentObject;
}

/** `GET /api/v1/search`: words counted in texts, weighed by field. */
export function search(request: AccountRequest) {
  const { query } = request;
  const words = (query.get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const fields = readMany(query, 'fields').map(parseField);
  const isNear = readGeoFilters(readMap(query, 'geo_filters'));
  const meets = fieldTest(readMap(query, 'filters'));
  const meetsAfter = fieldTest(readMap(query, 'post_filters'));

  const hits = candidates(request)
    .filter((item) => meets(item) && isNear(item))
    .map((item): Hit => ({ score: words.length > 0 ? score(item, words, fields) : 1, item }))
    .filter((hit) => hit.score > 0);
  const shown = hits.filter(({ item }) => meetsAfter(item));
  const orderBy = query.get('order_by');
  const ordered = orderBy ? order(shown, query, `item.${orderBy}`) : byScore(shown);
  // The order stands, so the page is cut from it as it is.
  const paging = new URLSearchParams([...query].filter(([name]) => /^(page|limit)$/.test(name)));
  const page = listPage(ordered, paging, { orderBy: 'none' });

  return {
    ...page,
    data: page.data.map((hit) => ({
      score: hit.score,
      item: describe(hydrate(hit.item, readLevels(query), request)),
    })),
    summary: { aggregations: aggregate(hits, query) },
  };
}

function candidates(request: AccountRequest): ContentObject[] {
  const { account, query } = request;
  const wanted = readMany(query, 'content_type');
  return [...account.definitions.keys()]
    .filter((type) => wanted.length === 0 || wanted.includes(type))
    .flatMap((type) => account.all(type))
    .flatMap((object) => view(object, request) ?? []);
}

/** `title^3` weighs three times. */
function parseField(text: string): { path: string; weight: number } {
  const [path = '', weight = '1'] = text.split('^');
  return { path, weight: Number(weight) || 1 };
}

function score(item: ContentObject, words: string[], fields: ReturnType<typeof parseField>[]) {
  const { internal: _, ...content } = item;
  if (fields.length === 0) return countWords(textsIn(content), words);
  const scores = fields.map(
    ({ path, weight }) => weight * countWords(textsIn(valuesAt(content, path)), words),
  );
  return scores.reduce((sum, part) => sum + part, 0);
}

function countWords(texts: string[], words: string[]): number {
  const text = texts.join(' ').toLowerCase();
  return words.reduce((sum, word) => sum + text.split(word).length - 1, 0);
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

function byScore(hits: Hit[]): Hit[] {
  return hits.toSorted((left, right) => right.score - left.score);
}

function fieldTest(filters: Map<string, string[]>): (item: ContentObject) => boolean {
  return (item) =>
    [...filters].every(([path, wanted]) =>
      valuesAt(item, path).some((value) => wanted.includes(scalarOf(value))),
    );
}

function describe(item: ContentObject) {
  return {
    ...item,
    object_data: JSON.stringify(item),
    organization_id: 1,
    deleted_at: null,
    content_type_definition_id: item.internal.contentType,
    '@timestamp': item.internal.updatedAt,
  };
}

/** Buckets as the search engine behind it counts them, largest first. */
function aggregate(hits: Hit[], query: URLSearchParams) {
  const fields = [...readMany(query, 'aggregate_by'), ...readMany(query, 'aggregate_by_numeric')];
  const entries = fields.map((field) => {
    const counts = new Map<unknown, number>();
    for (const { item } of hits) {
      for (const value of new Set(valuesAt(item, field))) {
        if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
      }
    }
    const buckets = [...counts].map(([key, count]) => ({ key, doc_count: count }));
    return [field, { buckets: buckets.toSorted((a, b) => b.doc_count - a.doc_count) }];
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}
