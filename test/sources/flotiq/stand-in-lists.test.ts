import { describe, expect, it } from 'vitest';
import { idsOf, openStandIn, queryOf, type Json } from './open-stand-in.ts';

const posts = '/api/v1/content/blogpost';
const numbered = (...numbers: number[]) => numbers.map((number) => `blogpost-${number}`);

describe('a page', () => {
  it('holds 20 by default, oldest first, in the envelope', async () => {
    await using flotiq = await openStandIn({ extraPosts: 20 });
    const first = await flotiq.writer.get(posts);
    expect(first.body).toMatchObject({
      total_count: 32,
      count: 20,
      total_pages: 2,
      current_page: 1,
    });
    expect(idsOf(first).slice(0, 3)).toEqual(numbered(1, 2, 3));
    expect((await flotiq.writer.get(`${posts}?page=3`)).body).toMatchObject({ count: 0, data: [] });
  });

  it.each(['limit=1001', 'limit=0', 'page=0', 'page=x'])('refuses %s', async (parameter) => {
    await using flotiq = await openStandIn();
    const { status, body } = await flotiq.writer.get(`${posts}?${parameter}`);
    expect([status, Object.keys(body)]).toEqual([400, [parameter.split('=')[0]]]);
  });

  it('orders by any path, those without a value last or first', async () => {
    await using flotiq = await openStandIn();
    const ordered = async (parameters: Record<string, string>) =>
      idsOf(await flotiq.writer.get(posts + queryOf(parameters)));
    const up = await ordered({ order_by: 'readingMinutes' });
    expect(up.slice(0, 5)).toEqual(numbered(7, 9, 12, 6, 11));
    expect(up.at(-1)).toBe('blogpost-4');
    const down = await ordered({ order_by: 'readingMinutes', order_direction: 'desc' });
    expect([down[0], down.at(-1)]).toEqual(numbered(10, 4));
    expect((await ordered({ order_by: 'readingMinutes', empty_first: '1' }))[0]).toBe('blogpost-4');
    const newest = await ordered({ order_by: 'internal.createdAt', order_direction: 'desc' });
    expect(newest[0]).toBe('blogpost-12');
    const { status } = await flotiq.writer.get(`${posts}?order_direction=sideways`);
    expect(status).toBe(400);
  });

  it('can be cut down to given ids', async () => {
    await using flotiq = await openStandIn();
    const list = await flotiq.writer.get(`${posts}?ids[]=blogpost-3&ids%5B%5D=blogpost-1&ids[]=no`);
    expect(idsOf(list)).toEqual(numbered(1, 3));
  });
});

describe('a filter', () => {
  const link = (type: string, id: string) => `/api/v1/content/${type}/${id}`;
  const cases: [string, Json, string[]][] = [
    ['equals', { slug: { type: 'equals', filter: 'gift-guide' } }, numbered(10)],
    [
      'equals, one of',
      { siteSlug: { type: 'equals', filter: ['acme-docs', 'x'] } },
      numbered(5, 6, 7),
    ],
    ['equals a number', { readingMinutes: { type: 'equals', filter: 1 } }, numbered(7, 9, 12)],
    ['equals a boolean', { featured: { type: 'equals', filter: true } }, numbered(1, 2, 5, 9)],
    [
      'notEqual',
      { siteSlug: { type: 'notEqual', filter: ['acme-www', 'acme-shop'] } },
      numbered(5, 6, 7),
    ],
    ['contains', { title: { type: 'contains', filter: 'anvil' } }, numbered(2)],
    [
      'notContains',
      { siteSlug: { type: 'notContains', filter: 'acme-www' } },
      numbered(5, 6, 7, 8, 9, 10),
    ],
    ['startsWith', { title: { type: 'startsWith', filter: 'Re' } }, numbered(6, 7)],
    ['endsWith', { slug: { type: 'endsWith', filter: 'start' } }, numbered(5)],
    ['lessThan', { readingMinutes: { type: 'lessThan', filter: 2 } }, numbered(7, 9, 12)],
    [
      'lessThanOrEqual',
      { readingMinutes: { type: 'lessThanOrEqual', filter: '2' } },
      numbered(6, 7, 9, 12),
    ],
    ['greaterThan', { readingMinutes: { type: 'greaterThan', filter: 6 } }, numbered(2, 10)],
    [
      'greaterThanOrEqual',
      { readingMinutes: { type: 'greaterThanOrEqual', filter: 7 } },
      numbered(2, 10),
    ],
    [
      'inRange',
      { readingMinutes: { type: 'inRange', filter: 2.5, filter2: 4 } },
      numbered(1, 3, 11),
    ],
    [
      'inRange of dates',
      { publishedAt: { type: 'inRange', filter: '2026-02-01', filter2: '2026-02-07' } },
      numbered(7, 8),
    ],
    ['empty', { publishedAt: { type: 'empty' } }, numbered(4, 11)],
    ['empty list', { author: { type: 'empty' } }, numbered(4, 9)],
    ['notEmpty', { location: { type: 'notEmpty' } }, numbered(1, 2, 8)],
    [
      'overlaps',
      {
        'tags[*].dataUrl': {
          type: 'overlaps',
          filter: [link('_tag', '_tag-2'), link('_tag', 'x')],
        },
      },
      numbered(1, 7, 9, 10),
    ],
    [
      'includes',
      { tags: { type: 'includes', filter: [link('_tag', '_tag-1'), link('_tag', '_tag-2')] } },
      numbered(1, 10),
    ],
    [
      'by a relation',
      { 'author[*].dataUrl': { type: 'equals', filter: link('author', 'author-3') } },
      numbered(5, 6),
    ],
    [
      'by a system path',
      { 'internal.updatedAt': { type: 'lessThan', filter: '2026-01-07' } },
      numbered(1, 2),
    ],
    [
      'by two fields at once',
      {
        siteSlug: { type: 'equals', filter: 'acme-shop' },
        featured: { type: 'equals', filter: true },
      },
      numbered(9),
    ],
  ];

  it.each(cases)('%s', async (_, filters, expected) => {
    await using flotiq = await openStandIn();
    expect(idsOf(await flotiq.writer.get(posts + queryOf({ filters })))).toEqual(expected);
  });

  it.each(['{', '"text"', 'null'])('that is no JSON object is refused: %s', async (filters) => {
    await using flotiq = await openStandIn();
    expect(await flotiq.writer.get(posts + queryOf({ filters }))).toEqual({
      status: 400,
      body: { filters: ['Malformed filters json - Syntax error'] },
    });
  });

  it('of an unknown kind is refused', async () => {
    await using flotiq = await openStandIn();
    const filters = { title: { type: 'resembles', filter: 'x' } };
    expect((await flotiq.writer.get(posts + queryOf({ filters }))).status).toBe(400);
  });
});

describe('hydration', () => {
  const readPost = async (id: string, hydrate: number) => {
    await using flotiq = await openStandIn();
    return (await flotiq.writer.get(`${posts}/${id}?hydrate=${hydrate}`)).body;
  };
  const avatarLink = { dataUrl: '/api/v1/content/_media/_media-1', type: 'internal' };

  it('0 leaves links', async () => {
    const post = await readPost('blogpost-1', 0);
    expect(post.author).toEqual([{ dataUrl: '/api/v1/content/author/author-1', type: 'internal' }]);
  });

  it('1 brings objects, with links in them', async () => {
    const post = await readPost('blogpost-1', 1);
    expect(post.author[0]).toMatchObject({ name: 'Ada Nowak', avatar: [avatarLink] });
    expect(post.tags.map(({ name }: Json) => name)).toEqual(['Releases', 'People']);
  });

  it('2 brings objects in objects, and 3 no more than 2', async () => {
    const [avatar] = (await readPost('blogpost-1', 2)).author[0].avatar;
    expect(avatar).toMatchObject({ fileName: 'ada.png', tags: [{ type: 'internal' }] });
    expect(await readPost('blogpost-1', 3)).toEqual(await readPost('blogpost-1', 2));
  });

  it('tells objects of several types apart by their content type', async () => {
    const { related } = await readPost('blogpost-10', 1);
    const types = related.map(({ internal }: Json) => internal.contentType);
    expect(types).toEqual(['product', 'product', 'blogpost']);
  });

  it('leaves a link that leads nowhere', async () => {
    const { related } = await readPost('blogpost-6', 1);
    expect(related[0].title).toBe('Getting started with the catalogue');
    expect(related[1]).toEqual({
      dataUrl: '/api/v1/content/blogpost/blogpost-404',
      type: 'internal',
    });
  });

  it('works on lists', async () => {
    await using flotiq = await openStandIn();
    const { body } = await flotiq.writer.get(`${posts}?hydrate=1&limit=2`);
    expect(body.data[1].author[0].name).toBe('Bob Reyes');
  });
});
