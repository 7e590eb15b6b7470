import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CombinedGraphQLErrors, type ApolloClient } from '@apollo/client';
import { buildSchema, parse } from 'graphql';
import { expect, it } from 'vitest';
import { SiteDocument } from '../../examples/dashboard/src/graph/operations.ts';
import { writeApolloCache } from '../../src/cli/apollo-cache.ts';
import { errorCodes } from '../../src/errors.ts';
import { settings } from '../../src/settings.ts';
import { createTestGateway, sandboxHeaders } from '../test-gateway.ts';

const page = await readFile('docs/frontend.md', 'utf8');
const [setUp = ''] = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);

it('the set-up of docs/frontend.md is ten lines and reads three sources, with data and errors', async () => {
  expect(setUp.trim().split('\n').length).toBeLessThanOrEqual(10);
  const folder = await mkdtemp(join('test/frontend', '.set-up-'));
  try {
    const schema = buildSchema(await readFile('schema.graphql', 'utf8'));
    await writeFile(join(folder, 'apollo-cache.ts'), writeApolloCache(schema));
    await writeFile(join(folder, 'client.ts'), setUp);
    const { createClient } = (await import(join(process.cwd(), folder, 'client.ts'))) as {
      createClient(uri: string, headers: Record<string, string>): ApolloClient;
    };
    await using gateway = await createTestGateway({ env: { FIBERY_RETRIES: '0' } });
    const client = createClient(`${gateway.url}/graphql`, sandboxHeaders);
    const query = { query: SiteDocument, variables: { slug: 'acme-www' } };
    expect((await client.query(query)).data?.findReleases?.length).toBeGreaterThan(0);
    gateway.fibery.faults.add({ kind: 'status', status: 503 });
    const { data, error } = await client.query({ ...query, fetchPolicy: 'network-only' });
    expect(data?.listBlogpost?.items).toHaveLength(3);
    expect(CombinedGraphQLErrors.is(error)).toBe(true);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('docs/frontend.md names codes, settings and fields that there are', async () => {
  const codes = [...page.matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)].map(([, code]) => code!);
  const known = [...Object.keys(errorCodes), ...Object.keys(settings)];
  for (const code of codes) expect(known).toContain(code);
  const schema = await readFile('schema.graphql', 'utf8');
  for (const name of ['deployStatus', 'contentChanged', 'uploadMedia', 'getBlogpostVersions']) {
    expect(page).toContain(name);
    expect(schema).toMatch(new RegExp(`^  ${name}\\(`, 'm'));
  }
});

it('what it says of the wire holds: no @defer, no uploads, no mutation over GET, small batches', async () => {
  await using gateway = await createTestGateway();
  const url = `${gateway.url}/graphql`;
  const deferred = await gateway.ask('{ me { id ... @defer { name } } }');
  expect(parse('{ me { id ... @defer { name } } }')).toBeTruthy();
  expect(deferred.errors?.[0]?.message).toBe('Unknown directive "@defer".');

  const ask = (body: unknown, accept: string) =>
    fetch(url, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { ...sandboxHeaders, accept, 'content-type': 'application/json' },
    });
  const me = { query: '{ me { id } }' };
  expect((await ask(me, 'multipart/mixed')).status).toBe(406);
  const beside = await ask(me, 'multipart/mixed;deferSpec=20220824, application/json');
  expect(await beside.json()).toEqual({ data: { me: { id: expect.any(String) } } });
  const [, batch] = /`TREFOIL_MAX_BATCH` \((\d+)\)/.exec(page)!;
  const batchOf = (size: number) =>
    ask(
      Array.from({ length: size }, () => me),
      'application/json',
    );
  expect(await (await batchOf(Number(batch))).json()).toHaveLength(Number(batch));
  expect((await batchOf(Number(batch) + 1)).status).toBe(413);

  const form = new FormData();
  form.set('operations', '{"query":"{ me { id } }"}');
  form.set('map', '{}');
  form.set('0', new Blob(['file']), 'file.txt');
  const upload = await fetch(url, { method: 'POST', body: form, headers: sandboxHeaders });
  expect(upload.status).toBe(415);

  const mutation = 'mutation { deleteBlogpost(id: "blogpost-1") }';
  const headers = { ...sandboxHeaders, 'apollo-require-preflight': '1' };
  const written = await fetch(`${url}?query=${encodeURIComponent(mutation)}`, { headers });
  expect(written.status).toBe(405);
  expect(gateway.flotiq.calls).toEqual([]);
});
