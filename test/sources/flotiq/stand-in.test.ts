import { describe, expect, it } from 'vitest';
import { sandboxReadOnlyKey, sandboxReadWriteKey } from '../../../sources/flotiq/stand-in.ts';
import { idsOf, openStandIn } from './open-stand-in.ts';

const posts = '/api/v1/content/blogpost';

describe('the calls of the access guide', () => {
  it.each([sandboxReadWriteKey, sandboxReadOnlyKey])('takes the key %s either way', async (key) => {
    await using flotiq = await openStandIn();
    const byHeader = await fetch(flotiq.origin + posts, { headers: { 'X-AUTH-TOKEN': key } });
    const byQuery = await fetch(`${flotiq.origin}${posts}?auth_token=${key}`);
    expect([byHeader.status, byQuery.status]).toEqual([200, 200]);
    expect(await byQuery.json()).toEqual(await byHeader.json());
  });

  it('refuses no key and an unknown one', async () => {
    await using flotiq = await openStandIn();
    const refusal = { code: 401, message: 'Unauthorized' };
    const missing = await fetch(flotiq.origin + posts);
    expect([missing.status, await missing.json()]).toEqual([401, refusal]);
    const unknown = flotiq.callWith('0123456789abcdef0123456789abcdef');
    expect(await unknown.get(posts)).toEqual({ status: 401, body: refusal });
  });

  it('lets the read-only key change nothing', async () => {
    await using flotiq = await openStandIn();
    const reader = flotiq.callWith(sandboxReadOnlyKey);
    const refusal = { code: 403, message: 'Access denied or quota limit exceeded' };
    const one = `${posts}/blogpost-4`;
    for (const call of [
      reader.post(posts, { title: 'No' }),
      reader.put(one, { id: 'blogpost-4', title: 'No' }),
      reader.patch(one, { title: 'No' }),
      reader.delete(one),
      reader.post(`${posts}/batch`, []),
      reader.post(`${one}/unpublish`),
    ]) {
      expect(await call).toEqual({ status: 403, body: refusal });
    }
    expect((await reader.get(one)).body.title).toBe('Closed on Friday');
  });

  it('says what a key may do', async () => {
    await using flotiq = await openStandIn();
    const reader = flotiq.callWith(sandboxReadOnlyKey);
    expect((await reader.get('/api/auth-context')).body).toEqual({ permissions: 'read-only' });
  });
});

it('answers 404 in its own words for what is not there', async () => {
  await using flotiq = await openStandIn();
  const refusal = { status: 404, body: { code: 404, message: 'Not found' } };
  for (const path of [
    '/api/v1/content/nothing',
    `${posts}/blogpost-99`,
    `${posts}/blogpost-1/version/9`,
    '/api/v1/internal/contenttype/nothing',
    '/api/v2/content/blogpost',
    '/image/0x0/_media-99.png',
  ]) {
    expect(await flotiq.writer.get(path)).toEqual(refusal);
  }
});

it('decodes each segment of a path after taking the path apart', async () => {
  await using flotiq = await openStandIn();
  const id = '_tag-how-to #1? 100%';
  const tag = await flotiq.writer.get(`/api/v1/content/_tag/${encodeURIComponent(id)}`);
  expect(tag.body).toMatchObject({ id, name: 'How to' });
  const climbing = await flotiq.writer.get(
    `/api/v1/content/_tag/${encodeURIComponent('../author')}`,
  );
  expect(climbing.status).toBe(404);
  expect((await flotiq.writer.get('/api/v1/content/_tag/100%')).status).toBe(400);
});

it('gives every key its own marked copy when any key will do', async () => {
  await using flotiq = await openStandIn({ acceptAnyCredential: true });
  const ada = flotiq.callWith('ada0key0ada0key0ada0key0');
  const bob = flotiq.callWith('bob0key0bob0key0bob0key0');
  await ada.patch('/api/v1/content/author/author-1', { name: 'Ada only' });
  const [adas, bobs] = [
    await ada.get('/api/v1/content/author?hydrate=2'),
    await bob.get('/api/v1/content/author?hydrate=2'),
  ];
  expect(adas.body.data[0].name).toBe('Ada only');
  expect(bobs.body.data[0].name).toBe('Ada Nowak');
  const marks = ({ body }: typeof adas) => [
    ...new Set(JSON.stringify(body).match(/seen:[0-9a-f]{12}/g)),
  ];
  expect(marks(adas)).toHaveLength(1);
  expect(marks(bobs)).toHaveLength(1);
  expect(marks(adas)).not.toEqual(marks(bobs));
  expect((await flotiq.callWith('too-short').get(posts)).status).toBe(401);
});

it('starts over on reset', async () => {
  await using flotiq = await openStandIn();
  await flotiq.writer.delete(`${posts}/blogpost-3`);
  expect((await flotiq.writer.get(`${posts}/blogpost-3`)).status).toBe(404);
  flotiq.standIn.reset();
  expect((await flotiq.writer.get(`${posts}/blogpost-3`)).status).toBe(200);
});

it('adds as many posts as asked for', async () => {
  await using flotiq = await openStandIn({ extraPosts: 1200 });
  const page = await flotiq.writer.get(`${posts}?limit=1000&page=2`);
  expect(page.body).toMatchObject({ total_count: 1212, count: 212, total_pages: 2 });
  expect(idsOf(page).at(-1)).toBe('blogpost-2200');
});

describe('the document it serves', () => {
  const path = '/api/v1/open-api-schema.json';

  it("links with the caller's own key", async () => {
    await using flotiq = await openStandIn();
    const { body } = await flotiq.writer.get(path);
    expect(body.openapi).toBe('3.0.0');
    expect(body.info.description).toContain(`auth_token=${sandboxReadWriteKey}`);
  });

  it('comes in the version, depth and scope asked for', async () => {
    await using flotiq = await openStandIn();
    expect((await flotiq.writer.get(`${path}?version=2`)).body.swagger).toBe('2.0');
    const { body } = await flotiq.writer.get(`${path}?version=3.1&hydrate=1&user_only=1`);
    expect(body.openapi).toBe('3.1.0');
    expect(body.paths).not.toHaveProperty('/api/v1/search');
    const { author } = body.components.schemas.blogpost.allOf[1].properties;
    expect(author.items.$ref).toBe('#/components/schemas/author');
  });
});
