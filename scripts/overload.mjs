// `npm run overload [-- --times 5 --seconds 5 --rounds 3 --list 1000]`: offers more and more requests, finds the most
// that the gateway answers well in a second, and goes on to five times as many. Prints the curve, and ends
// with 1 unless goodput and the time of those who were let in hold.
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { measureTree } from '../bench/process-tree.mjs';
import { gatewaySettings } from './strain/gateway-settings.mjs';
import { ask, build, endAll, startGateway, startScript } from './strain/processes.mjs';
import { median } from '../bench/statistics.mjs';
import { check, printTable } from './strain/report.mjs';

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    list: { type: 'string', default: '1000' },
    // Settings of the gateway, such as TREFOIL_MAX_CONCURRENCY=64.
    set: { type: 'string', multiple: true, default: [] },
  },
});
const times = Number(values.times);
const seconds = Number(values.seconds);
const rounds = Number(values.rounds);
const query = `{ findTasks(limit: ${values.list}) { id name publicId state { name } } }`;
const upstreamMs = 30;
const set = Object.fromEntries(values.set.map((pair) => pair.split('=')));
const backlogMs = Number(set['TREFOIL_MAX_BACKLOG_MS'] ?? 300);
/** The work before a request, as much again for what is guessed wrong, and its source's time. */
const mostMs = 2 * backlogMs + upstreamMs;
/** For so long it may be a burst: the gateway is patient for two seconds, and then has five times as much to do. */
const burstSeconds = 4;

try {
  build();
  const upstreams = await startScript('../../bench/upstreams/main.mjs');
  const { origin } = upstreams.hello;
  await fetch(`${origin}/bench/delay?ms=${upstreamMs}`);
  const sources = { fleek: origin, fibery: origin, flotiq: origin };
  const gateway = await startGateway({
    ...gatewaySettings(sources),
    TREFOIL_LOG_LEVEL: 'info',
    TREFOIL_COALESCE: 'off',
    TREFOIL_MAX_BACKLOG_MS: String(backlogMs),
    TREFOIL_KEEP_ALIVE_MS: '600000',
    FIBERY_CONCURRENCY: '2000',
    FIBERY_TIMEOUT_MS: '15000',
    ...set,
  });
  const client = await startScript('offer.mjs', {
    GATEWAY: gateway.url,
    BODY: JSON.stringify({ query }),
  });
  const rows = [];

  async function offer(perSecond, settleSeconds = burstSeconds) {
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
      'CPU ms each': cpuMs / Math.max(1, report.good * ((seconds + settleSeconds) / seconds)),
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
  const { goodput: peak } = rows.toSorted((a, b) => b.goodput - a.goodput)[0];
  for (const factor of [1.5, 2, 3].filter((each) => each < times)) await offer(peak * factor);
  // In turn, so that whatever else this machine does befalls both alike.
  const pairs = [];
  for (let round = 0; round < rounds; round += 1) {
    pairs.push([await offer(peak), await offer(peak * times)]);
  }
  const middle = (index, key) => median(pairs.map((pair) => pair[index][key]));
  const [atPeak, over] = [middle(0, 'goodput'), middle(1, 'goodput')];
  check(
    over >= 0.8 * atPeak,
    `${times} times the peak leaves ${over.toFixed(0)} of ${atPeak.toFixed(0)} good answers a second, at least four fifths`,
  );
  const p99Ms = middle(1, 'p99 ms');
  check(
    p99Ms <= mostMs,
    `who is let in is answered within ${mostMs} ms in 99 of 100 cases: ${p99Ms.toFixed(0)} ms`,
  );
  const share = middle(1, 'gateway CPU %');
  if (share < 75) {
    console.log(
      `      disturbed: the gateway had ${share.toFixed(0)} % of a core, the rest went elsewhere`,
    );
  }
} finally {
  await endAll();
}
