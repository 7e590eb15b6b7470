import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isBy } from '../../sources/stand-in/faults.ts';
import { createTestGateway, type GraphqlResult, type TestGateway } from '../test-gateway.ts';
import { createSelfSigned } from './self-signed.ts';
import { slowTroubles, troubles, type Trouble } from './troubles.ts';

const sources = ['fleek', 'fibery', 'flotiq'] as const;
type SourceName = (typeof sources)[number];
const kinds = ['query', 'mutation'] as const;
type Kind = (typeof kinds)[number];

/** Of the sample data: the site `acme-www`. */
const siteId = '5f1c0a94-7d3e-4b62-9a08-c41e7726b1d3';
const fields: Record<Kind, Record<SourceName, string>> = {
  query: {
    fleek: 'getSiteBySlug(slug: "acme-www") { name }',
    fibery: 'findTasks(limit: 1) { name }',
    flotiq: 'listProduct(limit: 1) { items { name } }',
  },
  mutation: {
    fleek: `triggerDeploy(siteId: "${siteId}") { status }`,
    fibery: 'tasks { create(name: "One") { message } }',
    flotiq: 'createTag(input: { name: "one" }) { name }',
  },
};
const keyOf = (kind: Kind, source: SourceName) => fields[kind][source].split(/\W/, 1)[0]!;

const amounts = { TIMEOUT_MS: '1000', RETRIES: '1', ANSWER_BYTES: '100000' };
const env = Object.fromEntries(
  sources.flatMap((source) =>
    Object.entries(amounts).map(([name, value]) => [`${source.toUpperCase()}_${name}`, value]),
  ),
);
const anyone = { acceptAnyCredential: true };

const rejections: unknown[] = [];
const note = (reason: unknown) => void rejections.push(reason);
let gateway: TestGateway;
beforeAll(async () => {
  process.on('unhandledRejection', note);
  gateway = await createTestGateway({ env, fleek: anyone, fibery: anyone, flotiq: anyone });
  // What is loaded and compiled the first time is not to count against a source.
  for (const kind of kinds) await ask(gateway, { kind, caller: takeCaller(), first: 'fleek' });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  process.off('unhandledRejection', note);
  expect(rejections).toEqual([]);
});

type Caller = Record<SourceName, string>;
let callers = 0;
/** Each has a copy of the sample data of its own, which takes a while to make. */
const free: Caller[] = [];

/** Somebody whom no pause holds back and whose calls can be told from those of others who ask meanwhile. */
function takeCaller(): Caller {
  const known = free.pop();
  if (known) return known;
  const id = String(++callers).padStart(4, '0');
  return {
    fleek: `caller${id}fleek=`,
    fibery: `call${id}.fiberytoken`,
    flotiq: `caller${id}flotiqkey0000`,
  };
}

interface Asked {
  kind: Kind;
  caller: Caller;
  /** Whose field comes first: mutations run in order, and what comes after a failure runs all the same. */
  first: SourceName;
  withinMs?: number | undefined;
}

async function ask({ url }: TestGateway, { kind, caller, first, withinMs }: Asked) {
  const inOrder = [first, ...sources.filter((source) => source !== first)];
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      // Asked for by a client that is told of a refusal by the status.
      accept: 'application/graphql-response+json',
      'x-fleek-key': caller.fleek,
      'x-fibery-token': caller.fibery,
      'x-flotiq-key': caller.flotiq,
      ...(withinMs === undefined ? {} : { 'x-trefoil-timeout-ms': String(withinMs) }),
    },
    body: JSON.stringify({
      query: `${kind} { ${inOrder.map((source) => fields[kind][source]).join(' ')} }`,
    }),
  });
  const answered = await response.text();
  expect(answered).not.toMatch(/127\.0\.0\.1|elsewhere|\.invalid|secret page|<b>|node_modules/);
  for (const secret of Object.values(caller)) expect(answered).not.toContain(secret);
  return { status: response.status, ...(JSON.parse(answered) as GraphqlResult) };
}

const countCalls = (caller: Caller, source: SourceName) =>
  gateway[source].calls.filter(({ headers }) => isBy(caller[source], headers)).length;

const callsBy = (caller: Caller): Record<SourceName, number> => ({
  fleek: countCalls(caller, 'fleek'),
  fibery: countCalls(caller, 'fibery'),
  flotiq: countCalls(caller, 'flotiq'),
});

type Answer = Awaited<ReturnType<typeof ask>>;

/** 200; one error for each source in trouble; data for each of the others. */
function expectTrouble(
  { status, data, errors }: Answer,
  kind: Kind,
  codes: Partial<Record<SourceName, Pick<Trouble, 'code' | 'facts'>>>,
): void {
  expect(status, kind).toBe(200);
  const told = Object.fromEntries(
    (errors ?? []).map(({ path, extensions }) => [path?.[0], extensions]),
  );
  const expected = Object.entries(codes).map(([source, { code, facts }]) => [
    keyOf(kind, source as SourceName),
    expect.objectContaining({ code, source, requestId: expect.any(String), ...facts }),
  ]);
  expect(told, kind).toEqual(Object.fromEntries(expected));
  expect(errors?.length ?? 0, kind).toBe(expected.length);
  for (const source of sources) {
    const value: unknown = data[keyOf(kind, source)];
    if (source in codes) expect(value, kind).toBeNull();
    else expect(JSON.stringify(value), kind).toMatch(/^\{.*"\}+|^\[\{|"IN_PROGRESS"/);
  }
}

async function meet(source: SourceName, kind: Kind, trouble: Trouble): Promise<void> {
  const { fault, code, reads = 1, withinMs, facts = {} } = trouble;
  const caller = takeCaller();
  const before = callsBy(caller);
  const attempts = kind === 'query' ? reads : 1;
  gateway[source].faults.add({ ...fault, times: attempts, caller: caller[source] });
  const asked = { kind, caller, first: source };
  expectTrouble(await ask(gateway, { ...asked, withinMs }), kind, { [source]: { code, facts } });
  const after = callsBy(caller);
  for (const each of sources) {
    const calls = each === source ? attempts : 1;
    expect(after[each] - before[each], `${kind} at ${each}`).toBe(calls);
  }
  // Whoever was told to come back later is held back; everybody else is not.
  const next = code === 'SOURCE_RATE_LIMITED' ? takeCaller() : caller;
  expectTrouble(await ask(gateway, { ...asked, caller: next }), kind, {});
  free.push(next);
}

describe.each(Object.entries(troubles))('%s', (_, trouble) => {
  it.each(sources)(
    'from %s costs its field alone, is sent a mutation once, and is over with the next request',
    async (source) => {
      for (const kind of kinds) await meet(source, kind, trouble);
      expect(gateway[source].faults.remaining).toBe(0);
    },
  );
});

it.each(kinds)('a %s costs the same when a source is slow in any way', async (kind) => {
  await Promise.all(
    Object.values(slowTroubles).flatMap((trouble) =>
      sources.map((source) => meet(source, kind, trouble)),
    ),
  );
  for (const source of sources) expect(gateway[source].faults.remaining).toBe(0);
});

it.each(sources)(
  '%s refuses connections: its field alone fails, and it is back when it is back',
  async (source) => {
    const asked = kinds.map((kind) => {
      const caller = takeCaller();
      return { kind, caller, first: source, before: countCalls(caller, source) };
    });
    await gateway[source].whileRefusing(async () => {
      await Promise.all(
        asked.map(async (each) => {
          const trouble = { code: 'SOURCE_UNREACHABLE' } as const;
          expectTrouble(await ask(gateway, each), each.kind, { [source]: trouble });
          expect(countCalls(each.caller, source)).toBe(each.before);
        }),
      );
    });
    for (const each of asked) expectTrouble(await ask(gateway, each), each.kind, {});
  },
);

const noHost = { code: 'SOURCE_UNREACHABLE' } as const;
const noTrust = { code: 'SOURCE_UNREACHABLE' } as const;

it.each([
  ['fleek', 'fibery'],
  ['fibery', 'flotiq'],
  ['flotiq', 'fleek'],
] as const)(
  '%s has an unknown host name and %s a certificate of its own making: the third answers',
  async (unknown, untrusted) => {
    let reached = 0;
    const server = createServer(createSelfSigned(), (_, outgoing) => {
      reached += 1;
      outgoing.end('{"data":{}}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await using partial = await createTestGateway({
      fleek: anyone,
      fibery: anyone,
      flotiq: anyone,
      env: {
        ...env,
        [`${unknown.toUpperCase()}_ENDPOINT`]: 'http://nowhere.invalid/graphql',
        [`${untrusted.toUpperCase()}_ENDPOINT`]: `https://127.0.0.1:${port}/graphql`,
      },
    });
    for (const kind of kinds) {
      const asked = { kind, caller: takeCaller(), first: unknown };
      const answer = await ask(partial, asked);
      expectTrouble(answer, kind, { [unknown]: noHost, [untrusted]: noTrust });
      const says = Object.fromEntries(
        answer.errors!.map(({ extensions, message }) => [extensions['source'], message]),
      );
      expect(says[unknown]).toMatch(/host name/);
      expect(says[untrusted]).toMatch(/certificate or TLS/);
    }
    expect(reached).toBe(0);
    server.close();
  },
);

it('nothing waits, nothing is under way and every circuit is closed when it is over', async () => {
  const ready = (await (await fetch(`${gateway.url}/ready`)).json()) as {
    sources: Record<string, { contracts: Record<string, unknown> }>;
  };
  const states = Object.values(ready.sources).flatMap(({ contracts }) => Object.values(contracts));
  expect(states).toHaveLength(4);
  for (const state of states) expect(state).toEqual({ circuit: 'closed', queued: 0, inFlight: 0 });
});
