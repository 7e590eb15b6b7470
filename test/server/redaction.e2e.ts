import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { createTestGateway, sandboxHeaders } from '../test-gateway.ts';
import { post, send } from './requests.ts';

/** Secrets that look like real ones and stand nowhere else. */
const canaries = {
  'x-fleek-key': 'canaryfleek0000000000key===',
  'x-fibery-token': 'canary01.fibery0000canary0000token',
  'x-flotiq-key': 'canaryflotiq000000000000000000ab',
} as const;

function collectLines() {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { lines, stream };
}

it('tells no credential, variable or argument in logs, metrics and errors, whatever goes wrong', async () => {
  const { lines, stream } = collectLines();
  const deps = { logStream: stream };
  const env = { TREFOIL_LOG_LEVEL: 'debug', TREFOIL_TRACE: 'on' };
  const answers: string[] = [];
  {
    await using gateway = await createTestGateway({ env, deps });
    const query =
      'query Canary($s: String!) { getSiteBySlug(slug: $s) { name } me { id } listBlogpost(where: { title: { contains: "argumentcanary" } }) { count } }';
    const ask = async (headers: Record<string, string>) => {
      const operation = { query, variables: { s: 'variablecanary' } };
      const { text, headers: answered } = await post(gateway.url, operation, headers);
      answers.push(text, JSON.stringify([...answered]));
    };
    await ask(canaries);
    for (const kind of ['reset', 'malformed', 'truncate'] as const) {
      gateway.fleek.faults.add({ kind });
      gateway.fibery.faults.add({ kind });
      gateway.flotiq.faults.add({ kind });
      await ask(canaries);
    }
    const own = [
      [gateway.fleek, canaries['x-fleek-key']],
      [gateway.fibery, canaries['x-fibery-token']],
      [gateway.flotiq, canaries['x-flotiq-key']],
    ] as const;
    for (const [source, secret] of own) {
      const body = JSON.stringify({ message: `bad ${secret}`, errors: [{ message: secret }] });
      source.faults.add({ kind: 'status', status: 401, body });
      source.faults.add({ kind: 'status', status: 500, body });
    }
    await ask(canaries);
    await ask(canaries);
    const broken = Object.entries(canaries).map(([name, value]) => [
      name,
      `${value}\u00e9, ${value}`,
    ]);
    await ask(Object.fromEntries(broken) as Record<string, string>);
    await ask({ ...canaries, authorization: 'Bearer trf_canaryaccesskey0000000000000000000' });
    await ask({
      ...canaries,
      authorization: 'Bearer canary.jwt.token',
      cookie: 'session=canarycookie',
    });
    await send(
      `${gateway.url}/graphql?query=${encodeURIComponent('{ me { id } }')}&token=canaryurl`,
    );
    await send(`${gateway.url}/canarypath?token=canaryurl`);
    await post(gateway.url, '{"query": "canarybody');
    answers.push(
      (await send(`${gateway.url}/metrics`)).text,
      (await send(`${gateway.url}/ready`)).text,
    );
  }
  const log = lines.join('');
  expect(log).toContain('"operation":"Canary"');
  for (const secret of [
    ...Object.values(canaries),
    'canary01',
    'fibery0000canary0000token',
    'canaryaccesskey',
    'canary.jwt',
    'canarycookie',
    'canaryurl',
    'canarypath',
    'canarybody',
    'variablecanary',
    'argumentcanary',
  ]) {
    expect(log).not.toContain(secret);
    // A client may be shown its own argument in an error about it; never a credential.
    if (!/variable|argument/.test(secret)) expect(answers.join('\n')).not.toContain(secret);
  }
});

it('writes one line for each request, with what a person needs to find it again', async () => {
  const { lines, stream } = collectLines();
  const options = { env: { TREFOIL_LOG_LEVEL: 'info' }, deps: { logStream: stream } };
  {
    await using gateway = await createTestGateway(options);
    const query = 'query Front($s: String!) { getSiteBySlug(slug: $s) { name } me { id } }';
    gateway.fibery.faults.add({ kind: 'status', status: 500 });
    const headers = {
      'x-request-id': 'from-the-client',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    };
    await post(gateway.url, { query, variables: { s: 'acme-www' } }, headers);
    await post(gateway.url, [{ query: '{ __typename }' }, { query: '{' }]);
    await send(`${gateway.url}/health`);
  }
  const requests = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request');
  expect(requests).toMatchObject([
    {
      level: 'info',
      requestId: 'from-the-client',
      traceId: '0af7651916cd43dd8448eb211c80319c',
      method: 'POST',
      route: '/graphql',
      status: 200,
      durationMs: expect.any(Number),
      type: 'query',
      operation: 'Front',
      fields: ['fleek.getSiteBySlug', 'fibery.me'],
      caller: 'own',
      calls: 2,
      codes: ['SOURCE_UNAVAILABLE'],
    },
    { batch: 2, codes: ['GRAPHQL_PARSE_FAILED'] },
    { route: '/health', status: 200 },
  ]);
  expect(requests).toHaveLength(3);
  expect(Object.keys(sandboxHeaders).some((name) => lines.join('').includes(name))).toBe(false);
});

it('passes the trace of a caller on to the sources, and joins callers of different traces all the same', async () => {
  await using gateway = await createTestGateway();
  gateway.fleek.faults.add({ kind: 'delay', delayMs: 100 });
  const query = '{ getSiteBySlug(slug: "acme-www") { name } }';
  const trace = (digit: string) => `00-${digit.repeat(32)}-${digit.repeat(16)}-01`;
  await Promise.all([
    post(gateway.url, { query }, { traceparent: trace('1') }),
    post(gateway.url, { query }, { traceparent: trace('2') }),
  ]);
  expect(gateway.fleek.calls).toHaveLength(1);
  expect([trace('1'), trace('2')]).toContain(gateway.fleek.calls[0]!.headers['traceparent']);
  await post(gateway.url, { query }, { traceparent: 'canary' });
  expect(gateway.fleek.calls[1]!.headers['traceparent']).toBeUndefined();
});

it('tells people who develop what an answer cost, and nobody else', async () => {
  const query = '{ getSiteBySlug(slug: "acme-www") { name } me { id } }';
  await using open = await createTestGateway({ env: { TREFOIL_TRACE: '' } });
  const { body, headers } = await post(open.url, { query });
  const { trace } = body.extensions as { trace: { calls: unknown[] } };
  expect(trace.calls).toHaveLength(2);
  expect(trace.calls[0]).toEqual({
    source: 'fleek',
    contract: 'fleek',
    label: expect.stringContaining('getSiteBySlug'),
    startedMs: expect.any(Number),
    durationMs: expect.any(Number),
    waitedMs: 0,
    attempts: 1,
    status: 200,
    coalesced: false,
    cached: null,
    ageMs: null,
  });
  expect(headers.get('server-timing')).toMatch(/^total;dur=[\d.]+, fleek;dur=[\d.]+, fibery;dur=/);
  await using closed = await createTestGateway({
    env: { TREFOIL_TRACE: '', TREFOIL_PROFILE: 'production' },
  });
  expect((await post(closed.url, { query })).body.extensions).toBeUndefined();
});
