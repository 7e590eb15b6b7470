import { readFileSync, readdirSync } from 'node:fs';
import { join, normalize } from 'node:path';
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

/** Lowest first. What stands in src/ itself is words that all share, or puts everything together. */
const layers = [
  'cache',
  'identity',
  'transport',
  'telemetry',
  'plan',
  'compose',
  'live',
  'server',
  'cli',
];

it('imports nothing from a higher layer', () => {
  const upward = files.flatMap((file) => {
    const own = layerOf(file);
    if (own < 0) return [];
    const imported = [...readFileSync(file, 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)'/g)];
    return imported
      .map(([, path]) => normalize(join(file, '..', path!)))
      .filter((path) => layerOf(path) > own)
      .map((path) => `${file} imports ${path}`);
  });
  expect(files.filter((file) => layerOf(file) >= 0).length).toBeGreaterThan(100);
  expect(upward).toEqual([]);
});

/** `client` is for others and imports nothing of the gateway. */
it('has a layer for every folder', () => {
  const folders = readdirSync('src', { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  const names = folders.map(({ name }) => name);
  expect(names.sort()).toEqual([...layers, 'client'].sort());
});

function layerOf(file: string): number {
  return layers.indexOf(/^src\/([^/]+)\//.exec(file)?.[1] ?? '');
}
