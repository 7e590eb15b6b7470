import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ExplainedFetch, ExplainedPlan } from '../../src/plan/explained.ts';
import { printPlan } from '../../src/plan/print-plan.ts';
import { createTestGateway, sandboxHeaders, type TestGateway } from '../test-gateway.ts';

const query = `{
  getSiteBySlug(slug: "acme-www") { name posts(limit: 2) { title } releases { name } }
  me { email }
}`;
const headers = { ...sandboxHeaders, 'x-trefoil-plan': '1' };

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await createTestGateway({
    env: { TREFOIL_TRACE: 'on', TREFOIL_CACHE: 'listProduct=60' },
  });
});
afterAll(() => gateway[Symbol.asyncDispose]());

async function explain(text: string, asked: TestGateway = gateway): Promise<ExplainedPlan> {
  const { extensions } = await asked.ask(text, { headers });
  return extensions?.['plan'] as ExplainedPlan;
}

it('says of each part of the plan what it really asked', async () => {
  const { executor, fetches } = await explain(query);
  expect(executor).toBe('plan');
  const [fleek, fibery] = fetches as [ExplainedFetch, ExplainedFetch];
  expect(fleek.calls).toMatchObject([{ status: 200, attempts: 1, coalesced: false, cached: null }]);
  expect(fibery.calls).toMatchObject([{ status: 200, attempts: 1 }]);
  const [posts, releases] = fleek.links as [ExplainedFetch, ExplainedFetch];
  expect(posts.calls).toMatchObject([{ status: 200, keys: 1 }]);
  expect(posts.calls![0]!.sent).toMatch(/^GET \/api\/v1\/content\/blogpost\?.*acme-www/);
  expect(releases.calls).toMatchObject([{ status: 200, keys: 1 }]);
  const first = fleek.calls![0]!;
  expect(posts.calls![0]!.startedMs).toBeGreaterThanOrEqual(first.startedMs + first.durationMs!);
});

it('gives links that share a request the same call, each with its own keys', async () => {
  const { fetches } = await explain(`{
    listBlogpost(limit: 2) { items { a: tasks { name } b: tasks(limit: 1) { name } } }
  }`);
  const [a, b] = fetches[0]!.links as [ExplainedFetch, ExplainedFetch];
  expect(a.calls).toEqual(b.calls);
  expect(a.calls).toMatchObject([{ keys: 2 }]);
});

it('shows what was tried again', async () => {
  gateway.fibery.faults.add({ kind: 'status', status: 503, times: 1 });
  const plan = await explain('{ me { email } }');
  expect(plan.fetches[0]!.calls).toMatchObject([{ attempts: 2, status: 200 }]);
  expect(printPlan(plan)).toMatch(/took {2}.* after .*, 2 attempts$/);
});

it('shows what came from memory', async () => {
  const text = '{ listProduct(limit: 1) { items { name } } }';
  expect((await explain(text)).fetches[0]!.calls).toMatchObject([{ attempts: 1 }]);
  const again = await explain(text);
  expect(again.fetches[0]!.calls).toMatchObject([{ cached: 'hit', attempts: 0 }]);
  expect(printPlan(again)).toContain('cached, ');
});

it('shows what shared a call that was under way', async () => {
  const text = '{ getSiteById(siteId: "none") { id } }';
  gateway.fleek.faults.add({ kind: 'delay', delayMs: 50, times: 2 });
  const plans = await Promise.all([explain(text), explain(text)]);
  const shared = plans.flatMap(({ fetches }) => fetches[0]!.calls!.map((call) => call.coalesced));
  expect(shared.sort()).toEqual([false, true]);
});

it('says of a part that was never asked that it was not', async () => {
  const { extensions } = await gateway.ask('{ me { email } getSiteBySlug(slug: "x") { name } }', {
    headers: { 'x-fleek-key': sandboxHeaders['x-fleek-key'], 'x-trefoil-plan': '1' },
  });
  const { fetches } = extensions!['plan'] as ExplainedPlan;
  expect(fetches.map(({ source, calls }) => [source, calls?.length])).toEqual([
    ['fibery', 0],
    ['fleek', 1],
  ]);
});

it('has no credential in it', async () => {
  const text = JSON.stringify(await explain(query));
  for (const secret of Object.values(sandboxHeaders)) expect(text).not.toContain(secret);
});

it('is sent to those only who ask for it', async () => {
  const { extensions } = await gateway.ask(query);
  expect(Object.keys(extensions!)).toEqual(['trace']);
});
