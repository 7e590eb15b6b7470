import { describe, expect, it } from 'vitest';
import { openStandIn, queryOf, type Json, type Reply } from './open-stand-in.ts';

const path = '/api/v1/search';
const found = ({ body }: Reply): string[] => body.data.map(({ item }: Json) => item.id);

describe('search', () => {
  it('scores words in texts of every type, best first', async () => {
    await using flotiq = await openStandIn();
    const answer = await flotiq.writer.get(`${path}?q=anvil`);
    expect(found(answer)[0]).toBe('blogpost-2');
    expect(found(answer).toSorted()).toEqual([
      '_media-3',
      'blogpost-10',
      'blogpost-2',
      'product-1',
    ]);
    const scores = answer.body.data.map(({ score }: Json) => score);
    expect(scores).toEqual(scores.toSorted((a: number, b: number) => b - a));
  });

  it('is narrowed to types and fields, which may weigh more', async () => {
    await using flotiq = await openStandIn();
    const typed = await flotiq.writer.get(`${path}?q=anvil&content_type[]=product`);
    expect(found(typed)).toEqual(['product-1']);
    const inTitle = await flotiq.writer.get(`${path}?q=release&fields[]=title^3&fields[]=slug`);
    expect(found(inTitle)).toEqual(['blogpost-7']);
    expect(inTitle.body.data[0].score).toBe(4);
  });

  it('filters before counting, post-filters after', async () => {
    await using flotiq = await openStandIn();
    const narrow = '&content_type[]=blogpost&aggregate_by[]=siteSlug';
    const before = await flotiq.writer.get(`${path}?q=&filters[siteSlug]=acme-docs${narrow}`);
    expect(before.body.summary.aggregations.siteSlug.buckets).toEqual([
      { key: 'acme-docs', doc_count: 3 },
    ]);
    const after = await flotiq.writer.get(`${path}?q=&post_filters[siteSlug]=acme-docs${narrow}`);
    expect(found(after)).toEqual(found(before));
    expect(after.body.summary.aggregations.siteSlug.buckets).toEqual([
      { key: 'acme-www', doc_count: 6 },
      { key: 'acme-docs', doc_count: 3 },
      { key: 'acme-shop', doc_count: 3 },
    ]);
  });

  it('measures distance', async () => {
    await using flotiq = await openStandIn();
    const near = (value: string) =>
      flotiq.writer.get(path + queryOf({ q: '', 'geo_filters[location]': value }));
    expect(found(await near('geo_distance,10km,50.06,19.94'))).toEqual(['blogpost-1']);
    expect(found(await near('geo_distance,100km,50.06,19.94'))).toEqual([
      'blogpost-1',
      'blogpost-2',
    ]);
    const refused = await near('geo_box,1,2');
    expect([refused.status, Object.keys(refused.body)]).toEqual([400, ['geo_filters']]);
  });

  it('pages, orders and hydrates', async () => {
    await using flotiq = await openStandIn();
    const answer = await flotiq.writer.get(
      `${path}?q=&content_type[]=blogpost&order_by=readingMinutes&order_direction=desc&limit=2&page=2&hydrate=1`,
    );
    expect(answer.body).toMatchObject({
      total_count: 12,
      count: 2,
      total_pages: 6,
      current_page: 2,
    });
    expect(found(answer)).toEqual(['blogpost-8', 'blogpost-5']);
    expect(answer.body.data[0].item.author[0].name).toBe('Ada Nowak');
  });

  it('finds drafts in preview alone', async () => {
    await using flotiq = await openStandIn();
    expect((await flotiq.writer.get(`${path}?q=yet`)).body.total_count).toBe(0);
    expect((await flotiq.preview.get(`${path}?q=yet`)).body.total_count).toBe(2);
  });
});
