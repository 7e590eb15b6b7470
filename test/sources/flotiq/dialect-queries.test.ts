import { describe, expect, it } from 'vitest';
import { refineDocument, refineSandbox, sketchDocument } from './documents.ts';
import { queryOfCall, speaker } from './speak.ts';

const page = { total_count: 0, count: 0, total_pages: 0, current_page: 1, data: [] };
const sandbox = speaker(refineSandbox(), () => page);

async function filtersOf(where: string, ask = sandbox): Promise<unknown> {
  const { calls, errors } = await ask(`{ listBlogpost(where: ${where}) { count } }`);
  expect(errors).toEqual([]);
  return JSON.parse(queryOfCall(calls[0]!).get('filters') ?? 'null');
}

async function refusalOf(args: string) {
  const { calls, errors } = await sandbox(`{ listBlogpost(${args}) { count } }`);
  expect(calls).toEqual([]);
  expect(errors).toHaveLength(1);
  return errors[0]!.error;
}

describe('where', () => {
  const link = (api: string, id: string) => `/api/v1/content/${api}/${id}`;
  const encodings: [where: string, filters: unknown][] = [
    ['{ title: { contains: "a" } }', { title: { type: 'contains', filter: 'a' } }],
    ['{ title: { in: ["a", "b"] } }', { title: { type: 'equals', filter: ['a', 'b'] } }],
    ['{ title: { notIn: ["a"] } }', { title: { type: 'notEqual', filter: ['a'] } }],
    ['{ title: { notIn: [] } }', null],
    ['{ id: { startsWith: "x" } }', { id: { type: 'startsWith', filter: 'x' } }],
    ['{ featured: { equals: false } }', { featured: { type: 'equals', filter: false } }],
    [
      '{ readingMinutes: { lessThan: 4.5 } }',
      { readingMinutes: { type: 'lessThan', filter: 4.5 } },
    ],
    [
      '{ readingMinutes: { lessThanOrEqual: 9, greaterThanOrEqual: 2 } }',
      { readingMinutes: { type: 'inRange', filter: 2, filter2: 9 } },
    ],
    [
      '{ title: { inRange: { from: "a", to: "m" } } }',
      { title: { type: 'inRange', filter: 'a', filter2: 'm' } },
    ],
    ['{ title: { empty: true } }', { title: { type: 'empty', filter: '' } }],
    ['{ title: { empty: false } }', { title: { type: 'notEmpty', filter: '' } }],
    ['{ title: { notEmpty: false } }', { title: { type: 'empty', filter: '' } }],
    [
      '{ internal: { createdAt: { greaterThan: "2026" }, status: { equals: "draft" } } }',
      {
        'internal.createdAt': { type: 'greaterThan', filter: '2026' },
        'internal.status': { type: 'equals', filter: 'draft' },
      },
    ],
    ['{ location: { lat: { lessThan: 1 } } }', { 'location.lat': { type: 'lessThan', filter: 1 } }],
    [
      '{ resources: { label: { equals: "x" } } }',
      { 'resources[*].label': { type: 'equals', filter: 'x' } },
    ],
    [
      '{ author: { id: "author-1" } }',
      { 'author[*].dataUrl': { type: 'overlaps', filter: [link('author', 'author-1')] } },
    ],
    [
      '{ author: { ids: ["a", "b"] } }',
      {
        'author[*].dataUrl': {
          type: 'overlaps',
          filter: [link('author', 'a'), link('author', 'b')],
        },
      },
    ],
    [
      '{ related: { id: "p", type: "product" } }',
      { 'related[*].dataUrl': { type: 'overlaps', filter: [link('product', 'p')] } },
    ],
    ['{ author: { empty: true } }', { author: { type: 'empty', filter: '' } }],
    [
      '{ title: { equals: "a" }, slug: null, author: { id: "x" } }',
      {
        title: { type: 'equals', filter: 'a' },
        'author[*].dataUrl': { type: 'overlaps', filter: [link('author', 'x')] },
      },
    ],
  ];

  it.each(encodings)('%s', async (where, filters) => {
    expect(await filtersOf(where)).toEqual(filters);
  });

  it('uses properties’ own names', async () => {
    const properties = { 'a-b': { type: 'string' } };
    const refined = refineDocument(sketchDocument({ blogpost: { properties } }));
    const ask = speaker(refined, () => page);
    expect(await filtersOf('{ a_b: { equals: "x" } }', ask)).toEqual({
      'a-b': { type: 'equals', filter: 'x' },
    });
  });

  it.each(['where: { title: { in: [] } }', 'where: { author: { ids: [] } }', 'ids: []'])(
    'asks nobody when nothing can be found: %s',
    async (args) => {
      const { data, calls } = await sandbox(
        `{ listBlogpost(${args}) { totalCount items { id } } }`,
      );
      expect(data).toEqual({ listBlogpost: { totalCount: 0, items: [] } });
      expect(calls).toEqual([]);
    },
  );

  it.each([
    [
      'where: { title: { contains: "a", startsWith: "b" } }',
      /where\.title.*contains and startsWith/,
    ],
    ['where: { title: {} }', /where\.title needs one condition/],
    ['where: { title: { equals: null } }', /where\.title.*null/],
    ['where: { resources: { label: { equals: "a", notEqual: "b" } } }', /where\.resources\.label/],
    ['where: { author: { id: "a", empty: true } }', /where\.author has id and empty/],
    ['where: { related: { id: "a" } }', /type.*blogpost, product/],
    ['where: { author: { id: "a", type: "product" } }', /author\.type.*author/],
    ['where: { author: { dataUrl: "http://x" } }', /\/api\/v1\/content\/\{type\}\/\{id\}/],
    ['orderBy: { title: ASC, slug: DESC }', /title and slug.*exactly one/],
    ['limit: 1001', /limit is between 1 and 1000/],
    ['limit: 0', /limit is between 1 and 1000/],
    ['page: 0', /page counts from 1/],
  ])('%s is refused before anything is asked', async (args, message) => {
    const error = await refusalOf(args);
    expect(error).toMatchObject({ code: 'BAD_USER_INPUT', source: 'flotiq' });
    expect(error.message).toMatch(message);
  });
});

it('orders by one field, own or internal', async () => {
  const orderOf = async (orderBy: string) => {
    const { calls } = await sandbox(`{ listBlogpost(orderBy: ${orderBy}) { count } }`);
    const query = queryOfCall(calls[0]!);
    return [query.get('order_by'), query.get('order_direction')];
  };
  expect(await orderOf('{ title: ASC }')).toEqual(['title', 'asc']);
  expect(await orderOf('{ internal: { createdAt: DESC } }')).toEqual([
    'internal.createdAt',
    'desc',
  ]);
  expect(await orderOf('{}')).toEqual([null, null]);
});

it('asks for previews by a header', async () => {
  const { calls } = await sandbox(
    '{ a: listTag(mode: PREVIEW) { count } b: listTag(mode: PUBLIC) { count } }',
  );
  expect(calls.map(({ headers }) => headers)).toEqual([{ 'x-mode': 'preview' }, {}]);
});

it('searches with the vendor’s own parameters', async () => {
  const { calls } = await sandbox(`{
    search(
      q: "x", contentTypes: ["FlotiqMedia", "product"], fields: ["title^3"]
      filters: { slug: "a", tag: ["b", "c"], price: { from: 1 } }
      geoFilters: { location: "geo_distance,1km,1,2" }
      orderBy: "price", orderDirection: DESC
    ) { count }
  }`);
  expect(calls[0]!.query).toEqual([
    ['page', '1'],
    ['limit', '20'],
    ['q', 'x'],
    ['content_type[]', '_media'],
    ['content_type[]', 'product'],
    ['fields[]', 'title^3'],
    ['filters[slug]', 'a'],
    ['filters[tag][]', 'b'],
    ['filters[tag][]', 'c'],
    ['filters[price][from]', '1'],
    ['geo_filters[location]', 'geo_distance,1km,1,2'],
    ['order_by', 'price'],
    ['order_direction', 'desc'],
  ]);
});

describe('inputs', () => {
  const write = async (source: string) => {
    const spoken = await sandbox(`mutation { ${source} }`);
    return { body: spoken.calls[0]?.body, error: spoken.errors[0]?.error };
  };

  it('send relations as links and properties by their own names', async () => {
    const { body } = await write(
      `createBlogpost(input: {
        id: null, title: "a", slug: null, author: { id: "author-1" }
        related: [{ type: "FlotiqProduct", id: "p 1" }, { dataUrl: "/api/v1/content/blogpost/b" }]
        resources: [{ label: "x" }]
      }) { id }`,
    );
    expect(body).toEqual({
      title: 'a',
      slug: null,
      author: [{ type: 'internal', dataUrl: '/api/v1/content/author/author-1' }],
      related: [
        { type: 'internal', dataUrl: '/api/v1/content/product/p 1' },
        { type: 'internal', dataUrl: '/api/v1/content/blogpost/b' },
      ],
      resources: [{ label: 'x' }],
    });
  });

  it('replace the object whose id is in the path, and no other', async () => {
    const same = await write('updateTag(id: "a", input: { name: "x" }) { id }');
    expect(same.body).toEqual({ id: 'a', name: 'x' });
    const other = await write('updateTag(id: "a", input: { id: "b", name: "x" }) { id }');
    expect(other.error).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(other.body).toBeUndefined();
  });

  it.each([
    [
      'createBlogpost(input: { title: "a", related: [{ id: "x" }] }) { id }',
      /related.*several types/,
    ],
    ['createBlogpost(input: { title: "a", author: [{}] }) { id }', /input\.author needs either/],
    ['createBlogpost(input: { title: "a", author: [{ id: "" }] }) { id }', /empty id/],
    [
      'createBlogpost(input: { title: "a", author: [{ id: "x", type: "_tag" }] }) { id }',
      /no type that can stand/,
    ],
    ['batchDeleteTag(ids: [])', /1 to 100/],
    [`batchDeleteTag(ids: [${'"a",'.repeat(101)}])`, /101 items/],
    [
      'batchCreateBlogpost(input: [{ title: "a" }, { title: "b", author: [{}] }]) { totalCount }',
      /input\[1\]\.author/,
    ],
  ])('%s is refused before anything is sent', async (source, message) => {
    const { body, error } = await write(source);
    expect(body).toBeUndefined();
    expect(error).toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringMatching(message),
    });
  });
});
