import { describe, expect, it } from 'vitest';
import { sandboxReadOnlyKey, sandboxReadWriteKey } from '../../../sources/flotiq/stand-in.ts';
import { refineSandbox } from './documents.ts';
import { openStandIn } from './open-stand-in.ts';
import { over, speaker } from './speak.ts';

const refined = refineSandbox();

async function open(key = sandboxReadWriteKey) {
  const opened = await openStandIn();
  return Object.assign(opened, { ask: speaker(refined, over(opened.origin, key)) });
}

describe('reads', () => {
  it('lists with counts, relations and objects of several types', async () => {
    await using account = await open();
    const { data, errors, calls } = await account.ask(`{
      listBlogpost(limit: 2, orderBy: { internal: { createdAt: ASC } }) {
        totalCount count totalPages currentPage
        items {
          id dataUrl title
          author { name email }
          headerImage { url width }
          related { __typename id ... on FlotiqProduct { name price } ... on FlotiqBlogpost { slug } }
          location { lat }
          resources { label }
        }
      }
    }`);
    expect(errors).toEqual([]);
    expect(calls).toHaveLength(1);
    expect(data.listBlogpost).toMatchObject({
      totalCount: 12,
      count: 2,
      totalPages: 6,
      currentPage: 1,
    });
    expect(data.listBlogpost.items[0]).toMatchObject({
      id: 'blogpost-1',
      dataUrl: '/api/v1/content/blogpost/blogpost-1',
      title: 'A new front door',
      author: [{ name: expect.any(String), email: expect.any(String) }],
      headerImage: [{ url: expect.stringMatching(/^\/image\//), width: 1200 }],
      related: [
        { __typename: 'FlotiqBlogpost', id: 'blogpost-2', slug: 'forging-an-anvil' },
        { __typename: 'FlotiqProduct', id: 'product-1', name: expect.any(String) },
      ],
      location: { lat: 50.06143 },
      resources: [{ label: 'Release notes' }, { label: 'Press kit' }],
    });
  });

  it('finds an object whose id a URL would not hold', async () => {
    await using account = await open();
    const { data } = await account.ask('query ($id: ID!) { getTag(id: $id) { id name dataUrl } }', {
      id: '_tag-how-to #1? 100%',
    });
    expect(data.getTag).toEqual({
      id: '_tag-how-to #1? 100%',
      name: 'How to',
      dataUrl: '/api/v1/content/_tag/_tag-how-to #1? 100%',
    });
  });

  it('answers null, and no error, where there is no such object', async () => {
    await using account = await open();
    const { data, errors } = await account.ask(
      '{ getAuthor(id: "none") { id } getContentDefinition(id: "none") { name } listAuthorVersion(id: "none") { count } }',
    );
    expect(data).toEqual({ getAuthor: null, getContentDefinition: null, listAuthorVersion: null });
    expect(errors).toEqual([]);
  });

  it('sees drafts only when asked', async () => {
    await using account = await open();
    const { data } = await account.ask(
      '{ public: listBlogpost { totalCount } all: listBlogpost(mode: PREVIEW) { totalCount } }',
    );
    expect(data).toEqual({ public: { totalCount: 12 }, all: { totalCount: 14 } });
  });

  it('filters by text, number, truth, moment and relation', async () => {
    await using account = await open();
    const count = async (where: string) =>
      (await account.ask(`{ listBlogpost(where: ${where}) { totalCount } }`)).data.listBlogpost
        .totalCount;
    const all = 12;
    const whole = await count('{}');
    expect(whole).toBe(all);
    for (const where of [
      '{ siteSlug: { equals: "acme-www" } }',
      '{ readingMinutes: { greaterThanOrEqual: 4, lessThanOrEqual: 7 } }',
      '{ featured: { equals: true } }',
      '{ author: { id: "author-1" } }',
      '{ author: { ids: ["author-1", "author-2"] } }',
      '{ related: { id: "product-1", type: "product" } }',
      '{ internal: { createdAt: { greaterThan: "2026-01-08" } } }',
      '{ resources: { label: { equals: "Press kit" } } }',
      '{ headerImage: { empty: true } }',
    ]) {
      const found = await count(where);
      expect(found, where).toBeGreaterThan(0);
      expect(found, where).toBeLessThan(all);
    }
    expect(await count('{ headerImage: { empty: true } }')).toBe(
      all - (await count('{ headerImage: { notEmpty: true } }')),
    );
  });

  it('searches, and follows relations of what it finds', async () => {
    await using account = await open();
    const { data, errors } = await account.ask(`{
      search(q: "anvil", contentTypes: ["blogpost"], aggregateBy: ["siteSlug"]) {
        totalCount
        aggregations
        items { score item { __typename id ... on FlotiqBlogpost { author { name } } } }
      }
    }`);
    expect(errors).toEqual([]);
    expect(data.search.items[0]).toMatchObject({
      score: expect.any(Number),
      item: { __typename: 'FlotiqBlogpost', author: [{ name: expect.any(String) }] },
    });
    expect(data.search.aggregations).toHaveProperty('siteSlug.buckets');
  });
});

describe('writes', () => {
  it('create, change, replace and delete an object', async () => {
    await using account = await open();
    const created = await account.ask(`mutation {
      createBlogpost(input: {
        title: "Told", author: [{ id: "author-1" }], related: [{ type: "product", id: "product-1" }]
        location: { lat: 1.5, lon: 2 }
      }) { id title author { name } related { id __typename } location { lat } }
    }`);
    expect(created.errors).toEqual([]);
    expect(created.data.createBlogpost).toMatchObject({
      title: 'Told',
      author: [{ name: expect.any(String) }],
      related: [{ id: 'product-1', __typename: 'FlotiqProduct' }],
      location: { lat: 1.5 },
    });
    const { id } = created.data.createBlogpost;

    const patched = await account.ask(
      'mutation ($id: ID!) { patchBlogpost(id: $id, input: { slug: "told" }) { title slug } }',
      { id },
    );
    expect(patched.data.patchBlogpost).toEqual({ title: 'Told', slug: 'told' });
    const updated = await account.ask(
      'mutation ($id: ID!) { updateBlogpost(id: $id, input: { title: "Retold" }) { id title slug } }',
      { id },
    );
    expect(updated.data.updateBlogpost).toEqual({ id, title: 'Retold', slug: null });

    const versions = await account.ask(
      'query ($id: ID!) { listBlogpostVersion(id: $id, mode: PREVIEW) { count items { version owner { username } } } getBlogpostVersions(id: $id, versionId: "1", mode: PREVIEW) { title } }',
      { id },
    );
    expect(versions.errors).toEqual([]);
    expect(versions.data).toMatchObject({
      listBlogpostVersion: { count: expect.any(Number), items: expect.any(Array) },
      getBlogpostVersions: { title: 'Told' },
    });
    expect(versions.data.listBlogpostVersion.items[0]).toMatchObject({
      owner: { username: 'ada' },
    });

    const deleted = await account.ask('mutation ($id: ID!) { deleteBlogpost(id: $id) }', { id });
    expect(deleted.data).toEqual({ deleteBlogpost: id });
    const gone = await account.ask('mutation ($id: ID!) { deleteBlogpost(id: $id) }', { id });
    expect(gone.errors[0]?.error.code).toBe('SOURCE_NOT_FOUND');
  });

  it('say which field is wrong', async () => {
    await using account = await open();
    const { errors } = await account.ask(
      'mutation { createBlogpost(input: { title: "" }) { id } }',
    );
    expect(errors[0]?.error).toMatchObject({
      code: 'SOURCE_INVALID_INPUT',
      facts: { fields: [{ field: 'title', messages: [expect.any(String)] }] },
    });
  });

  it('say which objects of a batch are wrong', async () => {
    await using account = await open();
    const good = await account.ask(
      'mutation { batchCreateTag(input: [{ id: "a", name: "A" }, { id: "b", name: "B" }]) { totalCount successCount errorCount errors } }',
    );
    expect(good.data.batchCreateTag).toEqual({
      totalCount: 2,
      successCount: 2,
      errorCount: 0,
      errors: [],
    });
    const bad = await account.ask(
      'mutation { batchCreateTag(input: [{ id: "c", name: "C" }, { id: "a", name: "again" }]) { totalCount } }',
    );
    expect(bad.errors[0]?.error).toMatchObject({
      code: 'SOURCE_INVALID_INPUT',
      facts: { totalCount: 2, errorCount: 1, fields: [{ id: 'a', field: 'id' }] },
    });
    const patched = await account.ask(
      'mutation { batchPatchTag(input: [{ id: "a", name: "Z" }]) { successCount } batchDeleteTag(ids: ["a", "b"]) }',
    );
    expect(patched.errors).toEqual([]);
    expect(patched.data).toEqual({ batchPatchTag: { successCount: 1 }, batchDeleteTag: 2 });
  });

  it('are refused to a key that only reads, in words for both causes', async () => {
    await using account = await open(sandboxReadOnlyKey);
    const { data, errors } = await account.ask(
      'mutation { createTag(input: { name: "x" }) { id } }',
    );
    expect(data).toEqual({ createTag: null });
    expect(errors[0]?.error.code).toBe('CREDENTIAL_REFUSED');
    expect(errors[0]?.error.message).toMatch(/read-only.*quota/);
  });

  it('upload a file', async () => {
    await using account = await open();
    const base64 = Buffer.from('hello').toString('base64');
    const { data, errors } = await account.ask(
      'mutation ($base64: String) { uploadMedia(input: { base64: $base64, fileName: "a.txt", mimeType: "text/plain" }) { id fileName size type tags { name } } }',
      { base64 },
    );
    expect(errors).toEqual([]);
    expect(data.uploadMedia).toMatchObject({ fileName: 'a.txt', size: 5, type: 'file', tags: [] });
  });

  it('define and remove a content type', async () => {
    await using account = await open();
    const { data } = await account.ask(
      '{ getContentDefinition(id: "author") { label schemaDefinition metaDefinition } }',
    );
    const { label, schemaDefinition, metaDefinition } = data.getContentDefinition;
    expect(label).toBe('Author');
    const made = await account.ask(
      'mutation ($input: FlotiqContentTypeDefinitionInput!) { postContentDefinition(input: $input) { name label } }',
      { input: { name: 'writer', label: 'Writer', schemaDefinition, metaDefinition } },
    );
    expect(made.errors).toEqual([]);
    expect(made.data.postContentDefinition).toEqual({ name: 'writer', label: 'Writer' });
    const listed = await account.ask(
      '{ getContentDefinitions(name: "writer") { totalCount items { name } } }',
    );
    expect(listed.data.getContentDefinitions.items).toContainEqual({ name: 'writer' });
    const removed = await account.ask('mutation { deleteContentDefinition(id: "writer") }');
    expect(removed.data).toEqual({ deleteContentDefinition: 'writer' });
  });
});
