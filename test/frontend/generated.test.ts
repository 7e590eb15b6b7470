import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { buildSchema } from 'graphql';
import { expect, inject, it } from 'vitest';
import { buildDashboard } from './build-dashboard.ts';

const run = promisify(execFile);

it('all that is generated is as the contracts make it; `npm run generate` mends it', async () => {
  const bundle = await mkdtemp(join('node_modules', '.trefoil-generate-'));
  const target = await mkdtemp(join(tmpdir(), 'trefoil-generated-'));
  try {
    await run(process.execPath, ['scripts/build.mjs', bundle, '--no-types']);
    await mkdir(join(target, 'examples/dashboard/src/graph'), { recursive: true });
    await run(process.execPath, ['scripts/generate.mjs', target, join(bundle, 'cli.js')], {
      // What else is set here is this test run's own.
      env: { PATH: process.env['PATH'], TREFOIL_ARTIFACTS: inject('artifacts') },
    });
    for (const name of [
      'schema.graphql',
      'examples/dashboard/documents.json',
      'examples/dashboard/src/graph/apollo-cache.ts',
      'examples/dashboard/src/graph/document-ids.json',
      'examples/dashboard/src/graph/operations.ts',
    ]) {
      const [committed, fresh] = await Promise.all(
        ['.', target].map((folder) => readFile(join(folder, name), 'utf8')),
      );
      expect(committed === fresh, `${name} is stale: npm run generate`).toBe(true);
    }
  } finally {
    await rm(bundle, { recursive: true });
    await rm(target, { recursive: true });
  }
}, 60_000);

it('every root field of the graph says what it does', async () => {
  const schema = buildSchema(await readFile('schema.graphql', 'utf8'));
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const fields = roots.flatMap((root) => Object.values(root!.getFields()));
  expect(fields.filter(({ description }) => !description).map(({ name }) => name)).toEqual([]);
});

it('the dashboard is a page of less than 200 kB, zipped', async () => {
  const outDir = await mkdtemp(join(tmpdir(), 'trefoil-dashboard-'));
  try {
    await buildDashboard(outDir);
    const names = await readdir(outDir, { recursive: true });
    const shipped = names.filter((name) => /\.(?:html|js|css|svg)$/.test(name));
    const files = await Promise.all(shipped.map((name) => readFile(join(outDir, name))));
    const bytes = files.reduce((sum, file) => sum + gzipSync(file).length, 0);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(200_000);
    // One script and one style: nothing is fetched in a second round.
    expect(shipped.filter((name) => /\.(?:js|css)$/.test(name))).toHaveLength(2);
  } finally {
    await rm(outDir, { recursive: true });
  }
}, 60_000);

it('the dashboard stands alone when it is copied out', async () => {
  const { dependencies, devDependencies } = JSON.parse(
    await readFile('examples/dashboard/package.json', 'utf8'),
  );
  const listed = Object.keys({ ...dependencies, ...devDependencies });
  const target = await mkdtemp(join(tmpdir(), 'trefoil-copied-'));
  await cp('examples/dashboard/src', target, { recursive: true });
  const { stdout } = await run('grep', ['-rhoE', `from '[^'.][^']*'`, target]);
  await rm(target, { recursive: true });
  const packages = new Set(
    stdout
      .trim()
      .split('\n')
      .map((line) => /'((?:@[^/]+\/)?[^/']+)/.exec(line)![1]!),
  );
  for (const name of packages) {
    // Types of the code generator's documents come with Apollo Client.
    if (name !== '@graphql-typed-document-node/core') expect(listed).toContain(name);
  }
});
