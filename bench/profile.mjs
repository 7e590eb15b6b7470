// npm run profile [-- --seconds=10]: where the gateway's CPU time goes while it answers the dashboard's query,
// asked of the sources and from memory. Writes the tables in docs/performance.md.
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Children, findFreePort } from './children.mjs';
import { describeMachine } from './machine.mjs';
import { readProfile } from './report/profile.mjs';
import { printProfiles } from './report/profile-table.mjs';
import { replace } from './report/publish.mjs';
import { scenarios } from './scenarios.mjs';
import { headersOf, scratchFolder, subjects } from './subjects/subjects.mjs';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    draft: { type: 'boolean', default: false },
  },
});
const connections = 32;
const { queries } = scenarios.find(({ name }) => name === 'dashboard');
const body = JSON.stringify({ operationName: 'Dashboard', query: queries.ours });
const children = new Children();
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => children.endAll().then(() => process.exit(1)));
}
try {
  const upstreams = children.fork(new URL('upstreams/main.mjs', import.meta.url));
  const [{ origin: upstream }] = await once(upstreams, 'message');
  const client = children.fork(new URL('load.mjs', import.meta.url));
  const profiles = {
    'asked of the sources': await profile('trefoil', upstream, client),
    'from memory': await profile('trefoil-cached', upstream, client),
  };
  const table = printProfiles(profiles, { ...describeMachine(), connections });
  console.log(table);
  if (!options.draft) replace('docs/performance.md', 'profile', table);
} finally {
  await children.endAll();
}

async function profile(name, upstream, client) {
  const port = await findFreePort();
  const folder = `${scratchFolder}profile-${name}`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { args, ...command } = subjects[name].command({ upstream, port });
  const child = children.spawn({
    ...command,
    args: ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=200', ...args],
    log: `${folder}/log`,
  });
  const origin = `http://127.0.0.1:${port}`;
  while (!(await fetch(`${origin}/health`).catch(() => undefined))?.ok) {
    if (child.exitCode !== null) throw new Error(`${name} ended; ${folder}/log says why`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const load = async (duration) => {
    const headers = Array.from({ length: connections }, (_, index) => headersOf(index));
    client.send({ origin, headers, body, connections, ...duration });
    const [{ requests, failures }] = await once(client, 'message');
    if (failures.length > 0) throw new Error(`${name}: ${JSON.stringify(failures).slice(0, 1000)}`);
    return requests;
  };
  await load({ seconds: 2, requests: 5000, mostSeconds: 20 });
  const fromUs = nowUs();
  const requests = await load({ seconds: Number(options.seconds) });
  const untilUs = nowUs();
  // At SIGTERM it ends by itself, and writes what was seen.
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
  const [file] = readdirSync(folder).filter((each) => each.endsWith('.cpuprofile'));
  return { requests, ...readProfile(`${folder}/${file}`, { fromUs, untilUs }) };
}

/** The clock of the profile, which is the machine's. */
function nowUs() {
  return Number(process.hrtime.bigint() / 1000n);
}
