import { expect, it } from 'vitest';
import { createTestGateway, sandboxHeaders } from '../test-gateway.ts';

const SITE = '{ getSiteBySlug(slug: "acme-www") { name slug } }';
const SITE_AND_POSTS = `query Kept($limit: Int) {
  getSiteBySlug(slug: "acme-www") { name slug }
  listBlogpost(limit: $limit) { totalCount items { title author { name } } }
}`;
const env = { TREFOIL_CACHE: 'getSiteBySlug=600 listBlogpost=600', TREFOIL_TRACE: 'off' };

it('answers from memory byte for byte what it answered before', async () => {
  await using gateway = await createTestGateway({ env });
  const ask = () => askForText(gateway.url, { query: SITE_AND_POSTS, variables: { limit: 2 } });
  const first = await ask();
  expect(JSON.parse(first).data.listBlogpost.items).toHaveLength(2);
  expect([await ask(), await ask(), await ask()]).toEqual([first, first, first]);
  expect(gateway.fleek.calls).toHaveLength(1);
  expect(gateway.flotiq.calls).toHaveLength(1);
});

it('keeps answers to other variables, selections and aliases apart', async () => {
  await using gateway = await createTestGateway({ env });
  const shapes = [
    { query: SITE_AND_POSTS, variables: { limit: 1 } },
    { query: SITE_AND_POSTS, variables: { limit: 2 } },
    { query: SITE },
    { query: SITE.replace('name', 'title: name') },
    { query: SITE.replace('name slug', 'slug name') },
  ];
  const first = await Promise.all(shapes.map((shape) => askForText(gateway.url, shape)));
  expect(new Set(first).size).toBe(shapes.length);
  for (let round = 0; round < 3; round += 1) {
    expect(await Promise.all(shapes.map((shape) => askForText(gateway.url, shape)))).toEqual(first);
  }
});

it('gives a kept answer to nobody but the caller whose credential it was fetched with', async () => {
  await using gateway = await createTestGateway({ env });
  for (let round = 0; round < 3; round += 1) await askForText(gateway.url, { query: SITE });
  const stranger = await gateway.ask(SITE, {
    headers: { 'x-fleek-key': 'another-key-of-nobody===' },
  });
  expect(stranger.data?.getSiteBySlug ?? null).toBeNull();
  expect(stranger.errors?.[0]?.extensions['code']).toBe('CREDENTIAL_REFUSED');
  const without = await gateway.ask(SITE, { headers: {} });
  expect(without.errors?.[0]?.extensions['code']).toBe('CREDENTIAL_MISSING');
});

it('says what went wrong each time, and keeps no answer that lacks something', async () => {
  await using gateway = await createTestGateway({ env });
  const { faults } = gateway.flotiq;
  faults.add({ kind: 'status', status: 500 });
  const ask = () => gateway.ask(SITE_AND_POSTS, { variables: { limit: 2 } });
  const failed = await ask();
  expect(failed.data.listBlogpost).toBeNull();
  expect(failed.errors?.[0]?.extensions['source']).toBe('flotiq');
  const answered = await ask();
  expect(answered.errors).toBeUndefined();
  expect(answered.data.listBlogpost.items).toHaveLength(2);
});

async function askForText(url: string, body: object): Promise<string> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...sandboxHeaders },
    body: JSON.stringify(body),
  });
  expect(response.headers.get('content-length')).toMatch(/^\d+$/);
  return response.text();
}
