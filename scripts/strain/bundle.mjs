// Scripts run on Node alone; what they take from the gateway's own TypeScript is bundled on the way.
import { rmSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** Imports what a few lines of TypeScript export; paths are the repository's. */
export async function importBundled(contents) {
  // Below node_modules, so that packages resolve.
  const outfile = `node_modules/.strain/${process.pid}.mjs`;
  await build({
    stdin: { contents, resolveDir: process.cwd(), loader: 'ts' },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'silent',
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile);
  }
}
