import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import {
  createTestGateway,
  sandboxHeaders,
  type GraphqlResult,
  type TestGateway,
} from '../test-gateway.ts';

/** What Fibery documents, and what its stand-in enforces over any second. */
const perToken = 3;
const perWorkspace = 7;
const vendorsRates = {
  FIBERY_REQUESTS_PER_SECOND: String(perToken),
  FIBERY_ACCOUNT_REQUESTS_PER_SECOND: String(perWorkspace),
};

/** Time goes by only when a test says so; sockets are real, and all of them are in this process. */
let gateway: TestGateway;
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
  gateway = await createTestGateway({
    // How busy this machine is has no part in it.
    env: { ...vendorsRates, TREFOIL_MAX_BACKLOG_MS: '0' },
    fibery: { enforceLimits: true, acceptAnyCredential: true },
  });
});
afterEach(async () => {
  // The next burst finds nothing of this one in any second.
  await vi.advanceTimersByTimeAsync(5_000);
  gateway.fibery.calls.length = 0;
});
afterAll(async () => {
  vi.useRealTimers();
  await gateway[Symbol.asyncDispose]();
});

interface Answered {
  result: GraphqlResult;
  /** Since the burst began. */
  afterMs: number;
}

/** Sends operations that are all different, so that none can share a call with another. */
function burst(callers: readonly string[], headers: Record<string, string> = {}): Answered[] {
  const answers: Answered[] = [];
  const startMs = Date.now();
  for (const [index, caller] of callers.entries()) {
    const credentials = { ...sandboxHeaders, 'x-fibery-token': tokenOf(caller) };
    void gateway
      .ask(`{ findTasks(limit: ${index + 1}) { id } }`, { headers: { ...credentials, ...headers } })
      .then((result) => answers.push({ result, afterMs: Date.now() - startMs }));
  }
  return answers;
}

const tokenOf = (caller: string) => `${caller}00000.fiberytoken`;

/** Lets everything happen that can happen without time going by. */
async function settle(answers: Answered[]): Promise<void> {
  let seen = -1;
  for (let quiet = 0; quiet < 30; quiet += 1) {
    await new Promise(setImmediate);
    const { calls } = gateway.fibery;
    const isBusy = calls.some(({ status }) => status === undefined);
    if (isBusy || calls.length + answers.length !== seen) quiet = 0;
    seen = calls.length + answers.length;
  }
}

async function untilAnswered(answers: Answered[], count: number): Promise<void> {
  await settle(answers);
  while (answers.length < count) {
    await vi.advanceTimersToNextTimerAsync();
    await settle(answers);
  }
}

const codeOf = ({ result }: Answered) => result.errors?.[0]?.extensions['code'] ?? 'ok';
const statuses = () => new Set(gateway.fibery.calls.map(({ status }) => status));

it('the stand-in answers 429 to whoever sends it 50 at once, so what follows means something', async () => {
  const sent = await Promise.all(
    Array.from({ length: 50 }, () =>
      fetch(`${gateway.fibery.origin}/api/graphql/space/Delivery`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Token ${tokenOf('ada')}`,
        },
        body: '{"query":"{ findTasks { id } }"}',
      }),
    ),
  );
  expect(sent.filter(({ status }) => status === 200)).toHaveLength(perToken);
  expect(sent.filter(({ status }) => status === 429)).toHaveLength(50 - perToken);
});

it('answers 50 operations of one caller without one 429, as fast as the vendor allows', async () => {
  const answers = burst(Array<string>(50).fill('ada'));
  await untilAnswered(answers, 50);
  expect(answers.map(codeOf)).toEqual(Array(50).fill('ok'));
  expect(gateway.fibery.calls).toHaveLength(50);
  expect(statuses()).toEqual(new Set([200]));
  expect(answers.at(-1)!.afterMs).toBeLessThan((50 / perToken) * 1050);
});

it('answers 50 operations of five callers without one 429, in turns', async () => {
  const names = ['ada', 'bob', 'cid', 'dot', 'eve'];
  const answers = burst(names.flatMap((name) => Array<string>(10).fill(name)));
  await untilAnswered(answers, 50);
  expect(answers.map(codeOf)).toEqual(Array(50).fill('ok'));
  expect(statuses()).toEqual(new Set([200]));
  expect(answers.at(-1)!.afterMs).toBeLessThan((50 / perWorkspace) * 1050);
  // The first seven go at once, whoever they are; from then on everybody has a turn.
  const order = gateway.fibery.calls.map(({ headers }) => headers['authorization']!.slice(6, 9));
  for (let turn = 0; turn < 6; turn += 1) {
    const from = perWorkspace + turn * names.length;
    expect(order.slice(from, from + names.length).toSorted(), order.join(' ')).toEqual(names);
  }
});

it('tells whoever has no time for a turn at once when to come back', async () => {
  const answers = burst(Array<string>(50).fill('ada'), { 'x-trefoil-timeout-ms': '2500' });
  await settle(answers);
  const told = answers.filter((answered) => codeOf(answered) === 'SOURCE_RATE_LIMITED');
  // Three go now, three in a second and three in two.
  expect(told).toHaveLength(50 - 3 * perToken);
  for (const { result, afterMs } of told) {
    expect(afterMs).toBe(0);
    const { retryAfterMs } = result.errors![0]!.extensions;
    expect(retryAfterMs).toBeGreaterThan(2_500);
    expect(retryAfterMs).toBeLessThan(3_500);
  }
  await untilAnswered(answers, 50);
  expect(answers.filter((answered) => codeOf(answered) === 'ok')).toHaveLength(3 * perToken);
  expect(statuses()).toEqual(new Set([200]));
});
