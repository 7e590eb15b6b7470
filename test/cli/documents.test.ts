import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { extractDocuments } from '../../src/cli/extract-documents.ts';
import { readManifests } from '../../src/server/read-manifest.ts';
import { digest } from '../../src/server/trusted-documents.ts';
import { buildSchema } from 'graphql';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trefoil-documents-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

const site = 'query Site { getSiteBySlug(slug: "a") { ...Name } }';
const name = 'fragment Name on FleekSite { name }';
const extract = () => extractDocuments(folder, { hasTypenames: true });

describe('an application’s documents', () => {
  it('are found in .graphql files and in templates, tagged or called', async () => {
    await write({
      'a.graphql': 'query A { me { id } }',
      'b.tsx': 'const B = graphql(/* GraphQL */ `query B { me { id } }`);',
      'deep/c.js': 'const C = gql`\n  query C { me { id } }\n`;',
      'deep/d.vue': '<script setup>\nconst D = gql(`query D { me { id } }`)\n</script>',
    });
    const { operations } = await extract();
    expect(operations.map((operation) => operation.name)).toEqual(['A', 'B', 'C', 'D']);
  });

  it('are not looked for in what others wrote or what was built', async () => {
    await write({
      'a.graphql': 'query A { me { id } }',
      'node_modules/x/b.graphql': 'query B { me { id } }',
      'dist/c.graphql': 'query C { me { id } }',
      '.cache/d.graphql': 'query D { me { id } }',
    });
    expect((await extract()).operations).toHaveLength(1);
  });

  it('have the fragments that they spread, wherever these are, and no other', async () => {
    await write({
      'site.ts': `gql\`\${Name} ${site}\``,
      'name.ts': `gql\`${name}\``,
      'other.graphql': 'fragment Other on FleekSite { id }',
    });
    const [operation] = (await extract()).operations;
    expect(operation?.body).toContain('fragment Name');
    expect(operation?.body).not.toContain('Other');
  });

  it('have the sha256 of their text as id, whatever the order of files', async () => {
    await write({ 'a.graphql': site, 'b.graphql': name });
    const first = await extract();
    await write({ 'a.graphql': name, 'b.graphql': site });
    expect(await extract()).toEqual(first);
    const [operation] = first.operations;
    expect(operation?.id).toBe(digest(operation!.body));
  });

  it('ask for __typename in every selection but the root, as normalizing caches do', async () => {
    await write({ 'a.graphql': `${site} ${name}` });
    expect((await extract()).operations[0]?.body.match(/__typename/g)).toHaveLength(2);
    const plain = await extractDocuments(folder, { hasTypenames: false });
    expect(plain.operations[0]?.body).not.toContain('__typename');
  });

  it('are refused together, each with its file: what is spread and missing, what the graph lacks', async () => {
    await write({ 'a.graphql': site, 'b.graphql': 'query Zoo { nobody }' });
    const schema = buildSchema(
      'type Query { getSiteBySlug(slug: String): FleekSite } type FleekSite { name: String }',
    );
    await expect(extractDocuments(folder, { schema, hasTypenames: true })).rejects.toThrow(
      /a\.graphql spreads Name, which no file has\nb\.graphql: Cannot query field "nobody"/,
    );
  });

  it.each([
    [
      'a name that two have',
      { 'a.graphql': site, 'b.graphql': site },
      /b\.graphql has Site, and so/,
    ],
    ['no name', { 'a.graphql': '{ me { id } }' }, /a\.graphql has a query without a name/],
    ['no syntax', { 'a.ts': 'gql`query {{`' }, /a\.ts has a document that does not parse/],
    ['nothing', { 'a.ts': 'const x = 1' }, /there is no operation in/],
  ])('are refused for %s', async (_, files, message) => {
    await write(files as Record<string, string>);
    await expect(extract()).rejects.toThrow(message);
  });
});

it('trefoil documents extract writes a manifest that the gateway reads, and the ids alone', async () => {
  await write({ 'src/a.graphql': `${site} ${name}` });
  const [out, ids] = [join(folder, 'documents.json'), join(folder, 'ids.json')];
  const args = ['documents', 'extract', join(folder, 'src'), '--out', out, '--ids', ids];
  expect(await main(args, {})).toBe(0);
  const documents = await readManifests([out]);
  const [[id, text]] = [...documents] as [[string, string]];
  expect(id).toBe(digest(text));
  expect(JSON.parse(await readFile(ids, 'utf8'))).toEqual({ Site: id });
});

it('trefoil documents asks for a verb and a folder', async () => {
  expect(await main(['documents', 'list', folder], {})).toBe(2);
  expect(await main(['documents', 'extract'], {})).toBe(2);
});
