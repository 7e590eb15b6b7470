// npm run bench [-- --rounds=5 --seconds=3 --scenarios=dashboard,single --subjects=floor,trefoil --draft]
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { Children, findFreePort } from './children.mjs';
import { describeMachine } from './machine.mjs';
import { measureTree } from './process-tree.mjs';
import { publish } from './report/publish.mjs';
import { scenarios as allScenarios } from './scenarios.mjs';
import { median, summarize } from './statistics.mjs';
import { headersOf, scratchFolder, subjects as allSubjects } from './subjects/subjects.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    starts: { type: 'string', default: '5' },
    scenarios: { type: 'string' },
    subjects: { type: 'string' },
    // Measures and prints, and publishes nothing.
    draft: { type: 'boolean', default: false },
  },
});
const rounds = Number(options.rounds);
const seconds = Number(options.seconds);
const warmUp = { seconds: 1, requests: 3000, mostSeconds: 15 };
const chosen = (all, text) => all.filter((name) => !text || text.split(',').includes(name));
const names = chosen(Object.keys(allSubjects), options.subjects);
const scenarioNames = chosen(
  allScenarios.map(({ name }) => name),
  options.scenarios,
);

const children = new Children();
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => children.endAll().then(() => process.exit(1)));
}
try {
  const results = await measure();
  if (!options.draft) publish(results);
} finally {
  await children.endAll();
}

async function measure() {
  const upstreams = children.fork(new URL('upstreams/main.mjs', import.meta.url));
  const [{ origin: upstream }] = await once(upstreams, 'message');
  const client = children.fork(new URL('load.mjs', import.meta.url));
  const control = async (path) => (await fetch(`${upstream}/bench/${path}`)).json();
  const running = new Map();

  for (const prepare of new Set(names.map((name) => allSubjects[name].prepare))) {
    await prepare?.({ upstream });
  }
  const starts = await measureStarts(upstream);
  for (const name of names) running.set(name, await start(name, upstream));

  const measured = [];
  for (const scenario of allScenarios.filter(({ name }) => scenarioNames.includes(name))) {
    const { connections = 32, delayMs = 0 } = scenario;
    await control(`delay?ms=${delayMs}`);
    const asked = scenario.subjects.filter((name) => running.has(name));
    const results = new Map(asked.map((name) => [name, []]));
    for (let round = -1; round < rounds; round += 1) {
      for (const name of asked) {
        // The first round warms up: what is compiled on the way must not count.
        const result = await load(running.get(name), scenario, round < 0 ? warmUp : { seconds });
        if (round >= 0) results.get(name).push(result);
      }
    }
    const rows = asked.map((name) => ({ subject: name, ...summarize(results.get(name)) }));
    const { name, title, grows } = scenario;
    measured.push({ name, title, grows, connections, delayMs, rows });
    print(scenario, rows);
  }
  const titles = Object.fromEntries(names.map((name) => [name, allSubjects[name].title]));
  return { ...describeMachine(), rounds, seconds, titles, starts, scenarios: measured };

  async function load({ child, port, graph, callers: ownCallers }, scenario, duration) {
    const { name, queries, connections = 32, callers = ownCallers ?? connections } = scenario;
    const query = queries[graph];
    const [, operationName] = /^query (\w+)/.exec(query);
    const body = JSON.stringify({ operationName, query });
    const before = measureTree(child.pid);
    const { calls: callsBefore } = await control('calls');
    const origin = `http://127.0.0.1:${port}`;
    const headers = Array.from({ length: connections }, (_, index) => headersOf(index % callers));
    client.send({ origin, headers, body, connections, ...duration });
    const [result] = await once(client, 'message');
    if (result.failures.length > 0) {
      throw new Error(`${name}: ${JSON.stringify(result.failures).slice(0, 1000)}`);
    }
    const after = measureTree(child.pid);
    const { calls } = await control('calls');
    return {
      cpuMs: (after.cpuMs - before.cpuMs) / result.requests,
      perSecond: result.perSecond,
      p50Ms: result.p50Ms,
      p99Ms: result.p99Ms,
      megabytes: after.bytes / 2 ** 20,
      calls: (calls - callsBefore) / result.requests,
      bytes: result.bytes,
    };
  }
}

/** From starting the process to its first answer; each subject several times, in turn. */
async function measureStarts(upstream) {
  const took = new Map(names.map((name) => [name, []]));
  for (let count = 0; count < Number(options.starts); count += 1) {
    for (const name of names) {
      const { child, startMs } = await start(name, upstream);
      took.get(name).push(startMs);
      await children.end(child);
    }
  }
  return Object.fromEntries([...took].map(([name, times]) => [name, median(times)]));
}

async function start(name, upstream) {
  const { command, graph, callers } = allSubjects[name];
  const port = await findFreePort();
  const log = `${scratchFolder}${name}.log`;
  const startedMs = performance.now();
  const child = children.spawn({ ...command({ upstream, port }), log });
  const { queries } = allScenarios[0];
  const body = JSON.stringify({ operationName: 'Dashboard', query: queries[graph] });
  for (;;) {
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: headersOf(0),
      body,
    }).catch(() => undefined);
    if (response?.ok && (await response.text()).includes('"data":{"getSite')) break;
    if (child.exitCode !== null) throw new Error(`${name} ended; ${log} says why`);
    if (performance.now() - startedMs > 60_000)
      throw new Error(`${name} does not answer; see ${log}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return { child, port, graph, callers, startMs: performance.now() - startedMs };
}

function print({ name, title = name }, rows) {
  console.log(`\n${title}`);
  const floor = rows.find(({ subject }) => subject === 'floor');
  console.table(
    Object.fromEntries(
      rows.map(({ subject, cpuMs, perSecond, p50Ms, p99Ms, megabytes, calls, bytes }) => [
        subject,
        {
          'CPU ms': cpuMs.median.toFixed(3),
          from: cpuMs.minimum.toFixed(3),
          to: cpuMs.maximum.toFixed(3),
          'x floor': floor ? (cpuMs.median / floor.cpuMs.median).toFixed(2) : '',
          '/s': Math.round(perSecond.median),
          p50: p50Ms.median.toFixed(1),
          p99: p99Ms.median.toFixed(1),
          MB: Math.round(megabytes.median),
          calls: calls.median.toFixed(2),
          bytes: bytes.median,
        },
      ]),
    ),
  );
}
