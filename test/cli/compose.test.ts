import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { expect, it } from 'vitest';
import { copyContracts } from './account-folder.ts';
import { runCli } from './run-cli.ts';

it('composes with given contracts in place of the committed ones, and writes the graph where told', async () => {
  await using folder = await copyContracts('fleek');
  const file = join(folder.path, 'other.graphql');
  await writeFile(file, 'type Query { other: Thing } type Thing { id: ID }');
  const out = join(folder.path, 'a folder/of graphs');
  const result = await runCli(['compose', '--fleek', file, '--out', out], folder.env);
  expect(result).toMatchObject({
    code: 0,
    out: `composed fleek: 1 queries, 0 mutations -> ${out}`,
    err: '',
  });
  const files = await folder.read();
  expect(buildSchema(files[join(out, 'schema.graphql')]!).getType('FleekThing')).toBeDefined();
  const again = await runCli(['compose', `fleek=${file}`], folder.env);
  expect(again.out).toContain('composed fleek: 1 queries');
});

it('says which links the contracts have nothing for, and composes without them', async () => {
  await using folder = await copyContracts();
  const file = join(folder.path, 'other.graphql');
  await writeFile(file, 'type Query { other: Thing } type Thing { id: ID }');
  const { code, err } = await runCli(['compose', '--fleek', file], folder.env);
  expect(code).toBe(0);
  expect(err).toMatch(/^trefoil: .*FleekSite.*; the link is left out$/m);
});

it.each([
  ['is not there', undefined, /^trefoil: fleek: cannot read the contract/],
  ['is empty', '', /^trefoil: fleek: the contract .* is empty; save it again$/],
  [
    'is no schema',
    '{"a":',
    /^trefoil: fleek: .* is neither whole GraphQL SDL nor an introspection/,
  ],
])('says in one line that a contract %s, and writes nothing', async (_, text, complaint) => {
  await using folder = await copyContracts('fleek');
  const file = join(folder.path, 'other.graphql');
  if (text !== undefined) await writeFile(file, text);
  const before = await folder.read();
  const { code, err } = await runCli(['compose', '--fleek', file], folder.env);
  expect({ code, lines: err.split('\n').length }).toEqual({ code: 1, lines: 1 });
  expect(err).toMatch(complaint);
  expect(await folder.read()).toEqual(before);
});
