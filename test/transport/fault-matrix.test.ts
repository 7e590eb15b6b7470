import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ScriptedFault } from '../../sources/stand-in/faults.ts';
import { serveStandIn, type StandIn } from '../../sources/stand-in/serve.ts';
import type { ErrorCode } from '../../src/errors.ts';
import { createTransport, readAnswer, type UpstreamRequest } from '../../src/transport/index.ts';
import { makeRequest, now, outcomeOf, sourceWith } from './request.ts';

/** One way in which a source can fail: by a scripted fault, or by what its address leads to. */
interface Trouble {
  fault?: ScriptedFault;
  endpoint?: (standIn: StandIn) => string | Promise<string>;
  code: ErrorCode | undefined;
  /** Calls that a read costs; a write always costs one. */
  readAttempts?: number;
  facts?: Record<string, unknown>;
}

const html = { 'content-type': 'text/html' };
const text = { 'content-type': 'text/plain' };
const refused = (status: number, body: string, headers: Record<string, string> = text) =>
  ({ kind: 'status', status, body, headers }) as const;
const retryAfter = { ...text, 'retry-after': '30' };
const closedPort = async () => {
  const gone = await serveStandIn({ respond: () => ({ status: 200 }) });
  await gone.close();
  return gone.origin;
};

const aboutHalfAMinute: unknown = expect.toSatisfy((ms: number) => ms > 20_000 && ms <= 30_000);

const troubles: Record<string, Trouble> = {
  'a refused connection': { endpoint: closedPort, code: 'SOURCE_UNREACHABLE' },
  'a DNS error': { endpoint: () => 'http://nowhere.invalid', code: 'SOURCE_UNREACHABLE' },
  'a TLS error': {
    endpoint: ({ origin }) => origin.replace('http:', 'https:'),
    code: 'SOURCE_UNREACHABLE',
  },
  'a reset': { fault: { kind: 'reset' }, code: 'SOURCE_UNREACHABLE', readAttempts: 3 },
  'a truncated answer': {
    fault: { kind: 'truncate' },
    code: 'SOURCE_UNREACHABLE',
    readAttempts: 3,
  },
  'no answer at all': { fault: { kind: 'hang' }, code: 'SOURCE_TIMEOUT' },
  'a slow first byte': { fault: { kind: 'delay', delayMs: 400 }, code: 'SOURCE_TIMEOUT' },
  'a slow body': {
    fault: { kind: 'slow-body', chunkBytes: 1, everyMs: 50 },
    code: 'SOURCE_TIMEOUT',
  },
  'a huge body': { fault: { kind: 'huge', bytes: 5_000_000 }, code: 'SOURCE_BAD_ANSWER' },
  'half of a JSON document': { fault: { kind: 'malformed' }, code: 'SOURCE_BAD_ANSWER' },
  'a wrong content type': {
    fault: refused(200, '<h1>Hello</h1>', html),
    code: 'SOURCE_BAD_ANSWER',
  },
  'a 204': { fault: { kind: 'status', status: 204 }, code: undefined },
  'a redirect to another host': {
    fault: refused(302, '', { location: 'http://elsewhere.invalid/api' }),
    code: 'SOURCE_BAD_ANSWER',
  },
  'an HTML 500': { fault: refused(500, '<h1>Oops</h1>', html), code: 'SOURCE_UNAVAILABLE' },
  'a plain-text 401': { fault: refused(401, 'Unauthorized'), code: 'CREDENTIAL_REFUSED' },
  'a plain-text 401 with Retry-After': {
    fault: refused(401, 'Unauthorized', retryAfter),
    code: 'CREDENTIAL_REFUSED',
  },
  'a plain-text 429': { fault: refused(429, 'Too Many Requests'), code: 'SOURCE_RATE_LIMITED' },
  'a plain-text 429 with Retry-After': {
    fault: refused(429, 'Too Many Requests', retryAfter),
    code: 'SOURCE_RATE_LIMITED',
    facts: { retryAfterMs: aboutHalfAMinute },
  },
  'a plain-text 503': {
    fault: refused(503, 'Service Unavailable'),
    code: 'SOURCE_UNAVAILABLE',
    readAttempts: 3,
  },
  'a plain-text 503 with Retry-After': {
    fault: refused(503, 'Service Unavailable', retryAfter),
    code: 'SOURCE_UNAVAILABLE',
    facts: { retryAfterMs: aboutHalfAMinute },
  },
};

const source = sourceWith({ timeoutMs: 150 });
const rejections: unknown[] = [];
const note = (reason: unknown) => void rejections.push(reason);
let standIn: StandIn;

beforeEach(async () => {
  process.on('unhandledRejection', note);
  standIn = await serveStandIn({ respond: () => ({ status: 200, body: { data: { ok: true } } }) });
});

afterEach(async () => {
  await standIn.close();
  await new Promise(setImmediate);
  process.off('unhandledRejection', note);
  expect(rejections).toEqual([]);
});

describe.each(['read', 'write'])('a %s that meets', (kind) => {
  const isRead = kind === 'read';

  it.each(Object.entries(troubles))('%s', async (_what, trouble) => {
    const { fault, endpoint, code, facts = {} } = trouble;
    const attempts = isRead ? (trouble.readAttempts ?? 1) : 1;
    const origin = (await endpoint?.(standIn)) ?? standIn.origin;
    await using transport = createTransport({
      endpoints: { shop: new URL(`${origin}/api`), shop_other: new URL(`${standIn.origin}/api`) },
      random: () => 0,
    });
    const call = async (changes: Partial<UpstreamRequest>) => {
      const request = makeRequest({ source, deadlineMs: now() + 900, ...changes });
      return readAnswer(request, await transport.send(request));
    };
    if (fault) standIn.faults.add({ ...fault, times: attempts });

    const outcome = await outcomeOf(call({ url: `${origin}/api`, isRead }));
    if (code) expect(outcome).toMatchObject({ code, source: 'shop', facts });
    else expect(outcome).toBeUndefined();
    expect(String(outcome)).not.toMatch(/secret-of-ada|127\.0\.0\.1|invalid\/|</);
    expect(standIn.calls).toHaveLength(fault ? attempts : 0);
    expect(standIn.faults.remaining).toBe(0);

    const contract = fault ? 'shop' : 'shop_other';
    const bob = {
      partition: 'bob',
      credentialId: 'bob-key',
      contract,
      url: `${standIn.origin}/api`,
    };
    expect(await call({ ...bob, isRead })).toEqual({ data: { ok: true } });
    expect(transport.states()[contract]).toEqual({ circuit: 'closed', queued: 0, inFlight: 0 });
  });
});
