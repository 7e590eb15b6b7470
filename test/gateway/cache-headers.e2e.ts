import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sources } from '../../sources/index.ts';
import { addAccessKey, mergeProfile } from '../../src/identity/keyring/edit-profiles.ts';
import { updateKeyringFile } from '../../src/identity/keyring/keyring-file.ts';
import { createTemporaryFolder, masterKey } from '../identity/keyring/temporary-keyring.ts';
import { createTestGateway, sandboxHeaders, type TestGateway } from '../test-gateway.ts';
import { createSharedCache } from './shared-cache.ts';

const page = 'https://app.example.com';
const POSTS = '{ listBlogpost(limit: 2) { items { id title } } }';
const SITE = '{ getSiteBySlug(slug: "acme-www") { name } }';

let folder: Awaited<ReturnType<typeof createTemporaryFolder>>;
let gateway: TestGateway;
let accessKey = '';
beforeAll(async () => {
  folder = await createTemporaryFolder();
  const path = `${folder.path}/keyring.json`;
  const read = { read: true, write: false };
  await updateKeyringFile({ path, masterKeys: [masterKey], sources }, (keyring) => {
    const credentials = {
      'x-fleek-key': sandboxHeaders['x-fleek-key'],
      'x-flotiq-key': sandboxHeaders['x-flotiq-key'],
    };
    const grants = { fleek: read, flotiq: read };
    const strangers = mergeProfile(keyring, 'anonymous', { credentials, grants });
    const both = mergeProfile(strangers, 'ci', { credentials, grants });
    const added = addAccessKey(both, 'ci', { createdAt: '2026-01-01T00:00:00Z' });
    ({ accessKey } = added);
    return added.keyring;
  });
  gateway = await createTestGateway({
    env: {
      TREFOIL_KEYRING: path,
      TREFOIL_MASTER_KEY: '00112233445566778899aabbccddeeff'.repeat(2),
      TREFOIL_CACHE: 'listBlogpost=600 getSiteBySlug=60 me=60',
      TREFOIL_CORS_ORIGINS: page,
    },
  });
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
});
beforeEach(() => {
  for (const source of [gateway.fleek, gateway.flotiq]) source.calls.length = 0;
});

const addressOf = (query: string) => `${gateway.url}/graphql?query=${encodeURIComponent(query)}`;
const get = (query: string, headers: Record<string, string> = {}) =>
  fetch(addressOf(query), { headers });
const secondsOf = (response: Response) =>
  Number(/^public, max-age=(\d+)$/.exec(response.headers.get('cache-control') ?? '')?.[1]);

describe('what any stranger would get', () => {
  it('may be kept by all for as long as the part of it that is kept the shortest', async () => {
    const response = await get(`{ ${POSTS.slice(1, -1)} ${SITE.slice(1)}`);
    expect((await response.json()).data.getSiteBySlug.name).toBe('acme-www');
    expect(secondsOf(response)).toBeGreaterThan(0);
    expect(secondsOf(response)).toBeLessThan(60);
    expect(response.headers.get('etag')).toMatch(/^"[\w-]{43}"$/);
    // What is left is said, so there is no age to take off it.
    expect(response.headers.get('age')).toBeNull();
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  });

  it('varies by whatever tells callers, pages and media types apart', async () => {
    const response = await get(SITE, { origin: page });
    const names = response.headers.get('vary')!.toLowerCase().split(/, */);
    expect(names.sort()).toEqual(
      ['accept', 'authorization', 'origin', ...sources.flatMap(headersOf)].sort(),
    );
    expect(response.headers.get('access-control-allow-origin')).toBe(page);
    const elsewhere = await get(SITE, { origin: 'https://other.example.com' });
    expect(elsewhere.headers.get('access-control-allow-origin')).toBeNull();
    expect(elsewhere.headers.get('vary')!.toLowerCase()).toContain('origin');
  });

  it('is answered 304 to who has it already', async () => {
    const first = await get(SITE);
    const etag = first.headers.get('etag')!;
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await get(SITE, { 'if-none-match': known });
      expect(again.status).toBe(304);
      expect(await again.text()).toBe('');
      expect(again.headers.get('etag')).toBe(etag);
      expect(secondsOf(again)).toBeLessThan(60);
      expect(again.headers.get('vary')).toBe(first.headers.get('vary'));
      expect(again.headers.get('content-type')).toBeNull();
    }
    expect((await get(SITE, { 'if-none-match': '"other"' })).status).toBe(200);
    expect(gateway.fleek.calls.length).toBeLessThanOrEqual(1);
  });

  it('has another ETag in another media type', async () => {
    const one = await get(SITE, { accept: 'application/json' });
    const other = await get(SITE, { accept: 'application/graphql-response+json' });
    expect(secondsOf(other)).toBeGreaterThan(0);
    expect(other.headers.get('etag')).not.toBe(one.headers.get('etag'));
  });

  it('may be kept by all when it is asked by hash, too, and by the caller alone when it is not', async () => {
    const extensions = JSON.stringify({
      persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(SITE).digest('hex') },
    });
    const byHash = `${gateway.url}/graphql?extensions=${encodeURIComponent(extensions)}`;
    await fetch(`${byHash}&query=${encodeURIComponent(SITE)}`);
    const stranger = await fetch(byHash);
    expect(secondsOf(stranger)).toBeGreaterThan(0);
    const own = await fetch(byHash, { headers: sandboxHeaders });
    expect(own.headers.get('cache-control')).toBe('private, no-cache');
    expect(own.headers.get('etag')).toBe(stranger.headers.get('etag'));
    expect(own.headers.get('vary')).toBe(stranger.headers.get('vary'));
  });

  it('is the same for a caller with cookies, which the gateway does not know', async () => {
    const response = await get(SITE, { cookie: 'session=1' });
    expect(secondsOf(response)).toBeGreaterThan(0);
    expect(response.headers.get('set-cookie')).toBeNull();
  });
});

describe('is kept by nobody:', () => {
  async function expectPrivate(response: Response) {
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    expect(response.headers.get('etag')).toBeNull();
    return (await response.json()) as { data?: Record<string, unknown>; errors?: unknown[] };
  }

  it.each(Object.entries(sandboxHeaders))(
    'an answer to a caller who brings %s',
    async (name, value) => {
      const { data } = await expectPrivate(await get(SITE, { [name]: value }));
      expect(data).toEqual({ getSiteBySlug: { name: 'acme-www' } });
    },
  );

  it('an answer to a caller with an access key', async () => {
    const { data } = await expectPrivate(await get(SITE, { authorization: `Bearer ${accessKey}` }));
    expect(data).toEqual({ getSiteBySlug: { name: 'acme-www' } });
  });

  it.each([
    ['who the caller is', `{ _identity { caller } ${SITE.slice(1)}`],
    ['nothing but who the caller is', '{ _identity { caller } }'],
    ['a field that the configuration does not name', '{ listAuthor { items { name } } }'],
    ['one such field among others', `{ listAuthor { count } ${SITE.slice(1)}`],
    ['nothing of any source', '{ __typename }'],
    ['the graph itself', '{ __schema { queryType { name } } }'],
    ['nothing after all', '{ getSiteBySlug(slug: "acme-www") @skip(if: true) { name } }'],
  ])('an answer that tells %s', async (_, query) => {
    const { errors } = await expectPrivate(await get(query));
    expect(errors).toBeUndefined();
  });

  it.each([
    ['that lacks a part', `{ me { id } ${SITE.slice(1)}`],
    ['that is nothing but errors', '{ me { id } }'],
    ['to what the graph does not know', '{ nope }'],
    ['to a mutation', 'mutation { createTag(input: { name: "x" }) { id } }'],
  ])('an answer %s', async (_, query) => {
    const { errors } = await expectPrivate(await get(query));
    expect(errors).toHaveLength(1);
  });

  it('a refusal of a bad credential', async () => {
    await expectPrivate(await get(SITE, { authorization: 'Bearer trf_nobodys' }));
    await expectPrivate(await get(SITE, { 'x-fleek-key': 'no key, at all' }));
  });

  it('an answer to a POST, whose address does not say what was asked', async () => {
    const ask = (body: unknown) =>
      fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const operation = { query: SITE };
    // The second one is written from memory, the third goes another way.
    for (const body of [operation, operation, [operation]]) await expectPrivate(await ask(body));
  });

  it('an event stream', async () => {
    const response = await get(SITE, { accept: 'text/event-stream' });
    expect(await response.text()).toContain('acme-www');
    expect(response.headers.get('cache-control')).toBe('private, no-store');
  });

  it.each(['private, max-age=60', 'no-store', 'public, no-store'])(
    'what its source forbids to by %j',
    async (control) => {
      gateway.flotiq.faults.add({
        kind: 'status',
        status: 200,
        headers: { 'content-type': 'application/json', 'cache-control': control },
        body: JSON.stringify({ data: [], total_count: 0, count: 0 }),
      });
      const query = `{ listBlogpost(limit: ${control.length}) { items { id } } }`;
      await expectPrivate(await get(query));
      expect(gateway.flotiq.faults.remaining).toBe(0);
    },
  );
});

it('is no longer fresh than its source says, and asked of it each time when it wants that', async () => {
  const answer = (control: string) =>
    gateway.flotiq.faults.add({
      kind: 'status',
      status: 200,
      headers: { 'content-type': 'application/json', 'cache-control': control, etag: '"one"' },
      body: JSON.stringify({ data: [{ id: 'blogpost-1' }], total_count: 1, count: 1 }),
    });
  answer('max-age=30');
  expect(secondsOf(await get('{ listBlogpost(limit: 61) { items { id } } }'))).toBeLessThan(30);
  const query = '{ listBlogpost(limit: 62) { items { id } } }';
  answer('no-cache');
  const first = await get(query);
  gateway.flotiq.faults.add({ kind: 'status', status: 304, headers: { etag: '"one"' } });
  const again = await get(query);
  expect([secondsOf(first), secondsOf(again)]).toEqual([0, 0]);
  expect(await again.json()).toEqual(await first.json());
  expect(gateway.flotiq.calls.map(({ headers }) => headers['if-none-match'])).toEqual([
    undefined,
    undefined,
    '"one"',
  ]);
  expect(gateway.flotiq.faults.remaining).toBe(0);
});

it('a cache in front gives strangers what strangers got, and nobody else anything', async () => {
  const cache = createSharedCache();
  const address = addressOf('{ getSiteBySlug(slug: "acme-docs") { name } }');
  const ask = async (headers: Record<string, string> = {}) => {
    const { from, text } = await cache.fetch(address, headers);
    return [from, JSON.parse(text).data?.getSiteBySlug?.name ?? null];
  };
  expect(await ask()).toEqual(['gateway', 'acme-docs']);
  expect(await ask()).toEqual(['cache', 'acme-docs']);
  expect(await ask({ origin: page })).toEqual(['gateway', 'acme-docs']);
  const own = { 'x-fleek-key': sandboxHeaders['x-fleek-key'] };
  for (let times = 0; times < 2; times += 1) {
    expect(await ask(own)).toEqual(['gateway', 'acme-docs']);
    expect(await ask({ 'x-fleek-key': 'sandbox-globex-key===' })).toEqual(['gateway', null]);
    expect(await ask({ authorization: `Bearer ${accessKey}` })).toEqual(['gateway', 'acme-docs']);
    expect(await ask({ authorization: 'Bearer trf_nobodys' })).toEqual(['gateway', null]);
  }
  expect(await ask()).toEqual(['cache', 'acme-docs']);
  expect(cache.size).toBe(2);
});

function headersOf({ credentials }: (typeof sources)[number]): string[] {
  return credentials.map(({ header }) => header);
}
