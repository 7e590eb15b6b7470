import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { runCli } from './run-cli.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'explain-'))));
afterAll(() => rm(folder, { recursive: true }));

async function explain(text: string) {
  const file = join(folder, 'operation.graphql');
  await writeFile(file, text);
  return runCli(['explain', file], { TREFOIL_ARTIFACTS: inject('artifacts') });
}

it('prints the plan of the operation in a file', async () => {
  const { code, out } = await explain('{ getSiteBySlug(slug: "a") { posts { id } } }');
  expect(code).toBe(0);
  expect(out).toContain('1. fleek -> getSiteBySlug');
  expect(out).toContain('└─ 2. flotiq -> getSiteBySlug.posts');
});

it('says in words what it cannot explain', async () => {
  const { code, err } = await explain('subscription { contentChanged { id } }');
  expect(code).not.toBe(0);
  expect(err).toContain('no plan of its own');
  expect(err).not.toContain('    at ');
});
