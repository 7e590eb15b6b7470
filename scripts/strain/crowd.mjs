// The clients, in a process of their own: many callers, each with their own credentials, ask all kinds
// of things at a constant rate, or as fast as so many at once can. A job comes over the channel and is
// answered with what happened.
import { Pool } from 'undici';
import { judgeAnswer, judgeMarks } from './judge-answer.mjs';
import { drawOperation } from './operations.mjs';
import { createPerson } from './people.mjs';
import { Random } from './random.mjs';
import { listenOnSocket, listenToStream } from './subscriber.mjs';

/** After that long without an answer an operation is taken for lost; the gateway's own limit is below. */
const PATIENCE_MS = 60_000;

const url = process.env.GATEWAY;
const random = new Random(Number(process.env.SEED));
const people = Array.from({ length: Number(process.env.PEOPLE) }, (_, number) =>
  createPerson(number),
);
const pool = new Pool(url, { connections: 400, headersTimeout: 0, bodyTimeout: 0 });
let asked = 0;

process.on('message', (job) => run(job).then((report) => process.send(report)));
process.once('disconnect', () => process.exit());
process.send({ isReady: true });

async function run({ perSecond, seconds, operations, atOnce }) {
  const report = { sent: 0, answered: 0, left: 0, lost: [], crossed: [], broken: [] };
  Object.assign(report, { codes: {}, kinds: {}, done: [] });
  await (operations ? inTurn(report, operations, atOnce) : atRate(report, perSecond, seconds));
  return report;
}

async function inTurn(report, operations, atOnce) {
  const work = async () => {
    while (report.sent < operations) await perform(report);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/** The next one does not wait for the last: a gateway that is slow gets no less to do. */
async function atRate(report, perSecond, seconds) {
  const startedMs = performance.now();
  const running = new Set();
  await new Promise((resolve) => {
    const timer = setInterval(() => {
      const tookMs = Math.min(performance.now() - startedMs, seconds * 1000);
      for (const due = (tookMs / 1000) * perSecond; report.sent < due;) {
        const one = perform(report).finally(() => running.delete(one));
        running.add(one);
      }
      if (tookMs < seconds * 1000) return;
      clearInterval(timer);
      resolve();
    }, 10);
  });
  await Promise.all(running);
}

async function perform(report) {
  const person = random.pick(people);
  asked += 1;
  const drawn = drawOperation(random, `made-${person.number}-${asked}`, process.env.MIX);
  const requestId = `strain-${asked}-of-${person.number}`;
  report.sent += 1;
  report.kinds[drawn.kind] = (report.kinds[drawn.kind] ?? 0) + 1;
  const controller = new AbortController();
  const isOver = setTimeout(() => controller.abort(new Error('no answer')), PATIENCE_MS);
  const leaving =
    drawn.leaveMs !== undefined && setTimeout(() => controller.abort('left'), drawn.leaveMs);
  try {
    if (drawn.stayMs === undefined) {
      const answer = await post(drawn, { person, requestId, signal: controller.signal });
      judgeAnswer({ report, person, drawn, requestId }, answer);
    } else {
      const listen = drawn.kind === 'stream' ? listenToStream : listenOnSocket;
      const from = { url, pool, person, requestId, signal: controller.signal };
      for (const event of await listen(from, drawn)) {
        judgeMarks(report, person, `${drawn.kind} ${requestId}`, event);
        if (event.errors) report.codes['in a subscription'] ??= 0;
        if (event.errors) report.codes['in a subscription'] += 1;
      }
    }
    report.answered += 1;
  } catch (error) {
    if (controller.signal.reason === 'left') report.left += 1;
    else report.lost.push(`${drawn.kind} ${requestId}: ${error.message}`);
  } finally {
    clearTimeout(isOver);
    clearTimeout(leaving);
  }
}

async function post({ operations, isBatch, isGet }, { person, requestId, signal }) {
  const texts = operations.map(({ query, variables }) => ({ query, variables }));
  const headers = { ...person.headers, 'x-request-id': requestId, accept: 'application/json' };
  const request = isGet
    ? {
        path: `/graphql?query=${encodeURIComponent(operations[0].query)}`,
        method: 'GET',
        headers: { ...headers, 'x-trefoil-csrf': '1' },
      }
    : {
        path: '/graphql',
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(isBatch ? texts : texts[0]),
      };
  const { statusCode, headers: told, body } = await pool.request({ ...request, signal });
  return { status: statusCode, echoed: told['x-request-id'], body: await body.json() };
}
