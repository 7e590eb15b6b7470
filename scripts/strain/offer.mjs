// The client of overload.mjs, in a process of its own. Requests leave when they are due, whether or not
// earlier ones are answered, and an answer's time counts from when its request was due.
import { Pool } from 'undici';

const { GATEWAY, BODY } = process.env;
const callers = Array.from({ length: 64 }, (_, number) => ({
  'content-type': 'application/json',
  accept: 'application/json',
  'x-fleek-key': `overload-fleek-${number}`,
  'x-fibery-token': `overload.fibery${number}`,
  'x-flotiq-key': `overload-flotiq-${number}`,
}));
const connections = 1000;
const pool = new Pool(GATEWAY, {
  connections,
  headersTimeout: 0,
  bodyTimeout: 0,
  keepAliveTimeout: 600_000,
  keepAliveMaxTimeout: 600_000,
});
// A proxy in front of a gateway has its connections, and Node takes a new one at each turn of its event loop
// only: opened under overload, they would be what is measured.
await Promise.all(
  Array.from({ length: connections }, async () => {
    const { body } = await pool.request({ path: '/health', method: 'GET' });
    await body.dump();
  }),
);

process.on('message', (job) => run(job).then((report) => process.send(report)));
process.once('disconnect', () => process.exit());
process.send({ isReady: true });

/** The first `settleSeconds` are offered and not counted. */
async function run({ perSecond, seconds, settleSeconds }) {
  const report = { good: 0, shed: 0, failed: 0, lateMs: 0, failures: {} };
  const times = { good: [], shed: [] };
  const startedMs = performance.now();
  const fromMs = startedMs + settleSeconds * 1000;
  const untilMs = fromMs + seconds * 1000;
  const running = new Set();
  let sent = 0;

  const ask = (dueMs) => {
    report.lateMs = Math.max(report.lateMs, dueMs > fromMs ? performance.now() - dueMs : 0);
    const one = request(callers[sent % callers.length]).then((outcome) => {
      running.delete(one);
      const nowMs = performance.now();
      const isSound = outcome === 'good' || outcome === 'shed';
      if (isSound && dueMs >= fromMs) times[outcome].push(nowMs - dueMs);
      // Goodput is what comes back within the time, whenever it was due.
      if (nowMs < fromMs || nowMs > untilMs) return;
      if (isSound) {
        report[outcome] += 1;
      } else {
        report.failed += 1;
        report.failures[outcome] = (report.failures[outcome] ?? 0) + 1;
      }
    });
    running.add(one);
    sent += 1;
  };

  await new Promise((resolve) => {
    const timer = setInterval(() => {
      const nowMs = Math.min(performance.now(), untilMs);
      for (;;) {
        const dueMs = startedMs + (sent * 1000) / perSecond;
        if (dueMs > nowMs) break;
        ask(dueMs);
      }
      if (nowMs < untilMs) return;
      clearInterval(timer);
      resolve();
    }, 1);
  });
  await Promise.all(running);
  for (const [outcome, list] of Object.entries(times)) {
    list.sort((a, b) => a - b);
    const at = (share) => list[Math.min(list.length - 1, Math.floor(list.length * share))] ?? 0;
    report[`${outcome}P50Ms`] = at(0.5);
    report[`${outcome}P99Ms`] = at(0.99);
  }
  return report;
}

function request(headers) {
  return new Promise((resolve) => {
    let status;
    let last = '';
    pool.dispatch(
      { path: '/graphql', method: 'POST', headers, body: BODY },
      {
        onRequestStart() {},
        onResponseStart: (_, code) => void (status = code),
        // What is partial tells why at an end of the answer.
        onResponseData: (_, chunk) => void (last = chunk.subarray(-400).toString()),
        onResponseEnd() {
          if (status === 503) return resolve('shed');
          const [, code = `status ${status}`] = /"code":"(\w+)"/.exec(last) ?? [];
          resolve(
            status === 200 && last.endsWith('}') && !last.includes('"errors":[') ? 'good' : code,
          );
        },
        onResponseError: (_, error) => resolve(error.code ?? error.message),
      },
    );
  });
}
