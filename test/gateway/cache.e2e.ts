import { expect, it } from 'vitest';
import { createTestGateway, sandboxHeaders } from '../test-gateway.ts';

const posts = '{ listBlogpost(limit: 1) { items { id title } } }';
const env = { TREFOIL_CACHE: 'listBlogpost=60 FleekSite=60' };

it('asks a source once for what may be kept, whatever is selected besides', async () => {
  await using gateway = await createTestGateway({ env });
  const first = await gateway.ask(posts);
  const second = await gateway.ask(`{ me { email } ${posts.slice(1)}`);
  expect(second.data.listBlogpost).toEqual(first.data.listBlogpost);
  expect(gateway.flotiq.calls).toHaveLength(1);
});

it('asks anew after a mutation through the gateway', async () => {
  await using gateway = await createTestGateway({ env });
  await gateway.ask(posts);
  await gateway.ask('mutation { createTag(input: { name: "fresh" }) { id } }');
  await gateway.ask(posts);
  expect(gateway.flotiq.calls.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET']);
});

it('keeps nothing for one caller that another one could get', async () => {
  await using gateway = await createTestGateway({ env, flotiq: { acceptAnyCredential: true } });
  const marker = '{ listBlogpost(limit: 1) { items { internal { objectTitle } } } }';
  const as = (key: string) =>
    gateway.ask(marker, { headers: { ...sandboxHeaders, 'x-flotiq-key': key } });
  const [ada, bob] = [await as('adaadaadaadaadaadaada1'), await as('bobbobbobbobbobbobbob1')];
  expect(ada.data.listBlogpost.items[0].internal.objectTitle).toMatch(/^seen:/);
  expect(ada.data).not.toEqual(bob.data);
});

it('keeps no answer with errors in it', async () => {
  await using gateway = await createTestGateway({ env });
  const site = '{ getSiteBySlug(slug: "acme-www") { id } }';
  gateway.fleek.faults.add({
    kind: 'status',
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: '{"data":{"getSiteBySlug":null},"errors":[{"message":"busy","path":["getSiteBySlug"]}]}',
  });
  expect((await gateway.ask(site)).errors).toHaveLength(1);
  expect((await gateway.ask(site)).data.getSiteBySlug.id).toBeTruthy();
  expect(gateway.fleek.faults.remaining).toBe(0);
});
