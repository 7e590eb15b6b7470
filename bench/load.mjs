// The client, in a process of its own: keeps a number of connections busy and notes how long each answer took.
import { Pool } from 'undici';

process.on('message', (job) => run(job).then((result) => process.send(result)));
process.once('disconnect', () => process.exit());

/** Until the seconds are over and the requests made, or `mostSeconds` are over. */
async function run(job) {
  const { origin, headers, body, connections, seconds, requests = 0, mostSeconds = seconds } = job;
  const pool = new Pool(origin, { connections, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
  const durations = [];
  const failures = new Map();
  const startedMs = performance.now();
  const isOver = () => {
    const tookMs = performance.now() - startedMs;
    return (
      tookMs >= mostSeconds * 1000 || (tookMs >= seconds * 1000 && durations.length >= requests)
    );
  };
  let bytes = 0;

  const ask = (own) =>
    new Promise((resolve, reject) => {
      let status;
      let failed;
      let length = 0;
      pool.dispatch(
        { path: '/graphql', method: 'POST', headers: own, body },
        {
          onRequestStart() {},
          onResponseStart: (_, code) => void (status = code),
          onResponseData(_, chunk) {
            // Errors stand at an end of the answer, whichever the gateway has put first.
            if (length === 0) failed = chunk.includes('"errors":[') ? String(chunk) : undefined;
            length += chunk.length;
          },
          onResponseEnd() {
            bytes = length;
            resolve(status === 200 ? failed : `status ${status} ${failed ?? ''}`);
          },
          onResponseError: (_, error) => reject(error),
        },
      );
    });

  async function work(own) {
    while (!isOver()) {
      const fromMs = performance.now();
      const failure = await ask(own).catch((error) => error.message);
      if (failure)
        failures.set(failure.slice(0, 300), (failures.get(failure.slice(0, 300)) ?? 0) + 1);
      else durations.push(performance.now() - fromMs);
    }
  }

  await Promise.all(headers.map(work));
  const tookSeconds = (performance.now() - startedMs) / 1000;
  await pool.close();
  durations.sort((a, b) => a - b);
  const at = (share) =>
    durations[Math.min(durations.length - 1, Math.floor(durations.length * share))];
  return {
    requests: durations.length,
    perSecond: durations.length / tookSeconds,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    bytes,
    failures: [...failures],
  };
}
