import { describe, expect, it } from 'vitest';
import { openStandIn, type Json } from './open-stand-in.ts';

const authors = '/api/v1/content/author';
const posts = '/api/v1/content/blogpost';
const startMs = Date.UTC(2026, 4, 1, 12);

describe('one object', () => {
  it('is created, with an id of its own or a made one, and answers 200', async () => {
    await using flotiq = await openStandIn({ now: () => startMs });
    const named = await flotiq.writer.post(authors, { id: 'dora', name: 'Dora' });
    expect(named).toEqual({
      status: 200,
      body: {
        id: 'dora',
        name: 'Dora',
        internal: {
          contentType: 'author',
          createdAt: '2026-05-01T12:00:00+00:00',
          updatedAt: '2026-05-01T12:00:00+00:00',
          deletedAt: '',
          workflowState: 'saved',
          objectTitle: 'Dora',
          latestVersion: 1,
        },
      },
    });
    const { body } = await flotiq.writer.post(authors, { name: 'Emil' });
    expect(body.id).toMatch(/^author-\d{6}$/);
    expect((await flotiq.writer.get(`${authors}/${body.id}`)).body.name).toBe('Emil');
  });

  it('loses with PUT what the body leaves out, and with PATCH nothing', async () => {
    await using flotiq = await openStandIn();
    const one = `${authors}/author-1`;
    const patched = await flotiq.writer.patch(one, { bio: 'Short.' });
    expect(patched.body).toMatchObject({ name: 'Ada Nowak', bio: 'Short.' });
    const replaced = await flotiq.writer.put(one, { id: 'author-1', name: 'Ada' });
    expect(replaced.body).not.toHaveProperty('bio');
    expect(replaced.body.internal.latestVersion).toBe(3);
    expect((await flotiq.writer.get(one)).body).toEqual(replaced.body);
  });

  it('keeps its id', async () => {
    await using flotiq = await openStandIn();
    const { status, body } = await flotiq.writer.put(`${authors}/author-1`, { id: 'x', name: 'X' });
    expect([status, Object.keys(body)]).toEqual([400, ['id']]);
  });

  it('is deleted with an empty 204, unless another links to it', async () => {
    await using flotiq = await openStandIn();
    const gone = await fetch(`${flotiq.origin}${posts}/blogpost-12?auth_token=${key}`, {
      method: 'DELETE',
    });
    expect([gone.status, await gone.text()]).toEqual([204, '']);
    expect((await flotiq.writer.get(`${posts}/blogpost-12`)).status).toBe(404);
    expect(await flotiq.writer.delete(`${authors}/author-1`)).toEqual({
      status: 400,
      body: { errors: ['This content object is used in another content object.'] },
    });
  });

  it('refuses a body that is not JSON, or not said to be', async () => {
    await using flotiq = await openStandIn();
    const send = (headers: Record<string, string>) =>
      fetch(flotiq.origin + authors, {
        method: 'POST',
        headers: { 'X-AUTH-TOKEN': key, ...headers },
        body: '{',
      });
    expect((await send({ 'content-type': 'text/plain' })).status).toBe(415);
    expect((await send({ 'content-type': 'application/json' })).status).toBe(400);
  });

  it('may not weigh more than a megabyte', async () => {
    await using flotiq = await openStandIn();
    const big = { id: 'big', name: 'x'.repeat(2 ** 20) };
    const { status, body } = await flotiq.writer.post(authors, big);
    expect(status).toBe(413);
    expect(body.message).toMatch(/ID: big\. Requested size 1\.00 MB/);
  });
});

it.each<[string, Json, Json]>([
  ['required', {}, { title: ['The property title is required'] }],
  ['too short', { title: '' }, { title: ['Must be at least 1 characters long'] }],
  [
    'of another type',
    { title: 'T', readingMinutes: 'five' },
    { readingMinutes: ['String value found, but a number is required'] },
  ],
  ['taken', { title: 'T', slug: 'gift-guide' }, { slug: ['This value is already used'] }],
  ['a taken id', { id: 'blogpost-1', title: 'T' }, { id: ['This value is already used'] }],
  [
    'a bad id',
    { id: 'a/b', title: 'T' },
    { id: [expect.stringMatching(/^Does not match the regex pattern/)] },
  ],
  [
    'a link to nothing',
    { title: 'T', author: [{ dataUrl: `${authors}/author-9`, type: 'internal' }] },
    { author: ['This value does not exist in database'] },
  ],
  [
    'a link to another type',
    { title: 'T', author: [{ dataUrl: `${posts}/blogpost-1`, type: 'internal' }] },
    { author: ['This value does not exist in database'] },
  ],
  [
    'half a place',
    { title: 'T', location: { lat: 1 } },
    { 'location.lon': ['The property lon is required'] },
  ],
  [
    'unknown',
    { title: 'T', colour: 'red' },
    { colour: [expect.stringMatching(/^The property colour is not defined/)] },
  ],
])('names the field that is %s', async (_, sent, errors) => {
  await using flotiq = await openStandIn();
  expect(await flotiq.writer.post(posts, sent)).toEqual({ status: 400, body: errors });
});

it('refuses an option that is none', async () => {
  await using flotiq = await openStandIn();
  const sent = { source: 'tape' };
  expect(await flotiq.writer.patch('/api/v1/content/_media/_media-3', sent)).toEqual({
    status: 400,
    body: { source: ['The value does not match possible options'] },
  });
});

describe('versions', () => {
  it('are listed and can be read one by one', async () => {
    let nowMs = startMs;
    await using flotiq = await openStandIn({ now: () => nowMs });
    await flotiq.writer.patch(`${authors}/author-2`, { bio: 'First' });
    nowMs += 60_000;
    await flotiq.writer.patch(`${authors}/author-2`, { bio: 'Second' });
    const { body } = await flotiq.writer.get(`${authors}/author-2/version?limit=2&page=2`);
    expect(body).toMatchObject({ total_count: 3, count: 1, current_page: 2 });
    expect(body.data[0]).toMatchObject({
      id: 'author-2',
      version: 3,
      current: true,
      createdAt: '2026-05-01T12:01:00+00:00',
    });
    const second = await flotiq.writer.get(`${authors}/author-2/version/2`);
    expect(second.body.bio).toBe('First');
    expect(await flotiq.writer.get(`${authors}/author-2/version/version-2`)).toEqual(second);
  });
});

describe('removed objects', () => {
  it('are listed by id alone, since a moment', async () => {
    let nowMs = startMs;
    await using flotiq = await openStandIn({ now: () => nowMs });
    await flotiq.writer.delete(`${posts}/blogpost-11`);
    nowMs += 3_600_000;
    await flotiq.writer.delete(`${posts}/blogpost-12`);
    const removed = (query = '') => flotiq.writer.get(`${posts}/removed${query}`);
    expect((await removed()).body).toEqual(['blogpost-11', 'blogpost-12']);
    const later = await removed('?deletedAfter=2026-05-01%2012:30:00');
    expect(later.body).toEqual(['blogpost-12']);
    expect(await removed('?deletedAfter=yesterday')).toEqual({
      status: 400,
      body: { deletedAfter: ['Wrong date format'] },
    });
  });
});

describe('drafts', () => {
  it('are seen in preview alone', async () => {
    await using flotiq = await openStandIn();
    const draft = `${posts}/blogpost-13`;
    expect((await flotiq.writer.get(draft)).status).toBe(404);
    expect((await flotiq.preview.get(draft)).body.internal).toMatchObject({
      status: 'draft',
      publicVersion: -1,
      publishedAt: '',
    });
    expect((await flotiq.writer.get(posts)).body.total_count).toBe(12);
    expect((await flotiq.preview.get(posts)).body.total_count).toBe(14);
  });

  it('is what a new object is, until it is published', async () => {
    await using flotiq = await openStandIn({ now: () => startMs });
    const { body } = await flotiq.writer.post(posts, { id: 'fresh', title: 'Fresh' });
    expect(body.internal.status).toBe('draft');
    expect((await flotiq.writer.post(`${posts}/fresh/publish`)).status).toBe(204);
    const { internal } = (await flotiq.writer.get(`${posts}/fresh`)).body;
    expect(internal).toMatchObject({
      status: 'public',
      publicVersion: 1,
      publishedAt: '2026-05-01T12:00:00+00:00',
    });
  });

  it('an edit shows once it is published', async () => {
    await using flotiq = await openStandIn();
    const one = `${posts}/blogpost-1`;
    const edited = await flotiq.writer.patch(one, { title: 'Edited' });
    expect(edited.body.internal.status).toBe('modified');
    expect((await flotiq.writer.get(one)).body.title).toBe('A new front door');
    expect((await flotiq.preview.get(one)).body.title).toBe('Edited');
    await flotiq.writer.post(`${one}/publish`);
    expect((await flotiq.writer.get(one)).body.title).toBe('Edited');
  });

  it('come of unpublishing, and archiving hides too', async () => {
    await using flotiq = await openStandIn();
    for (const [step, status] of [
      ['unpublish', 'draft'],
      ['archive', 'archived'],
    ]) {
      await flotiq.writer.post(`${posts}/blogpost-2/${step}`);
      expect((await flotiq.writer.get(`${posts}/blogpost-2`)).status).toBe(404);
      const { body } = await flotiq.preview.get(`${posts}/blogpost-2`);
      expect(body.internal.status).toBe(status);
    }
    await flotiq.writer.post(`${posts}/blogpost-2/publish`);
    expect((await flotiq.writer.get(`${posts}/blogpost-2`)).status).toBe(200);
  });

  it('are published with what they link to, or many at once', async () => {
    await using flotiq = await openStandIn();
    const related = [{ dataUrl: `${posts}/blogpost-13`, type: 'internal' }];
    await flotiq.writer.post(posts, { id: 'parent', title: 'Parent', related });
    await flotiq.writer.post(`${posts}/parent/publish?hydrate=1`);
    expect((await flotiq.writer.get(`${posts}/blogpost-13`)).status).toBe(200);
    await flotiq.writer.post(`${posts}/batch-publish`, ['blogpost-14']);
    expect((await flotiq.writer.get(`${posts}/blogpost-14`)).status).toBe(200);
  });

  it('are no matter of types without them', async () => {
    await using flotiq = await openStandIn();
    expect((await flotiq.writer.post(`${authors}/author-1/publish`)).status).toBe(404);
    expect((await flotiq.writer.get(`${authors}/author-1`)).body.internal.status).toBe(undefined);
  });

  it('stay hidden in hydrated relations', async () => {
    await using flotiq = await openStandIn();
    const link = { dataUrl: `${posts}/blogpost-13`, type: 'internal' };
    await flotiq.writer.patch(`${posts}/blogpost-1`, { related: [link] });
    await flotiq.writer.post(`${posts}/blogpost-1/publish`);
    const { body } = await flotiq.writer.get(`${posts}/blogpost-1?hydrate=1`);
    expect(body.related).toEqual([link]);
  });
});

const key = 'sandboxflotiqreadwrite0000000000';
