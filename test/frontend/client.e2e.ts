import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import ids from '../../examples/dashboard/src/graph/document-ids.json' with { type: 'json' };
import {
  PostDocument,
  SavePostDocument,
  SiteDocument,
  SitesDocument,
} from '../../examples/dashboard/src/graph/operations.ts';
import { NoAnswer, createClient } from '../../src/client/index.ts';
import { createTestGateway, sandboxHeaders, type TestGateway } from '../test-gateway.ts';

describe('trefoil/client', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    const env = { TREFOIL_DOCUMENTS: 'examples/dashboard/documents.json' };
    gateway = await createTestGateway({ env: { ...env, FLOTIQ_RETRIES: '0' } });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());
  const url = () => `${gateway.url}/graphql`;
  const headers = () => sandboxHeaders;

  it('asks with typed documents and gets typed answers', async () => {
    const client = createClient({ url: url(), headers });
    const { data, errors, requestId } = await client.ask(SitesDocument, { teamId: 'acme' });
    expect(errors).toEqual([]);
    const slugs: string[] | undefined = data?.getSitesByTeam?.sites.map(({ slug }) => slug);
    expect(slugs).toContain('acme-www');
    expect(requestId).toMatch(/^[\w-]{8,}$/);
    // @ts-expect-error: the document wants a team
    await client.ask(SitesDocument, { team: 'acme' });
  });

  it('sends ids in place of texts, queries with GET', async () => {
    const seen: string[] = [];
    const client = createClient({
      url: url(),
      headers,
      documentIds: ids,
      fetch: (input, init) => {
        seen.push(`${init?.method} ${String(input).includes('query=')} ${init?.body ?? ''}`);
        return fetch(input, init);
      },
    });
    const read = await client.ask(PostDocument, { id: 'blogpost-2' });
    expect(read.data?.getBlogpost?.title).toBe('How we forge an anvil');
    const input = { title: 'How we forge an anvil, again' };
    const written = await client.ask(SavePostDocument, { id: 'blogpost-2', input });
    expect(written.data?.patchBlogpost?.title).toBe(input.title);
    expect(seen[0]).toBe('GET false ');
    expect(seen[1]).toMatch(/^POST false /);
    expect(seen[1]).toContain(ids.SavePost);
    expect(seen[1]).not.toContain('mutation');
  });

  it('hands out what there is and what there is not', async () => {
    gateway.flotiq.faults.add({ kind: 'status', status: 503 });
    const client = createClient({ url: url(), headers });
    const { data, errors } = await client.ask(SiteDocument, { slug: 'acme-docs' });
    expect(data).toMatchObject({ getSiteBySlug: { slug: 'acme-docs' }, listBlogpost: null });
    expect(errors[0]?.extensions).toMatchObject({ code: 'SOURCE_UNAVAILABLE', source: 'flotiq' });
    expect(gateway.flotiq.faults.remaining).toBe(0);
  });

  it('rejects when there is no answer, with the status if there was one', async () => {
    const nowhere = createClient({ url: 'http://127.0.0.1:1/graphql' });
    const lost = nowhere.ask(SitesDocument, { teamId: 'acme' });
    await expect(lost).rejects.toThrow('no answer at http://127.0.0.1:1/graphql');
    for (const body of ['<h1>Bad gateway</h1>', '"text"', '{}', 'null']) {
      const fetch = async () => new Response(body, { status: 502 });
      const between = createClient({ url: url(), fetch }).ask(SitesDocument, { teamId: 'acme' });
      await expect(between).rejects.toMatchObject({ name: 'NoAnswer', status: 502 });
    }
  });

  it('stops waiting when told to, and after its time', async () => {
    gateway.fleek.faults.add({ kind: 'hang', times: 2 });
    const slow = createClient({ url: url(), headers, timeoutMs: 50 });
    const late = slow.ask(SitesDocument, { teamId: 'acme' });
    await expect(late).rejects.toThrow('no answer within 50 ms');
    const reason = new Error('left the page');
    const signal = AbortSignal.abort(reason);
    const left = slow.ask(SitesDocument, { teamId: 'acme' }, { signal });
    await expect(left).rejects.toBe(reason);
    const fetch = async (_: unknown, init?: RequestInit) => new Response(stallUntil(init!.signal!));
    const halfway = createClient({ url: url(), timeoutMs: 50, fetch });
    const begun = halfway.ask(SitesDocument, { teamId: 'acme' });
    await expect(begun).rejects.toThrow('no answer within 50 ms');
  });

  it('takes an address relative to the page it is in', async () => {
    const documentIds = { Sites: 'abc' };
    const asked: string[] = [];
    const fetch = async (address: unknown) => {
      asked.push(String(address));
      throw new TypeError('Failed to fetch');
    };
    const client = createClient({ url: '/graphql', documentIds, fetch });
    await expect(client.ask(SitesDocument, { teamId: 'a&b' })).rejects.toThrow(
      new NoAnswer('no answer at /graphql'),
    );
    expect(asked).toEqual([
      '/graphql?documentId=abc&operationName=Sites&variables=%7B%22teamId%22%3A%22a%26b%22%7D',
    ]);
  });

  it('says which document has no id', async () => {
    const client = createClient({ url: url(), documentIds: {} });
    await expect(client.ask(SitesDocument, { teamId: 'acme' })).rejects.toThrow(
      'documentIds lacks Sites',
    );
  });
});

/** A body whose end never comes. */
function stallUntil(signal: AbortSignal): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"data"'));
      signal.addEventListener('abort', () => controller.error(signal.reason));
    },
  });
}

it('is built as one module with its types, under the name that package.json gives it', async () => {
  const folder = await mkdtemp(join('node_modules', '.trefoil-client-'));
  try {
    await promisify(execFile)(process.execPath, ['scripts/build.mjs', folder]);
    const { exports } = JSON.parse(await readFile('package.json', 'utf8'));
    expect(exports['./client']).toEqual({
      types: './dist/client.d.ts',
      default: './dist/client.js',
    });
    const types = await readFile(join(folder, 'client.d.ts'), 'utf8');
    expect(types).toContain(
      'export declare function createClient(options: ClientOptions): Client;',
    );
    const built = await import(join(process.cwd(), folder, 'client.js'));
    expect(Object.keys(built).sort()).toEqual(['NoAnswer', 'createClient']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
