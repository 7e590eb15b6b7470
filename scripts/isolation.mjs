// `npm run isolation -- --count N --seed N [--executor mesh]`: a crowd of callers asks the same things at
// the same time by every path, and each may see only what was fetched with their own credentials.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';

// Below node_modules, so that packages resolve.
const outfile = join('node_modules', '.isolation', 'isolation.mjs');
await build({
  entryPoints: ['test/gates/isolation/main.ts'],
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
