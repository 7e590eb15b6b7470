// The source of live-load.mjs and live-faults.mjs, in a process of its own.
import { build } from 'esbuild';
import { pathToFileURL } from 'node:url';
import { rmSync } from 'node:fs';

const outfile = `node_modules/.live-source-${process.pid}.mjs`;
await build({
  stdin: {
    contents: `
      import { impersonateFleek } from './sources/fleek/stand-in.ts';
      import { serveStandIn } from './sources/stand-in/serve.ts';
      export const start = (deployMs) => serveStandIn(impersonateFleek({ deployMs }));`,
    resolveDir: process.cwd(),
    loader: 'ts',
  },
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  packages: 'external',
  logLevel: 'silent',
});
const { start } = await import(pathToFileURL(outfile).href);
rmSync(outfile);
const source = await start(Number(process.argv[2]));
process.send({ origin: source.origin });
// A restart that forgets nothing, as that of a service with a database.
process.on('message', ({ awayMs }) =>
  source.whileRefusing(() => new Promise((resolve) => setTimeout(resolve, awayMs))),
);
process.once('SIGTERM', () => void source.close().then(() => process.exit(0)));
