import { expect, it } from 'vitest';
import { sources } from '../../sources/index.ts';
import { banner } from '../../src/cli/banner.ts';
import { readConfig } from '../../src/config.ts';

const greet = (env: Record<string, string>, url = 'http://127.0.0.1:4000') =>
  banner(readConfig(env, sources), url, new Map(), 'query Example { me }');

it('gives a query to paste only where one runs', () => {
  expect(greet({})).toContain('Paste this:\n\n  query Example');
  const env = { TREFOIL_DOCUMENTS: 'documents.json', TREFOIL_DOCUMENTS_MODE: 'only' };
  expect(greet(env)).toContain('runs the operations of documents.json, by their ids');
  for (const mode of ['only', 'apq']) {
    expect(greet({ ...env, TREFOIL_DOCUMENTS_MODE: mode })).not.toContain('Example');
  }
});

it('names an address that opens, on which callers are lent the sandbox', () => {
  for (const url of ['http://0.0.0.0:4000', 'http://[::]:4000']) {
    expect(greet({}, url)).toContain('GraphQL  http://127.0.0.1:4000/graphql');
  }
  expect(greet({}, 'http://10.0.0.1:80')).toContain('GraphQL  http://10.0.0.1:80/graphql');
});
