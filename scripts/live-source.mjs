// The source of live-load.mjs and live-faults.mjs, in a process of its own.
import { importBundled } from './bundle.mjs';

const { start } = await importBundled(`
  import { impersonateFleek } from './sources/fleek/stand-in.ts';
  import { serveStandIn } from './sources/stand-in/serve.ts';
  export const start = (deployMs) => serveStandIn(impersonateFleek({ deployMs }));`);
const source = await start(Number(process.argv[2]));
process.send({ origin: source.origin });
// A restart that forgets nothing, as that of a service with a database.
process.on('message', ({ awayMs }) =>
  source.whileRefusing(() => new Promise((resolve) => setTimeout(resolve, awayMs))),
);
process.once('SIGTERM', () => void source.close().then(() => process.exit(0)));
