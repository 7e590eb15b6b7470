// `npm run memory [-- --operations 200000 --after 20000 --at-once 48 --seed N]`: holds the heap after many
// operations (queries, links, kept answers, mutations, errors, aborts, subscriptions) against the heap
// after the first of them. Ends with 1 when it has grown.
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { gatewaySettings } from './strain/gateway-settings.mjs';
import { ask, build, endAll, startGateway, startScript } from './strain/processes.mjs';
import { cachedTypes } from './strain/operations.mjs';
import { check, printTable, untilQuiet } from './strain/report.mjs';

const { values } = parseArgs({
  options: {
    operations: { type: 'string', default: '200000' },
    after: { type: 'string', default: '20000' },
    'at-once': { type: 'string', default: '48' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const operations = Number(values.operations);
const after = Number(values.after);
const atOnce = Number(values['at-once']);
/** What one collection leaves and the next one finds, and connections that a busier moment opened. */
const NOISE = 0.02;

console.log(`memory: seed ${values.seed}, ${operations} operations, ${atOnce} at once`);
try {
  build();
  const env = { SEED: values.seed, MIX: 'many', PEOPLE: '60' };
  const sources = await startScript('sources.mjs', env);
  await ask(sources.child, { share: 0.05 });
  const gateway = await startGateway(
    {
      ...gatewaySettings(sources.hello),
      TREFOIL_CACHE: cachedTypes,
      TREFOIL_LIVE_FASTEST_MS: '250',
    },
    // What V8 optimises late, and notes to be able to throw that away, would be all that grows.
    { flags: ['--no-opt'] },
  );
  const crowd = await startScript('crowd.mjs', { ...env, GATEWAY: gateway.url });

  const levels = [];
  let failures = 0;
  for (let done = 0; done < operations;) {
    const next = Math.min(after, operations - done);
    const startedMs = performance.now();
    const report = await ask(crowd.child, { operations: next, atOnce });
    done += next;
    failures += report.lost.length + report.crossed.length + report.broken.length;
    const [trouble] = [...report.lost, ...report.crossed, ...report.broken];
    if (trouble) console.error(trouble);
    await untilQuiet(gateway.url);
    levels.push({
      operations: done,
      'heap MB': (await gateway.heap()) / 2 ** 20,
      'per second': Math.round((next / (performance.now() - startedMs)) * 1000),
      load: loadavg()[0],
    });
    printTable(levels.slice(-1), levels.length === 1);
  }
  const [{ 'heap MB': first }] = levels;
  // The lower of the last two: what is garbage of the last minute is not what the gateway keeps.
  const last = Math.min(...levels.slice(-2).map(({ 'heap MB': heap }) => heap));
  const most = first * (1 + NOISE);
  const growth = `${first.toFixed(1)} MB after ${after}, ${last.toFixed(1)} MB after ${operations}`;
  check(last <= most, `the heap stays below ${most.toFixed(1)} MB: ${growth}`);
  check(failures === 0, 'no answer is lost, crossed or without a reason');
  check(gateway.bugs.length === 0, `no defect is logged ${gateway.bugs[0] ?? ''}`);
  check((await gateway.stop()) === 0, 'the gateway ends with 0');
} finally {
  await endAll();
}
