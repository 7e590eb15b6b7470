// Subscribers in bad weather: a source that answers 429, resets and restarts, a gateway that drains and
// is started again, and a key that is revoked. Every subscriber must come to hear of the end, hear of it
// once, and leave nothing behind.
//
//   npm run build && npm run live-faults [-- --subscribers 100]
import { parseArgs } from 'node:util';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { key, startDeploy, startGateway, startSource, until, wait } from './live-processes.mjs';

const { values } = parseArgs({
  options: {
    subscribers: { type: 'string', default: '100' },
    cli: { type: 'string', default: 'dist/cli.js' },
  },
});
const count = Math.min(1000, Math.max(2, Number(values.subscribers)));
const env = {
  TREFOIL_LIVE_FASTEST_MS: '250',
  TREFOIL_LIVE_SLOWEST_MS: '1000',
  TREFOIL_DRAIN_MS: '3000',
};

const source = await startSource(20_000);
const start = (port) => startGateway({ cli: values.cli, origin: source.origin, port, env });
let gateway = await start();
try {
  const { siteId, deployId } = await startDeploy(gateway.url);
  const told = Array.from({ length: count }, () => []);
  const ended = told.map((events, index) =>
    (index % 2 ? overSocket : overStream)(gateway.url, { siteId, deployId }, events),
  );
  await until(() => told.every(({ length }) => length > 0));
  await source.addFault({ kind: 'status', status: 429, headers: { 'retry-after': '1' }, times: 2 });
  await source.addFault({ kind: 'reset', times: 2 });
  await wait(3000);
  source.goAway(2000);
  await wait(4000);
  await gateway.stop();
  gateway = await start(gateway.port);
  await Promise.all(ended);
  check(
    told.every((events) => events.at(-1) === 'DEPLOYED'),
    'every subscriber hears of the end',
  );
  const repeats = told.filter((events) => events.some((event, at) => event === events[at - 1]));
  // A client that comes back is told at once how it stands, and that may be what it knew.
  check(
    told.every((events) => events.filter((event) => event === 'DEPLOYED').length === 1),
    'nobody hears of it twice',
  );
  check(
    told.some((events) => events.includes('IN_PROGRESS stale')),
    'trouble is said to be trouble',
  );
  console.log(
    `      ${repeats.length} of ${count} heard their old state again when they came back`,
  );
  await until(async () => !isLeft(await metrics()));
  check(true, 'no subscription, poller or socket is left');
  await revokeKey();
} finally {
  await gateway.stop();
  await source.stop();
}

/** From the next look on: whoever listens is told why, and that it is over. */
async function revokeKey() {
  const asked = await startDeploy(gateway.url);
  const told = Array.from({ length: count }, () => []);
  const ended = told.map((events, index) =>
    (index % 2 ? overSocket : overStream)(gateway.url, asked, events).catch((error) => error),
  );
  await until(() => told.every(({ length }) => length > 0));
  await source.addFault({ kind: 'status', status: 401, times: 50 });
  const endings = await Promise.all(ended);
  check(
    endings.every((ending) => String(ending).includes('CREDENTIAL_REFUSED')),
    'everybody is told of a key that was revoked',
  );
  const { length: before } = await source.calls();
  await wait(2000);
  check((await source.calls()).length === before, 'and the source is asked no more');
  await until(async () => !isLeft(await metrics()));
  check(true, 'nothing is left of that, either');
}

async function metrics() {
  return (await fetch(`${gateway.url}/metrics`)).text();
}

function isLeft(text) {
  return /^trefoil_(?:subscriptions|pollers|websockets) [^0]/m.test(text);
}

function subscription(variables) {
  return {
    query:
      'subscription ($siteId: ID!, $deployId: ID) { deployStatus(siteId: $siteId, deployId: $deployId) { status stale } }',
    variables,
  };
}

function overSocket(url, variables, events) {
  const client = createWsClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { 'x-fleek-key': key },
    retryAttempts: 50,
    retryWait: () => wait(300),
    // A server that is not there yet is worth another attempt.
    shouldRetry: () => true,
  });
  return listen(client, variables, events).finally(() => client.dispose());
}

function overStream(url, variables, events) {
  const client = createSseClient({
    url: `${url}/graphql`,
    headers: { 'x-fleek-key': key },
    retryAttempts: 50,
    retry: () => wait(300),
  });
  return listen(client, variables, events);
}

function listen(client, variables, events) {
  return new Promise((complete, error) => {
    client.subscribe(subscription(variables), {
      next({ data, errors }) {
        if (errors) return error(new Error(JSON.stringify(errors)));
        const { status, stale } = data.deployStatus;
        events.push(stale ? `${status} stale` : status);
      },
      error,
      complete,
    });
  });
}

function check(isSo, says) {
  console.log(`${isSo ? 'ok  ' : 'FAIL'}  ${says}`);
  if (!isSo) process.exitCode = 1;
}
