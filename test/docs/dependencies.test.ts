import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
  'dependencies' | 'devDependencies' | 'overrides',
  Record<string, string>
>;
const docs = readFileSync('docs/dependencies.md', 'utf8');
const told = [...docs.matchAll(/`([^`\s]+)`/g)].map(([, name]) => name!);
const isTold = (name: string) =>
  told.some(
    (known) => known === name || (/[/-]\*$/.test(known) && name.startsWith(known.slice(0, -1))),
  );

it('says of every dependency why it is there', () => {
  const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !isTold(name) && !isPlugin(name))).toEqual([]);
});

it('says of every pin and override why it is there', () => {
  const pins = docs.slice(docs.indexOf('## Pins and overrides'));
  const exact = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
    .filter(([, range]) => /^\d/.test(range))
    .map(([name]) => name);
  for (const name of [...exact, ...Object.keys(manifest.overrides)]) {
    expect(pins).toContain(`\`${name}\``);
  }
});

it('takes nothing at run time that nothing at run time uses', () => {
  const names = Object.keys(manifest.dependencies);
  const code = ['src', 'sources'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(folder, file), 'utf8')),
  );
  const imported = code.flatMap((text) =>
    [...text.matchAll(/(?:from|import\() ?'([^.'][^']*)'/g)].map(([, name]) => name!),
  );
  const used = new Set([...imported, ...byMesh]);
  expect(imported.length).toBeGreaterThan(100);
  expect(names.filter((name) => !used.has(name))).toEqual([]);
});

/** Mesh loads these by what is written in .meshrc.yaml, and its merger by itself. */
const byMesh = ['graphql', 'openapi', 'transform-rename', 'merger-stitching'].map(
  (part) => `@graphql-mesh/${part}`,
);

/** Plugins go with their core. */
function isPlugin(name: string): boolean {
  return name.startsWith('@graphql-codegen/');
}
