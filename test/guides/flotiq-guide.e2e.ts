import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sandboxReadOnlyKey, sandboxReadWriteKey } from '../../sources/flotiq/stand-in.ts';
import type { Call } from '../../sources/stand-in/serve.ts';
import { createTestGateway, type TestGateway } from '../test-gateway.ts';

const readWrite = { 'x-flotiq-key': sandboxReadWriteKey };
const readOnly = { 'x-flotiq-key': sandboxReadOnlyKey };

const writes = {
  create: 'createBlogpost(input: { title: "A" }) { id }',
  update: 'updateBlogpost(id: "blogpost-1", input: { title: "A" }) { id }',
  patch: 'patchBlogpost(id: "blogpost-1", input: { title: "A" }) { id }',
  delete: 'deleteBlogpost(id: "blogpost-1")',
  'batch create': 'batchCreateBlogpost(input: [{ title: "A" }]) { successCount }',
  'batch patch': 'batchPatchBlogpost(input: [{ id: "blogpost-1", title: "A" }]) { successCount }',
  'batch delete': 'batchDeleteBlogpost(ids: ["blogpost-1"])',
  upload:
    'uploadMedia(input: { base64: "aGVsbG8=", fileName: "a.txt", mimeType: "text/plain" }) { id }',
  'definition delete': 'deleteContentDefinition(id: "product")',
};

describe.each(['plan', 'mesh'] as const)('Flotiq’s guide through the %s executor', (executor) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway({ deps: { executor } });
  });
  afterEach(() => gateway.flotiq.reset());
  afterAll(() => gateway[Symbol.asyncDispose]());

  async function ask(
    query: string,
    variables: Record<string, unknown> = {},
    headers: Record<string, string> = readWrite,
  ) {
    const { data, errors } = await gateway.ask(query, { headers, variables });
    return { data, errors, calls: gateway.flotiq.calls.splice(0) };
  }

  it('sends the key in X-AUTH-TOKEN and never in the address', async () => {
    const { calls } = await ask('{ listProduct { totalCount } }');
    expect(calls).toHaveLength(1);
    expect(calls[0]?.headers['x-auth-token']).toBe('sandboxflotiqreadwrite0000000000');
    expect(calls[0]?.headers['authorization']).toBeUndefined();
    expect(calls[0]?.url).not.toMatch(/auth_token|sandbox/);
  });

  it.each([
    ['read-write', readWrite],
    ['read-only', readOnly],
  ])('lists, filters, gets and searches with a %s key', async (_, headers) => {
    const { data, errors, calls } = await ask(
      `query ($word: String!) {
        listBlogpost(where: { title: { contains: $word } }, orderBy: { title: ASC }, page: 1, limit: 2) {
          totalCount count totalPages currentPage
          items { id title author { name } }
        }
        getBlogpost(id: "blogpost-1") { title siteSlug internal { contentType } }
        search(q: "anvil", contentTypes: ["blogpost"], limit: 5) {
          totalCount
          items { score item { id ... on FlotiqBlogpost { title } } }
        }
      }`,
      { word: 'a' },
      headers,
    );
    expect(errors).toBeUndefined();
    expect(data.listBlogpost).toMatchObject({ count: 2, currentPage: 1 });
    for (const { title } of data.listBlogpost.items) expect(title).toMatch(/a/i);
    expect(JSON.stringify(data.listBlogpost.items)).toContain('"name":"Ada Nowak"');
    expect(data.getBlogpost).toEqual({
      title: 'A new front door',
      siteSlug: 'acme-www',
      internal: { contentType: 'blogpost' },
    });
    expect(data.search.items.map(({ item }: { item: { title: string } }) => item.title)).toContain(
      'How we forge an anvil',
    );
    const list = queryOf(calls.find(({ url }) => url.startsWith('/api/v1/content/blogpost?')));
    expect(JSON.parse(list['filters'] ?? '')).toEqual({ title: { type: 'contains', filter: 'a' } });
    expect(list).toMatchObject({
      page: '1',
      limit: '2',
      order_by: 'title',
      order_direction: 'asc',
      hydrate: '1',
    });
    const search = queryOf(calls.find(({ url }) => url.startsWith('/api/v1/search?')));
    expect(search).toMatchObject({ q: 'anvil', 'content_type[]': 'blogpost' });
    for (const call of calls) expect(call.headers['x-auth-token']).toBe(headers['x-flotiq-key']);
  });

  it('creates, patches, replaces and deletes with a read-write key', async () => {
    const created = await ask(
      'mutation ($input: FlotiqBlogpostInput!) { createBlogpost(input: $input) { id title excerpt } }',
      { input: { title: 'Springs', excerpt: 'Coiled.', siteSlug: 'acme-www' } },
    );
    expect(created.errors).toBeUndefined();
    const { id } = created.data.createBlogpost;
    expect(created.data.createBlogpost).toEqual({ id, title: 'Springs', excerpt: 'Coiled.' });
    expect(created.calls[0]).toMatchObject({ method: 'POST', url: '/api/v1/content/blogpost' });
    expect(created.calls[0]?.headers['content-type']).toBe('application/json');

    const patched = await ask(
      'mutation ($id: ID!) { patchBlogpost(id: $id, input: { title: "Steel springs" }) { title excerpt } }',
      { id },
    );
    expect(patched.data.patchBlogpost).toEqual({ title: 'Steel springs', excerpt: 'Coiled.' });
    expect(patched.calls.at(-1)).toMatchObject({
      method: 'PATCH',
      url: `/api/v1/content/blogpost/${id}`,
    });

    const replaced = await ask(
      'mutation ($id: ID!) { updateBlogpost(id: $id, input: { title: "Springs", slug: "springs" }) { slug excerpt } }',
      { id },
    );
    expect(replaced.errors).toBeUndefined();
    expect(replaced.data.updateBlogpost.slug).toBe('springs');
    expect(replaced.data.updateBlogpost.excerpt ?? '').toBe('');
    expect(replaced.calls.at(-1)?.method).toBe('PUT');

    const deleted = await ask('mutation ($id: ID!) { deleteBlogpost(id: $id) }', { id });
    expect(deleted).toMatchObject({ data: { deleteBlogpost: id }, errors: undefined });
    expect(deleted.calls.map(({ method, status }) => [method, status])).toEqual([['DELETE', 204]]);
    const gone = await ask('query ($id: ID!) { getBlogpost(id: $id) { id } }', { id });
    expect(gone).toMatchObject({ data: { getBlogpost: null }, errors: undefined });
    const removed = await ask('{ getRemovedBlogpost }');
    expect(removed.data.getRemovedBlogpost).toContain(id);
  });

  it.each(Object.entries(writes))(
    'refuses a %s with a read-only key as CREDENTIAL_REFUSED, and keeps what was there',
    async (_, field) => {
      const { errors, calls } = await ask(`mutation { ${field} }`, {}, readOnly);
      expect(errors).toHaveLength(1);
      expect(errors?.[0]?.extensions).toMatchObject({
        code: 'CREDENTIAL_REFUSED',
        source: 'flotiq',
      });
      expect(errors?.[0]?.message).toContain('x-flotiq-key');
      expect(calls.filter(({ status }) => status !== 200).map(({ status }) => status)).toEqual([
        403,
      ]);
      const { data } = await ask('{ getBlogpost(id: "blogpost-1") { title } }');
      expect(data.getBlogpost.title).toBe('A new front door');
    },
  );

  it('says which fields are wrong when an object is refused', async () => {
    const { data, errors } = await ask('mutation { createBlogpost(input: { title: "" }) { id } }');
    expect(data.createBlogpost).toBeNull();
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'SOURCE_INVALID_INPUT',
      source: 'flotiq',
      fields: [{ field: 'title', messages: ['Must be at least 1 characters long'] }],
    });
  });

  it('uploads a file given as base64 and finds it among the media', async () => {
    const png =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    const uploaded = await ask(
      `mutation ($base64: String!) {
        uploadMedia(input: { base64: $base64, fileName: "dot.png", mimeType: "image/png" }) {
          id fileName mimeType url size
        }
      }`,
      { base64: png },
    );
    expect(uploaded.errors).toBeUndefined();
    expect(uploaded.data.uploadMedia).toMatchObject({ fileName: 'dot.png', mimeType: 'image/png' });
    const [call] = uploaded.calls;
    expect(call).toMatchObject({ method: 'POST', url: '/api/media' });
    expect(call?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(call?.headers['x-auth-token']).toBe(sandboxReadWriteKey);
    const { data } = await ask(
      '{ listMedia(where: { fileName: { equals: "dot.png" } }) { items { id } } }',
    );
    expect(data.listMedia.items).toEqual([{ id: uploaded.data.uploadMedia.id }]);
  });

  it('shows drafts when asked for the preview and only then', async () => {
    const { data, calls } = await ask(`{
      public: listBlogpost(limit: 50) { totalCount }
      preview: listBlogpost(limit: 50, mode: PREVIEW) { totalCount items { internal { status } } }
    }`);
    expect(data.preview.totalCount).toBe(data.public.totalCount + 2);
    const states = data.preview.items.map(
      ({ internal }: { internal: { status: string } }) => internal.status,
    );
    expect(states.filter((state: string) => state === 'draft')).toHaveLength(2);
    expect(calls.map(({ headers }) => headers['x-mode']).toSorted()).toEqual([
      'preview',
      undefined,
    ]);
  });

  it('writes and deletes in batches', async () => {
    const created = await ask(
      'mutation { batchCreateBlogpost(input: [{ id: "b-1", title: "One" }, { id: "b-2", title: "Two" }]) { totalCount successCount errorCount } }',
    );
    expect(created.errors).toBeUndefined();
    expect(created.data.batchCreateBlogpost).toEqual({
      totalCount: 2,
      successCount: 2,
      errorCount: 0,
    });
    expect(created.calls[0]).toMatchObject({
      method: 'POST',
      url: expect.stringMatching(/^\/api\/v1\/content\/blogpost\/batch/),
    });
    const patched = await ask(
      'mutation { batchPatchBlogpost(input: [{ id: "b-1", title: "Uno" }]) { successCount } }',
    );
    expect(patched.data.batchPatchBlogpost).toEqual({ successCount: 1 });
    const deleted = await ask('mutation { batchDeleteBlogpost(ids: ["b-1", "b-2"]) }');
    expect(deleted).toMatchObject({ data: { batchDeleteBlogpost: 2 }, errors: undefined });
    const { data } = await ask(
      '{ listBlogpost(ids: ["b-1", "b-2"], mode: PREVIEW) { totalCount } }',
    );
    expect(data.listBlogpost.totalCount).toBe(0);
  });

  it('keeps the versions of an object', async () => {
    await ask(
      'mutation { patchBlogpost(id: "blogpost-1", input: { title: "A newer front door" }) { id } }',
    );
    const { data, errors } = await ask(
      '{ listBlogpostVersion(id: "blogpost-1") { totalCount items { version current } } }',
    );
    expect(errors).toBeUndefined();
    expect(data.listBlogpostVersion.totalCount).toBe(2);
    const versions = data.listBlogpostVersion.items.map(
      ({ version }: { version: number }) => version,
    );
    expect(versions.toSorted()).toEqual([1, 2]);
    const old = await ask(
      '{ getBlogpostVersions(id: "blogpost-1", versionId: 1) { title internal { latestVersion } } }',
    );
    expect(old.errors).toBeUndefined();
    expect(old.data.getBlogpostVersions.title).toBe('A new front door');
  });

  it('reads and makes content type definitions', async () => {
    const list = await ask(
      '{ getContentDefinitions(limit: 100) { totalCount items { name label } } }',
    );
    expect(list.errors).toBeUndefined();
    const names = list.data.getContentDefinitions.items.map(({ name }: { name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(['blogpost', 'author', 'product']));
    const { data } = await ask(
      '{ getContentDefinition(id: "product") { name schemaDefinition metaDefinition } }',
    );
    const { schemaDefinition, metaDefinition } = data.getContentDefinition;
    const made = await ask(
      'mutation ($input: FlotiqContentTypeDefinitionInput!) { postContentDefinition(input: $input) { name label } }',
      { input: { name: 'gadget', label: 'Gadget', schemaDefinition, metaDefinition } },
    );
    expect(made.errors).toBeUndefined();
    expect(made.data.postContentDefinition).toEqual({ name: 'gadget', label: 'Gadget' });
    const deleted = await ask('mutation { deleteContentDefinition(id: "gadget") }');
    expect(deleted).toMatchObject({
      data: { deleteContentDefinition: 'gadget' },
      errors: undefined,
    });
  });

  it('says that a key was refused, with the header that carries it and without the key', async () => {
    const { errors } = await ask(
      '{ listBlogpost { totalCount } }',
      {},
      {
        'x-flotiq-key': 'nobodyskeynobodyskeynobodyskey00',
      },
    );
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'CREDENTIAL_REFUSED', source: 'flotiq' });
    expect(errors?.[0]?.message).toContain('x-flotiq-key');
    expect(JSON.stringify(errors)).not.toContain('nobodyskey');
  });
});

function queryOf(call: Call | undefined): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(call?.url.split('?')[1]));
}
