import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createTestGateway, sandboxHeaders, type TestGateway } from '../test-gateway.ts';

const posts = '{ listBlogpost(limit: 1) { items { id title } } }';
const site = '{ getSiteBySlug(slug: "acme-www") { id } }';
const secret = 'what only flotiq and we know';
const env = {
  TREFOIL_CACHE: 'listBlogpost=60 FleekSite=60',
  TREFOIL_TRACE: 'on',
  FLOTIQ_WEBHOOK_SECRET: secret,
};

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await createTestGateway({ env, flotiq: { acceptAnyCredential: true } });
});
afterAll(() => gateway?.[Symbol.asyncDispose]());

/** Each test is callers of its own, so it finds nothing that another one left. */
let me = sandboxHeaders as Record<string, string>;
let tests = 0;
const as = (name: string) => ({
  headers: { ...sandboxHeaders, 'x-flotiq-key': `${name}${tests}`.padEnd(22, 'x') },
});
beforeEach(() => {
  tests += 1;
  me = as('ada').headers;
  for (const { calls } of [gateway.fleek, gateway.flotiq]) calls.length = 0;
});
const ask = (query: string) => gateway.ask(query, { headers: me });
const cachedOf = ({ extensions }: Awaited<ReturnType<typeof ask>>) =>
  (extensions!['trace'] as { calls: { cached: string | null; ageMs: number | null }[] }).calls;

it('asks a source once for what may be kept, whatever is selected besides', async () => {
  const first = await ask(posts);
  const second = await ask(`{ me { email } ${posts.slice(1)}`);
  expect(second.data.listBlogpost).toEqual(first.data.listBlogpost);
  expect(gateway.flotiq.calls).toHaveLength(1);
});

it('tells people who develop what was kept, and for how long', async () => {
  expect(cachedOf(await ask(posts))).toMatchObject([{ cached: 'miss', ageMs: null, status: 200 }]);
  const again = cachedOf(await ask(`{ me { email } ${posts.slice(1)}`));
  expect(again.map(({ cached }) => cached).sort()).toEqual(['hit', null]);
  const hit = again.find(({ cached }) => cached === 'hit');
  expect(hit).toMatchObject({ ageMs: expect.any(Number), attempts: 0, status: null });
});

it('counts what memory answered, and how old it was', async () => {
  const before = await readMetrics();
  await ask(posts);
  await ask(posts);
  const after = await readMetrics();
  const gained = (series: string) => (after.get(series) ?? 0) - (before.get(series) ?? 0);
  expect(gained('trefoil_cache_answers_total{source="flotiq",event="miss"}')).toBe(1);
  expect(gained('trefoil_cache_answers_total{source="flotiq",event="hit"}')).toBe(1);
  const ages = '{source="flotiq",field="listBlogpost"}';
  expect(gained(`trefoil_cache_age_seconds_count${ages}`)).toBe(1);
  expect(after.get('trefoil_cache_bytes')).toBeGreaterThan(1000);
});

it.each([
  ['that went well', undefined],
  ['that was lost on the way', { kind: 'reset', method: 'POST' }],
] as const)('asks anew after a mutation %s', async (_, fault) => {
  await ask(posts);
  if (fault) gateway.flotiq.faults.add(fault);
  const { errors } = await ask('mutation { createTag(input: { name: "fresh" }) { id } }');
  expect(errors?.length ?? 0).toBe(fault ? 1 : 0);
  await ask(posts);
  expect(gateway.flotiq.calls.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET']);
});

it('keeps what another caller knew, and what is of another source, through a mutation', async () => {
  await ask(`{ ${posts.slice(1, -1)} ${site.slice(1)}`);
  await gateway.ask(posts, as('bob'));
  await ask('mutation { createTag(input: { name: "fresh" }) { id } }');
  const again = await gateway.ask(posts, as('bob'));
  expect(cachedOf(again)).toMatchObject([{ cached: 'hit' }]);
  expect(cachedOf(await ask(site))).toMatchObject([{ cached: 'hit' }]);
});

it('asks anew for everybody when a webhook tells of a change', async () => {
  await ask(posts);
  await gateway.ask(posts, as('bob'));
  const body = {
    webhookId: 'w',
    action: 'Update',
    contentTypeName: 'blogpost',
    payload: { id: '1' },
  };
  const { status } = await fetch(`${gateway.url}/webhooks/flotiq`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-trefoil-webhook-secret': secret },
    body: JSON.stringify(body),
  });
  expect(status).toBe(202);
  expect(cachedOf(await ask(posts))).toMatchObject([{ cached: 'miss' }]);
  expect(cachedOf(await gateway.ask(posts, as('bob')))).toMatchObject([{ cached: 'miss' }]);
});

it('keeps nothing for one caller that another one could get', async () => {
  const marker = '{ listBlogpost(limit: 1) { items { internal { objectTitle } } } }';
  const [ada, bob] = [await ask(marker), await gateway.ask(marker, as('bob'))];
  expect(ada.data.listBlogpost.items[0].internal.objectTitle).toMatch(/^seen:/);
  expect(ada.data).not.toEqual(bob.data);
});

const json = { 'content-type': 'application/json' };

it.each([
  [
    'errors in it',
    '{"data":{"getSiteBySlug":null},"errors":[{"message":"busy","path":["getSiteBySlug"]}]}',
  ],
  ['no result in it', '{"message":"we are moving house"}'],
  ['a value in it that does not fit the graph', '{"data":{"getSiteBySlug":{"id":{"a":1}}}}'],
])('keeps no answer with %s', async (_, body) => {
  gateway.fleek.faults.add({ kind: 'status', status: 200, headers: json, body });
  expect((await ask(site)).errors).toHaveLength(1);
  expect((await ask(site)).data.getSiteBySlug.id).toBeTruthy();
  expect(gateway.fleek.faults.remaining).toBe(0);
});

it('asks whether what it kept still holds, by the ETag, and keeps it when it does', async () => {
  const title = { data: [{ id: 'one', title: 'kept' }], total_count: 1, count: 1 };
  gateway.flotiq.faults.add({
    kind: 'status',
    status: 200,
    headers: { ...json, etag: '"1"', 'cache-control': 'no-cache' },
    body: JSON.stringify(title),
  });
  const first = await ask(posts);
  const still = { etag: '"1"', 'cache-control': 'max-age=60' };
  gateway.flotiq.faults.add({ kind: 'status', status: 304, headers: still });
  const second = await ask(posts);
  const third = await ask(posts);
  expect(first.data.listBlogpost.items).toEqual([{ id: 'one', title: 'kept' }]);
  expect([second.data, third.data]).toEqual([first.data, first.data]);
  expect(gateway.flotiq.calls.map(({ headers }) => headers['if-none-match'])).toEqual([
    undefined,
    '"1"',
  ]);
  expect(cachedOf(second)).toMatchObject([{ cached: 'revalidated', ageMs: 0, status: 304 }]);
  expect(cachedOf(third)).toMatchObject([{ cached: 'hit' }]);
});

async function readMetrics(): Promise<Map<string, number>> {
  const text = await (await fetch(`${gateway.url}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}
