// `npm run soak [-- --minutes 3 --per-second 60 --faults 0.3 --people 40 --seed N]`: a crowd asks at a
// constant rate for minutes while the sources fail at random. Ends with 1 when anything is lost, anything
// crosses between callers, a mutation is sent twice, memory grows, or the gateway does not end well.
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { gatewaySettings } from './strain/gateway-settings.mjs';
import { cachedTypes } from './strain/operations.mjs';
import { ask, build, endAll, startGateway, startScript } from './strain/processes.mjs';
import { check, printTable, readMetric, untilQuiet } from './strain/report.mjs';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '3' },
    'per-second': { type: 'string', default: '60' },
    faults: { type: 'string', default: '0.3' },
    people: { type: 'string', default: '40' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const minutes = Math.min(24 * 60, Math.max(2, Number(values.minutes)));
const perSecond = Number(values['per-second']);
/** The heap is looked at so often in each minute; the lowest counts, for work under way is no leak. */
const LOOKS = 4;
const NOISE = 0.1;

console.log(
  `soak: seed ${values.seed}, ${minutes} minutes, ${perSecond} operations a second, ${values.faults * 100} % faults`,
);
try {
  build();
  const env = { SEED: values.seed, PEOPLE: values.people, MIX: 'varied' };
  const sources = await startScript('sources.mjs', env);
  await ask(sources.child, { share: Number(values.faults) });
  const gateway = await startGateway({
    ...gatewaySettings(sources.hello),
    TREFOIL_CACHE: cachedTypes,
    TREFOIL_LIVE_FASTEST_MS: '250',
    TREFOIL_LIVE_SLOWEST_MS: '2000',
  });
  const crowd = await startScript('crowd.mjs', { ...env, GATEWAY: gateway.url });
  const total = { sent: 0, answered: 0, left: 0, lost: [], crossed: [], broken: [], done: [] };
  const [codes, kinds] = [{}, {}];
  const heaps = [];
  for (let minute = 0; minute < minutes; minute += 1) {
    let lowest = Infinity;
    for (let look = 0; look < LOOKS; look += 1) {
      const report = await ask(crowd.child, { perSecond, seconds: 60 / LOOKS });
      for (const key of Object.keys(total)) {
        // Numbers add up and lists are joined.
        if (typeof total[key] === 'number') total[key] += report[key];
        else total[key].push(...report[key]);
      }
      addUp(codes, report.codes);
      addUp(kinds, report.kinds);
      lowest = Math.min(lowest, await gateway.heap());
    }
    heaps.push(lowest / 2 ** 20);
    const { faults } = await ask(sources.child, {});
    const { sent, answered, left } = total;
    const [retried, opened] = await Promise.all([
      readMetric(gateway.url, 'trefoil_source_retries_total'),
      readMetric(gateway.url, 'trefoil_source_circuit_changes_total', /state="open"/),
    ]);
    const wrong = { lost: total.lost.length, crossed: total.crossed.length };
    printTable(
      [
        {
          minute: minute + 1,
          sent,
          answered,
          left,
          ...wrong,
          faults,
          retried,
          'circuits open': opened,
          'heap MB': heaps.at(-1),
          load: loadavg()[0],
        },
      ],
      minute === 0,
    );
  }
  console.log('');
  printTable([kinds]);
  console.log('');
  for (const [code, count] of Object.entries(codes).sort(([, a], [, b]) => b - a)) {
    console.log(`${String(count).padStart(8)}  ${code}`);
  }
  console.log('');

  const { sent, answered, left, lost, crossed, broken, done } = total;
  check(sent === answered + left && lost.length === 0, `nothing is lost ${first(lost)}`);
  check(crossed.length === 0, `nothing crosses between callers ${first(crossed)}`);
  check(broken.length === 0, `what is missing has an error that says why ${first(broken)}`);
  await untilQuiet(gateway.url);
  check(true, 'no request, call, subscription, poller or socket is left over');
  const { received } = await ask(sources.child, {});
  const counts = new Map(received.map(([key, count]) => [named(key, sources.hello), count]));
  const twice = [...counts].filter(([, count]) => count > 1).map(([key]) => key);
  const never = done.filter((key) => !counts.has(key));
  check(twice.length === 0, `no mutation arrives twice ${first(twice)}`);
  check(
    never.length === 0,
    `each of ${done.length} mutations answered as done has arrived ${first(never)}`,
  );
  const most = heaps[0] * (1 + NOISE);
  check(
    heaps.at(-1) <= most,
    `the heap of the last minute stays below ${most.toFixed(1)} MB: ${heaps.at(-1).toFixed(1)} MB`,
  );
  check(gateway.bugs.length === 0, `no defect is logged ${first(gateway.bugs)}`);
  check(gateway.isRunning(), 'no unhandled rejection has ended the gateway');
  check((await gateway.stop()) === 0, 'it ends with 0 at SIGTERM');
} finally {
  await endAll();
}

function addUp(sums, counts) {
  for (const [key, count] of Object.entries(counts)) sums[key] = (sums[key] ?? 0) + count;
}

function first(list) {
  return list.length > 0 ? `(${list.length}, such as: ${list[0]})` : '';
}

/** The stand-ins know themselves by address, the crowd knows them by name. */
function named(key, origins) {
  const [origin, name] = key.split(' ');
  const [source] = Object.entries(origins).find(([, known]) => known === origin);
  return `${source} ${name}`;
}
