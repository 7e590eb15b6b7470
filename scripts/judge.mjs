// `npm run judge -- --seed N --count N [--graph vendors|zoo]`: plans, Mesh and graphql-js answer generated
// operations, and have to agree.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';

// Below node_modules, so that packages resolve.
const outfile = join('node_modules', '.judge', 'judge.mjs');
await build({
  entryPoints: ['test/plan/judge/main.ts'],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
});
const args = ['--enable-source-maps', outfile, ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
process.exit(status ?? 1);
