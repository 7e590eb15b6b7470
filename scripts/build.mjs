// Bundles the gateway's own code into dist/; packages stay outside, and so do the contracts in sources/.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

// What else is in dist/ has a build of its own.
const isOurs = (name) => /\.js(?:\.map)?$/.test(name);
const old = existsSync('dist') ? readdirSync('dist').filter(isOurs) : [];
for (const name of old) rmSync(join('dist', name));
await build({
  entryPoints: { cli: 'src/cli/index.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
});
