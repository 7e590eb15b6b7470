// What a subscriber costs: opens many subscriptions to one deploy, over sockets and over event streams,
// and measures the CPU time and the memory of the gateway's own process.
//
//   npm run build && npm run live-load [-- --subscribers 1000 --seconds 10]
//
// The stand-ins run in another process, so that only the gateway is measured. Ends by itself.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { parseArgs } from 'node:util';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { key, startDeploy, startGateway, startSource, until, wait } from './live-processes.mjs';

const { values } = parseArgs({
  options: {
    subscribers: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '10' },
    cli: { type: 'string', default: 'dist/cli.js' },
  },
});
const subscribers = bounded('subscribers', 4000);
const seconds = bounded('seconds', 120);
const perSocket = 100;

const source = await startSource(3_600_000);
try {
  for (const transport of ['WebSocket', 'event stream']) await measure(transport);
} finally {
  await source.stop();
}

async function measure(transport) {
  // What a subscriber costs is asked, not how many a busy machine would send away.
  const env = { TREFOIL_MAX_BACKLOG_MS: '0' };
  const gateway = await startGateway({ cli: values.cli, origin: source.origin, env });
  try {
    const { siteId: id } = await startDeploy(gateway.url);
    const before = await settled(gateway.pid);
    const statuses = Array.from({ length: subscribers }, () => []);
    const open = transport === 'WebSocket' ? openSockets : openStreams;
    const close = await open(gateway.url, { id, statuses });
    await until(() => statuses.every(({ length }) => length > 0));
    const opened = await settled(gateway.pid);
    await wait(seconds * 1000);
    const after = usage(gateway.pid);
    const { length: calls } = await source.calls();
    await close();
    const bytes = (opened.bytes - before.bytes) / subscribers;
    const cpuMs = after.cpuMs - opened.cpuMs;
    console.log(`${subscribers} subscribers over ${transport}`);
    console.log(`  memory   ${(bytes / 1024).toFixed(1)} KiB each`);
    console.log(
      `  opening  ${((opened.cpuMs - before.cpuMs) / subscribers).toFixed(2)} ms of CPU each`,
    );
    console.log(`  idle     ${(cpuMs / seconds / 10).toFixed(2)} % of one core, for all together`);
    console.log(`  source   ${calls} calls in all`);
    await source.reset();
  } finally {
    await gateway.stop();
  }
}

async function openSockets(url, { id, statuses }) {
  const clients = [];
  statuses.forEach((seen, index) => {
    if (index % perSocket === 0) {
      clients.push(
        createClient({
          url: `${url.replace('http', 'ws')}/graphql`,
          webSocketImpl: WebSocket,
          connectionParams: { 'x-fleek-key': key },
        }),
      );
    }
    clients.at(-1).subscribe(subscription(id), {
      next: ({ data }) => seen.push(data.deployStatus.status),
      error: fail,
      complete: () => {},
    });
  });
  return () => Promise.all(clients.map((client) => client.dispose()));
}

async function openStreams(url, { id, statuses }) {
  const agent = new Agent({ maxSockets: Infinity });
  for (const seen of statuses) {
    const outgoing = request(`${url}/graphql`, {
      agent,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        'x-fleek-key': key,
      },
    });
    outgoing.on('error', () => {});
    outgoing.once('response', (incoming) => {
      if (incoming.statusCode !== 200) fail(new Error(`answered ${incoming.statusCode}`));
      incoming.setEncoding('utf8').on('data', (text) => {
        for (const [, status] of text.matchAll(/"status":"(\w+)"/g)) seen.push(status);
      });
      incoming.on('error', () => {});
    });
    outgoing.end(JSON.stringify(subscription(id)));
    // A listen queue holds a few hundred connections that are not taken yet.
    if (statuses.indexOf(seen) % 100 === 99) await wait(100);
  }
  return async () => agent.destroy();
}

function subscription(id) {
  return {
    query:
      'subscription ($id: ID!) { deployStatus(siteId: $id) { status deploy { id startedAt } } }',
    variables: { id },
  };
}

/** Memory is read when it has stopped to change much: the collector takes its time. */
async function settled(pid) {
  let last = usage(pid);
  for (let look = 0; look < 20; look += 1) {
    await wait(500);
    const now = usage(pid);
    if (Math.abs(now.bytes - last.bytes) < 256 * 1024) return now;
    last = now;
  }
  return last;
}

function usage(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return {
    cpuMs: (Number(fields[11]) + Number(fields[12])) * 10,
    bytes: Number(fields[21]) * 4096,
  };
}

function bounded(name, most) {
  const value = Number(values[name]);
  if (value >= 1 && value <= most) return value;
  console.error(`live-load: --${name} is 1 to ${most}`);
  process.exit(2);
}

function fail(error) {
  console.error(error);
  process.exitCode = 1;
}
