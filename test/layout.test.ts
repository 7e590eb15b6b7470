import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sources } from '../sources/index.ts';

const files = ['src', 'graphiql'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name)),
);

it('names no vendor outside of sources/, configuration, examples, docs and tests', () => {
  const names = new RegExp(sources.map(({ name }) => name).join('|'), 'i');
  const naming = files.filter((file) => names.test(readFileSync(file, 'utf8')));
  expect(files.length).toBeGreaterThan(100);
  expect(naming).toEqual([]);
});
