import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sources } from '../../sources/index.ts';
import { readConfig, type DocumentsMode } from '../../src/config.ts';
import { openDocuments } from '../../src/server/open-documents.ts';
import { readManifests } from '../../src/server/read-manifest.ts';
import {
  createTrustedDocuments,
  digest,
  type DocumentRequest,
} from '../../src/server/trusted-documents.ts';

const known = 'query Known { me { id } }';
const other = 'query Other { me { name } }';
const persisted = (text: string) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash: digest(text) } },
});

function open(mode: DocumentsMode, maximumSize = 1 << 20) {
  const lines: unknown[] = [];
  const say = (facts: unknown) => void lines.push(facts);
  const log = { debug: say, info: say, warn: say, error: say } as never;
  const manifest = new Map([[digest(known), known]]);
  const documents = createTrustedDocuments({ mode, manifest, log, maximumSize });
  return { find: (request: DocumentRequest) => documents.find(request, 'request-1'), lines };
}

describe.each(['any', 'apq', 'log', 'only'] as const)('in mode %s', (mode) => {
  it('a document of the manifest runs by its id, by its hash and by its text', () => {
    const { find } = open(mode);
    expect(find({ documentId: digest(known) })).toBe(known);
    expect(find({ documentId: `sha256:${digest(known)}` })).toBe(known);
    expect(find(persisted(known))).toBe(known);
    expect(find({ query: known })).toBe(known);
    expect(find({ query: other, documentId: digest(known) })).toBe(known);
  });

  it('a request that names nothing is left to what checks requests', () => {
    expect(open(mode).find({})).toBeUndefined();
    expect(open(mode).find({ query: '', extensions: { persistedQuery: null } })).toBeUndefined();
  });
});

describe.each(['any', 'apq', 'log'] as const)('in mode %s', (mode) => {
  it('a text that came once with its hash runs by the hash', () => {
    const { find } = open(mode);
    expect(() => find(persisted(other))).toThrow('PersistedQueryNotFound');
    expect(find({ query: other, ...persisted(other) })).toBe(other);
    expect(find(persisted(other))).toBe(other);
  });

  it('an id that nobody knows is refused with what to do', () => {
    const { find } = open(mode);
    expect(() => find({ documentId: 'sha256:12ab' })).toThrow(
      /no manifest in TREFOIL_DOCUMENTS has the document 12ab; send the text/,
    );
  });

  it('a text is never kept under a hash that is not its own', () => {
    const { find } = open(mode);
    expect(() => find({ query: other, ...persisted('query Third { me { id } }') })).toThrow(
      /is not that of the query/,
    );
    expect(() => find(persisted('query Third { me { id } }'))).toThrow('PersistedQueryNotFound');
  });

  it('registered texts take no more room than they may', () => {
    const { find } = open(mode, 2000);
    const texts = Array.from({ length: 50 }, (_, n) => `query Q${n} { me { id } }`);
    for (const text of texts) find({ query: text, ...persisted(text) });
    expect(find(persisted(texts.at(-1)!))).toBe(texts.at(-1));
    expect(() => find(persisted(texts[0]!))).toThrow('PersistedQueryNotFound');
  });
});

it('`only` refuses what no manifest holds, by text and by hash, and never asks for the text', () => {
  const { find } = open('only');
  for (const request of [
    { query: other },
    persisted(other),
    { query: other, ...persisted(other) },
  ]) {
    expect(() => find(request)).toThrow(/is none of them; extract .* TREFOIL_DOCUMENTS/);
  }
});

it('`apq` refuses a text without its hash', () => {
  expect(() => open('apq').find({ query: other })).toThrow(/come with their hash/);
});

it('`log` runs what no manifest holds and says so once, without the text', () => {
  const { find, lines } = open('log');
  expect(find({ query: other })).toBe(other);
  expect(find({ query: other })).toBe(other);
  expect(lines).toEqual([{ requestId: 'request-1', operation: 'Other', sha256: digest(other) }]);
});

describe('manifests', () => {
  async function read(...contents: unknown[]) {
    const folder = await mkdtemp(join(tmpdir(), 'trefoil-manifest-'));
    try {
      const files = contents.map((_, index) => join(folder, `${index}.json`));
      await Promise.all(
        contents.map((content, index) =>
          writeFile(files[index]!, typeof content === 'string' ? content : JSON.stringify(content)),
        ),
      );
      return await readManifests(files);
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  const apollo = {
    format: 'apollo-persisted-query-manifest',
    version: 1,
    operations: [{ id: 'a', name: 'A', type: 'query', body: known }],
  };

  it('are read in Apollo’s format, in the plain one, and several together', async () => {
    expect(await read(apollo, { b: other, a: known })).toEqual(
      new Map([
        ['a', known],
        ['b', other],
      ]),
    );
  });

  it.each([
    [['{'], /is no JSON/],
    [[[1]], /is no object/],
    [[{ operations: [{ id: 'a' }] }], /its entry 1 has no id or no text/],
    [[apollo, { a: other }], /has another text for a/],
  ])('%j are refused', async (contents, message) => {
    await expect(read(...contents)).rejects.toThrow(message);
  });

  it('that are missing are named', async () => {
    await expect(readManifests(['/nowhere/documents.json'])).rejects.toThrow(
      /TREFOIL_DOCUMENTS: \/nowhere\/documents\.json cannot be read/,
    );
  });
});

it('says at the start which documents cannot run, and keeps all of them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trefoil-manifest-'));
  const file = join(folder, 'documents.json');
  await writeFile(file, JSON.stringify({ a: known, b: other }));
  const kept: string[] = [];
  const warnings: unknown[] = [];
  const keep = (text: string) => {
    kept.push(text);
    const errors = text === other ? [new Error('Cannot query field "name"')] : [];
    return { document: undefined, errors, operations: new Map() } as never;
  };
  const log = { warn: (facts: unknown) => void warnings.push(facts) } as never;
  await openDocuments({ documents: { files: [file], mode: 'only' } }, { keep }, log);
  await rm(folder, { recursive: true });
  expect(kept).toEqual([known, other]);
  expect(warnings).toEqual([{ sha256: digest(other), reason: 'Cannot query field "name"' }]);
});

describe('TREFOIL_DOCUMENTS_MODE', () => {
  const modeOf = (env: Record<string, string>) => readConfig(env, sources).documents.mode;
  const production = {
    TREFOIL_PROFILE: 'production',
    FLEEK_ENDPOINT: 'https://fleek.example',
    FIBERY_ENDPOINT: 'https://fibery.example',
    FLOTIQ_ENDPOINT: 'https://flotiq.example',
  };

  it('is `only` in production with a manifest, and `any` otherwise', () => {
    expect(modeOf({})).toBe('any');
    expect(modeOf({ TREFOIL_DOCUMENTS: 'a.json' })).toBe('any');
    expect(modeOf(production)).toBe('any');
    expect(modeOf({ ...production, TREFOIL_DOCUMENTS: 'a.json' })).toBe('only');
    expect(modeOf({ ...production, TREFOIL_DOCUMENTS: 'a', TREFOIL_DOCUMENTS_MODE: 'log' })).toBe(
      'log',
    );
  });

  it.each(['only', 'log'])('`%s` without a manifest is a mistake', (mode) => {
    expect(() => modeOf({ TREFOIL_DOCUMENTS_MODE: mode })).toThrow(/needs a manifest/);
  });
});
