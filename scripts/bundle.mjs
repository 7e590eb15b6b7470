// Scripts run on Node alone; what they take from the gateway's own TypeScript is bundled on the way.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

// Below node_modules, so that packages resolve.
const outfile = `node_modules/.scripts/${process.pid}.mjs`;
const common = {
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
};

/** Imports what a few lines of TypeScript export; paths are the repository's. */
export async function importBundled(contents) {
  const stdin = { contents, resolveDir: process.cwd(), loader: 'ts' };
  await build({ ...common, stdin, logLevel: 'silent' });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile);
  }
}

/** Runs a TypeScript file with this script's own arguments, and ends as it ends. */
export async function runBundled(entryPoint) {
  const entryPoints = [entryPoint];
  await build({ ...common, entryPoints, sourcemap: 'inline', logLevel: 'warning' });
  const args = ['--enable-source-maps', outfile, ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  rmSync(outfile);
  process.exit(status ?? 1);
}
