// `npm run overload [-- --times 5 --seconds 6 --list 400]`: offers more and more requests, finds the most
// that the gateway answers well in a second, and goes on to five times as many. Prints the curve, and ends
// with 1 unless goodput and the time of those who were let in hold.
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { measureTree } from '../bench/process-tree.mjs';
import { gatewaySettings } from './strain/gateway-settings.mjs';
import { ask, endAll, startGateway, startScript } from './strain/processes.mjs';
import { check, printTable } from './strain/report.mjs';

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '6' },
    list: { type: 'string', default: '400' },
    // Settings of the gateway, such as TREFOIL_MAX_CONCURRENCY=64.
    set: { type: 'string', multiple: true, default: [] },
  },
});
const times = Number(values.times);
const seconds = Number(values.seconds);
const query = `{ findTasks(limit: ${values.list}) { id name publicId state { name } } }`;
const upstreamMs = 30;

try {
  const upstreams = await startScript('../../bench/upstreams/main.mjs');
  const { origin } = upstreams.hello;
  await fetch(`${origin}/bench/delay?ms=${upstreamMs}`);
  const sources = { fleek: origin, fibery: origin, flotiq: origin };
  const gateway = await startGateway({
    ...gatewaySettings(sources),
    TREFOIL_LOG_LEVEL: 'info',
    TREFOIL_COALESCE: 'off',
    FIBERY_CONCURRENCY: '2000',
    FIBERY_TIMEOUT_MS: '15000',
    ...Object.fromEntries(values.set.map((pair) => pair.split('='))),
  });
  const client = await startScript('offer.mjs', {
    GATEWAY: gateway.url,
    BODY: JSON.stringify({ query }),
  });
  const rows = [];

  async function offer(perSecond, settleSeconds = 2) {
    const before = measureTree(gateway.pid);
    const startedMs = performance.now();
    const report = await ask(client.child, { perSecond, seconds, settleSeconds });
    const cpuMs = measureTree(gateway.pid).cpuMs - before.cpuMs;
    const row = {
      offered: Math.round(perSecond),
      goodput: report.good / seconds,
      shed: report.shed / seconds,
      failed: report.failed / seconds,
      'p50 ms': report.goodP50Ms,
      'p99 ms': report.goodP99Ms,
      'shed p99 ms': report.shedP99Ms,
      'gateway CPU %': (cpuMs / (performance.now() - startedMs)) * 100,
      'client late ms': report.lateMs,
      load: loadavg()[0],
    };
    if (report.failed > 0) console.error(report.failures);
    printTable([row], rows.length === 0);
    rows.push(row);
    return row;
  }

  await offer(50, 5);
  for (let perSecond = 70; rows.at(-1).goodput > 0.9 * rows.at(-1).offered; perSecond *= 1.4) {
    await offer(perSecond);
  }
  const peak = rows.toSorted((a, b) => b.goodput - a.goodput)[0];
  for (const factor of [1.5, 2, 3, 4, 5].filter((each) => each < times).concat(times)) {
    await offer(peak.goodput * factor);
  }
  const last = rows.at(-1);
  const least = 0.8 * peak.goodput;
  check(
    last.goodput >= least,
    `${times} times the peak of ${peak.goodput.toFixed(0)} a second leaves at least ${least.toFixed(0)}: ${last.goodput.toFixed(0)}`,
  );
} finally {
  await endAll();
}
