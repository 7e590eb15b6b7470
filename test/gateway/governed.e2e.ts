import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  createTestGateway,
  sandboxHeaders,
  type GraphqlResult,
  type TestGateway,
} from '../test-gateway.ts';

/** Time goes by only when a test says so; sockets are real, and all of them are in this process. */
let gateway: TestGateway;
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
  gateway = await createTestGateway({
    env: {
      TREFOIL_TIMEOUT_MS: '5000',
      TREFOIL_MAX_BACKLOG_MS: '0',
      FLEEK_RETRIES: '0',
      FLOTIQ_CALLS_PER_OPERATION: '4',
    },
    fibery: { acceptAnyCredential: true },
  });
});
afterEach(() => {
  for (const standIn of [gateway.fleek, gateway.fibery, gateway.flotiq]) {
    expect(standIn.faults.remaining).toBe(0);
    standIn.reset();
  }
});
afterAll(async () => {
  vi.useRealTimers();
  await gateway[Symbol.asyncDispose]();
});

const site = '{ getSiteBySlug(slug: "acme-www") { name } }';

function ask(query: string, headers: Record<string, string> = {}): Promise<GraphqlResult> {
  return gateway.ask(query, { headers: { ...sandboxHeaders, ...headers } });
}

/** Resolves when it is so, however many turns of the event loop that takes. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(setImmediate);
}

const codesOf = ({ errors = [] }: GraphqlResult) =>
  errors.map(({ path, extensions }) => [path?.[0], extensions['code']]);

describe('the time of an operation', () => {
  it.each([
    ['what the client asks for', '300', 300],
    ['never more than the gateway allows', '60000', 5000],
    ['what the gateway allows when the client makes no sense', 'soon', 5000],
    ['what the gateway allows when the client asks for nothing', '0', 5000],
  ])('is %s', async (_, asked, allowedMs) => {
    gateway.fleek.faults.add({ kind: 'hang' });
    let answer: GraphqlResult | undefined;
    const query = `{ ${site.slice(1, -1)} findTasks(limit: 1) { name } }`;
    void ask(query, { 'x-trefoil-timeout-ms': asked }).then((result) => (answer = result));
    await until(() => gateway.fleek.calls.length + gateway.fibery.calls.length === 2);
    await until(() => gateway.fibery.calls.every(({ status }) => status !== undefined));
    await vi.advanceTimersByTimeAsync(allowedMs - 1);
    expect(answer).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    await until(() => answer !== undefined);
    expect(codesOf(answer!)).toEqual([['getSiteBySlug', 'DEADLINE_EXCEEDED']]);
    expect(answer!.data.findTasks).toHaveLength(1);
    await until(() => gateway.fleek.calls[0]!.isAbandoned === true);
  });

  it('is one for all that comes after one another: what has none left is not sent', async () => {
    gateway.fibery.faults.add({ kind: 'hang' });
    const asked = ask(
      'mutation { tasks { create(name: "One") { message } } createTag(input: { name: "one" }) { name } }',
      { 'x-trefoil-timeout-ms': '300' },
    );
    await until(() => gateway.fibery.calls.length === 1);
    await vi.advanceTimersByTimeAsync(300);
    expect(codesOf(await asked)).toEqual([
      ['tasks', 'DEADLINE_EXCEEDED'],
      ['createTag', 'DEADLINE_EXCEEDED'],
    ]);
    expect(gateway.flotiq.calls).toEqual([]);
  });
});

describe('identical reads at the same time', () => {
  const coalesced = 'trefoil_source_coalesced_total{source="fleek",contract="fleek"}';

  it('are one call, which ends when the last of those who wait has left', async () => {
    const before = await readMetric(coalesced);
    gateway.fleek.faults.add({ kind: 'hang' });
    const clients = [new AbortController(), new AbortController()];
    const [first, second] = clients.map(({ signal }) =>
      fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...sandboxHeaders },
        body: JSON.stringify({ query: site }),
        signal,
      }).catch((error: Error) => error.name),
    );
    while ((await readMetric(coalesced)) === before) await new Promise(setImmediate);
    const [call, ...others] = gateway.fleek.calls;
    expect(others).toEqual([]);
    clients[0]!.abort();
    expect(await first).toBe('AbortError');
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    expect(call!.isAbandoned).toBeUndefined();
    clients[1]!.abort();
    expect(await second).toBe('AbortError');
    await until(() => call!.isAbandoned === true);
    expect((await ask(site)).data.getSiteBySlug.name).toBe('acme-www');
  });

  it('are two calls with TREFOIL_COALESCE=off', async () => {
    await using alone = await createTestGateway({ env: { TREFOIL_COALESCE: 'off' } });
    const answers = await Promise.all([alone.ask(site), alone.ask(site)]);
    for (const { data } of answers) expect(data.getSiteBySlug.name).toBe('acme-www');
    expect(alone.fleek.calls).toHaveLength(2);
  });
});

async function readMetric(name: string): Promise<number> {
  const text = await (await fetch(`${gateway.url}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.slice(name.length) ?? 0);
}

async function readCircuit(): Promise<string> {
  const ready = (await (await fetch(`${gateway.url}/ready`)).json()) as {
    sources: { fleek: { contracts: { fleek: { circuit: string } } } };
  };
  return ready.sources.fleek.contracts.fleek.circuit;
}

it('a circuit that opens is seen in the answer, at /ready and at /metrics, and closes by a probe', async () => {
  const circuit = (state: string) =>
    readMetric(`trefoil_source_circuit{source="fleek",contract="fleek",state="${state}"}`);
  gateway.fleek.faults.add({ kind: 'status', status: 500, times: 5 });
  for (let failure = 0; failure < 5; failure += 1) {
    expect(codesOf(await ask(site))).toEqual([['getSiteBySlug', 'SOURCE_UNAVAILABLE']]);
  }
  expect(await readCircuit()).toBe('open');
  expect([await circuit('open'), await circuit('closed')]).toEqual([1, 0]);
  const refused = await ask(`{ ${site.slice(1, -1)} findTasks(limit: 1) { name } }`);
  expect(refused.errors![0]!.extensions).toMatchObject({
    code: 'SOURCE_UNAVAILABLE',
    circuit: 'open',
    retryAfterMs: 1000,
  });
  expect(refused.data.findTasks).toHaveLength(1);
  expect(gateway.fleek.calls).toHaveLength(5);

  await vi.advanceTimersByTimeAsync(1000);
  expect((await ask(site)).errors).toBeUndefined();
  expect(await readCircuit()).toBe('closed');
  expect([await circuit('open'), await circuit('closed')]).toEqual([0, 1]);
});

it('a 429 holds its credential back for as long as it says, and nobody else', async () => {
  const me = '{ me { id } }';
  const headers = { 'x-fibery-token': 'heldback.fiberytoken' };
  gateway.fibery.faults.add({ kind: 'status', status: 429, headers: { 'retry-after': '2' } });
  let answer: GraphqlResult | undefined;
  void ask(me, headers).then((result) => (answer = result));
  await until(() => gateway.fibery.calls.some(({ status }) => status === 429));
  expect((await ask(me)).errors).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1999);
  expect(gateway.fibery.calls).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1);
  await until(() => answer !== undefined);
  expect(answer!.errors).toBeUndefined();
  expect(gateway.fibery.calls).toHaveLength(3);
});

describe('an operation that needs more calls of a source than it may cost', () => {
  const many = (count: number, field: (n: number) => string) =>
    Array.from({ length: count }, (_, n) => `f${n}: ${field(n)}`).join(' ');

  it.each([
    ['a query', 'query', (n: number) => `listTag(page: ${n + 1}) { count }`],
    ['a mutation', 'mutation', (n: number) => `createTag(input: { name: "t${n}" }) { name }`],
  ])('sends none of them as %s, and the other sources answer', async (_, kind, field) => {
    const other =
      kind === 'query' ? 'findTasks(limit: 1) { name }' : 'tasks { create(name: "x") { message } }';
    const { data, errors } = await ask(`${kind} { ${many(5, field)} other: ${other} }`);
    expect(errors!.map(({ extensions }) => extensions['code'])).toEqual(
      Array(5).fill('UPSTREAM_BUDGET_EXCEEDED'),
    );
    expect(data.other).not.toBeNull();
    expect(gateway.flotiq.calls).toEqual([]);
    const within = await ask(`${kind} { ${many(4, field)} }`);
    expect(within.errors).toBeUndefined();
    expect(gateway.flotiq.calls).toHaveLength(4);
  });
});
