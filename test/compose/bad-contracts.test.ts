import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { packageRoot } from '../../src/package-root.ts';
import { createWorkbench } from './workbench.ts';

const openapi = readFileSync(join(packageRoot, 'sources/flotiq/openapi.json'), 'utf8');
const account = readFileSync(join(packageRoot, 'sources/fibery/account.openapi.json'), 'utf8');
const petstore = JSON.stringify({
  openapi: '3.0.0',
  info: { title: 'Pets', version: '1' },
  paths: { '/pets': { get: { responses: { 200: { description: 'Pets' } } } } },
});
const html = '<!DOCTYPE html>\n<html><body>Sign in</body></html>';

/** Contract, text, what the message has to say. */
const bad: Record<string, [contract: string, text: string, says: RegExp]> = {
  'an empty schema': ['fleek', ' \n', /is empty; save it again/],
  'an empty document': ['flotiq', '', /is empty; save it again/],
  'a page of HTML for a schema': ['fibery', html, /neither whole GraphQL SDL nor an introspection/],
  'a page of HTML for a document': ['flotiq', html, /is no OpenAPI document/],
  'SDL that breaks off': ['fleek', 'type Query { a: ', /neither whole GraphQL SDL.*Syntax Error/],
  'SDL with a type that is not there': ['fleek', 'type Query { a: Nope }', /Unknown type "Nope"/],
  'SDL without queries': ['fleek', 'type Site { id: ID }', /it has no query type/],
  'JSON that breaks off': ['flotiq', '{"openapi": "3.0.0", "paths": {', /neither JSON nor YAML/],
  'JSON that is no introspection result': ['fibery', '{"data": {"a": 1}}', /introspection result/],
  'a list': ['flotiq', '[]', /is no OpenAPI document/],
  'YAML that is no document': ['flotiq', 'a: 1', /has neither `openapi` nor `swagger`/],
  'a GraphQL schema for a document': [
    'flotiq',
    'type Query { a: Int }',
    /no OpenAPI document|neither JSON nor YAML/,
  ],
  'a document of another API': ['flotiq', petstore, /no path like \/api\/v1\/content\//],
  'a $ref to nowhere': [
    'flotiq',
    openapi.replace('#/components/schemas/blogpostList', '#/components/schemas/Nope'),
    /the \$ref #\/components\/schemas\/Nope at paths\..+ points nowhere/,
  ],
  'a $ref out of the document': [
    'flotiq',
    openapi.replace('"#/components/schemas/blogpostList"', '"other.json#/List"'),
    /the \$ref other\.json#\/List at .+ points nowhere/,
  ],
  'a $ref to nowhere in a contract that is composed as it is': [
    'fibery_account',
    account.replace('#/components/schemas/FiberyToken', '#/components/schemas/Nope'),
    /the \$ref #\/components\/schemas\/Nope at paths\..+ points nowhere/,
  ],
};

describe('a contract that cannot be one', () => {
  it.each(Object.entries(bad))(
    'stops for %s, naming the file, in one line',
    async (_, [contract, text, says]) => {
      await using bench = await createWorkbench();
      const error = await bench.compose({ contracts: { [contract]: text } }).then(
        () => expect.fail('composed'),
        (reason: unknown) => reason,
      );
      if (!(error instanceof GatewayError)) expect.fail(String(error));
      expect(error).toMatchObject({ code: 'CONTRACT_INVALID', source: contract });
      expect(error.message).toMatch(says);
      expect(error.message).toContain(join(bench.directory, `${contract}.contract`));
      expect(error.message).not.toContain('\n');
    },
  );

  it('stops for a file that is not there', async () => {
    await using bench = await createWorkbench();
    const meshrc = readFileSync(join(packageRoot, '.meshrc.yaml'), 'utf8');
    await expect(bench.compose({ meshrc, only: ['fleek'] })).rejects.toThrow(
      /^fleek: cannot read the contract .+sources\/fleek\/schema\.graphql; is there such a file\?$/,
    );
  });

  it('stops for a contract of a source that nobody has heard of', async () => {
    await using bench = await createWorkbench();
    await expect(bench.compose({ contracts: { vercel: 'type Query { a: Int }' } })).rejects.toThrow(
      'no source in .meshrc.yaml is called "vercel"',
    );
  });

  it('leaves the artifacts alone', async () => {
    await using bench = await createWorkbench();
    const artifacts = await bench.build({ only: ['fleek'] });
    const before = readFileSync(join(artifacts, 'graph.json'), 'utf8');
    await expect(bench.build({ contracts: { fleek: '' } })).rejects.toThrow('is empty');
    expect(readFileSync(join(artifacts, 'graph.json'), 'utf8')).toBe(before);
    expect(existsSync(join(artifacts, 'contracts/flotiq.graphql'))).toBe(false);
  });
});
