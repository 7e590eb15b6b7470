import { getEventListeners } from 'node:events';
import { createServer } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serveStandIn, type StandIn, type StandInResponse } from '../../sources/stand-in/serve.ts';
import { Wire } from '../../src/transport/send.ts';
import type { UpstreamRequest } from '../../src/transport/step.ts';
import { limitsOf, makeRequest, now, outcomeOf, sourceWith } from './request.ts';

let standIn: StandIn;
let wire: Wire;
let response: StandInResponse;

beforeEach(async () => {
  response = { status: 200, body: { ok: true } };
  standIn = await serveStandIn({ respond: () => response });
  wire = wireTo(standIn.origin);
});

afterEach(async () => {
  await wire[Symbol.asyncDispose]();
  await standIn.close();
});

function wireTo(origin: string): Wire {
  return new Wire({ endpoints: { shop: new URL(`${origin}/api`) }, limits: limitsOf, now });
}

const call = (changes: Partial<UpstreamRequest> = {}) =>
  wire.send(makeRequest({ url: `${standIn.origin}/api`, ...changes }));

it('sends what the request says and nothing else', async () => {
  await call({ url: `${standIn.origin}/api/items/a%20b?q=1` });
  const [sent] = standIn.calls;
  expect(sent).toMatchObject({
    method: 'POST',
    url: '/api/items/a%20b?q=1',
    body: '{"query":"{ ok }"}',
  });
  expect(sent?.headers).toEqual({
    authorization: 'Token secret-of-ada',
    'content-type': 'application/json',
    'content-length': '18',
    host: new URL(standIn.origin).host,
    connection: 'keep-alive',
  });
});

it('hands status, headers and text back, but no cookies', async () => {
  response = {
    status: 418,
    headers: { 'x-kind': 'teapot', 'set-cookie': 'session=1' },
    body: 'żółw',
  };
  const { status, headers, body } = await call();
  expect([status, headers['x-kind'], body]).toEqual([418, 'teapot', 'żółw']);
  expect(headers).not.toHaveProperty('set-cookie');
});

it('hands a header that came twice back as one', async () => {
  const twice = ['no-store', 'private'] as unknown as string;
  response = { status: 200, headers: { 'cache-control': twice } };
  expect((await call()).headers['cache-control']).toBe('no-store, private');
});

it('uses connections again', async () => {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'));
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const own = wireTo(origin);
  for (let i = 0; i < 10; i++) await own.send(makeRequest({ url: `${origin}/api` }));
  // undici rests a connection for one turn of the event loop, so two may take turns.
  expect(connections).toBeLessThanOrEqual(2);
  await own[Symbol.asyncDispose]();
  await new Promise((resolve) => server.close(resolve));
});

it('says on the trace when the call went on the wire', async () => {
  const trace: UpstreamRequest['trace'] = {};
  const beforeMs = now();
  await call({ trace });
  expect(trace.sentAtMs).toBeGreaterThanOrEqual(beforeMs);
});

it('sends forms as the platform writes them', async () => {
  const form = new FormData();
  form.set('title', 'Żółw');
  form.set('file', new Blob(['bytes'], { type: 'image/png' }), 'turtle.png');
  await call({ body: form, isRead: false, headers: { authorization: 'x' } });
  const [sent] = standIn.calls;
  expect(sent?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
  expect(sent?.body).toContain(
    'name="file"; filename="turtle.png"\r\nContent-Type: image/png\r\n\r\nbytes',
  );
  expect(sent?.body).toContain('Żółw');
});

describe('compressed answers', () => {
  const text = JSON.stringify({ words: 'x'.repeat(5_000) });
  it.each([
    ['gzip', gzipSync(text)],
    ['br', brotliCompressSync(text)],
    ['deflate', deflateSync(text)],
    ['identity', Buffer.from(text)],
  ])('are read when a source sends %s unasked', async (encoding, body) => {
    response = { status: 200, headers: { 'content-encoding': encoding }, body };
    expect((await call()).body).toBe(text);
  });

  it('are capped by what comes out of them', async () => {
    const bomb = gzipSync('x'.repeat(1_000_000));
    response = { status: 200, headers: { 'content-encoding': 'gzip' }, body: bomb };
    expect(await outcomeOf(call())).toMatchObject({
      code: 'SOURCE_BAD_ANSWER',
      message: /more than 10000 bytes/,
    });
  });

  it.each([
    ['zstd', Buffer.from('?')],
    ['gzip', Buffer.from('not gzip')],
  ])('that cannot be undone are bad answers (%s)', async (encoding, body) => {
    response = { status: 200, headers: { 'content-encoding': encoding }, body };
    expect(await outcomeOf(call())).toMatchObject({ code: 'SOURCE_BAD_ANSWER' });
  });
});

it.each([301, 302, 303, 307, 308])('does not follow a %i', async (status) => {
  await using elsewhere = await serveStandIn({ respond: () => ({ status: 200 }) });
  response = { status, headers: { location: `${elsewhere.origin}/api` } };
  const outcome = await outcomeOf(call());
  expect(outcome).toMatchObject({
    code: 'SOURCE_BAD_ANSWER',
    message: /redirects are not followed/,
  });
  expect(elsewhere.calls).toHaveLength(0);
});

it('hands a 304 on to whoever asked with an ETag', async () => {
  response = { status: 304, headers: { etag: '"1"' } };
  expect(await call({ method: 'GET', body: undefined as never })).toMatchObject({
    status: 304,
    body: '',
  });
});

it('stops reading an answer that grows too large, however it is announced', async () => {
  response = { status: 200, body: 'x'.repeat(10_001) };
  expect(await outcomeOf(call())).toMatchObject({ code: 'SOURCE_BAD_ANSWER' });
  standIn.faults.add({ kind: 'slow-body', chunkBytes: 4_000, everyMs: 1 });
  expect(await outcomeOf(call())).toMatchObject({ code: 'SOURCE_BAD_ANSWER' });
  response = { status: 200, body: 'x'.repeat(10_000) };
  expect((await call()).body).toHaveLength(10_000);
});

describe('an abort', () => {
  it('ends the call at once with the reason as it is', async () => {
    standIn.faults.add({ kind: 'hang' });
    const caller = new AbortController();
    const outcome = outcomeOf(call({ signal: caller.signal }));
    while (standIn.calls.length === 0) await new Promise(setImmediate);
    caller.abort();
    expect(await outcome).toBe(caller.signal.reason);
    expect((await call()).status).toBe(200);
  });

  it('of a call that still waits for its connection keeps it from ever going out', async () => {
    const source = sourceWith({ concurrency: 1 });
    standIn.faults.add({ kind: 'hang' });
    const first = new AbortController();
    const hanging = outcomeOf(call({ source, signal: first.signal }));
    while (standIn.calls.length === 0) await new Promise(setImmediate);
    const second = new AbortController();
    const waiting = outcomeOf(
      call({ source, signal: second.signal, isRead: false, url: `${standIn.origin}/api/never` }),
    );
    second.abort();
    expect(await waiting).toBe(second.signal.reason);
    first.abort();
    await hanging;
    await call({ source });
    expect(standIn.calls.map(({ url }) => url)).toEqual(['/api', '/api']);
  });

  it('before the call sends nothing, and does not even connect', async () => {
    const reason = new Error('gone');
    await standIn.close();
    expect(await outcomeOf(call({ signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(standIn.calls).toHaveLength(0);
  });

  it('has no listener left once the call is over, however it ended', async () => {
    const { signal } = new AbortController();
    await call({ signal });
    standIn.faults.add({ kind: 'reset' });
    expect(await outcomeOf(call({ signal }))).toMatchObject({ code: 'SOURCE_UNREACHABLE' });
    response = { status: 200, body: 'x'.repeat(10_001) };
    expect(await outcomeOf(call({ signal }))).toMatchObject({ code: 'SOURCE_BAD_ANSWER' });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

it('refuses a header that would end early before anything goes out', async () => {
  const headers = { authorization: 'secret\r\nx-admin: 1' };
  expect(await outcomeOf(call({ headers }))).toMatchObject({ code: 'CREDENTIAL_INVALID' });
  expect(standIn.calls).toHaveLength(0);
});

it('refuses what is not below the endpoint before anything goes out', async () => {
  const outcome = outcomeOf(call({ url: `${standIn.origin}/api/../__control/calls` }));
  expect(await outcome).toMatchObject({ code: 'BAD_USER_INPUT' });
  expect(await outcomeOf(call({ contract: 'other' }))).toMatchObject({ code: 'CONFIG_INVALID' });
  expect(standIn.calls).toHaveLength(0);
});

it('takes an answer that is no HTTP for a bad one', async () => {
  const server = createServer((socket) => {
    socket.on('data', () => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const own = wireTo(origin);
  const outcome = await outcomeOf(own.send(makeRequest({ url: `${origin}/api` })));
  expect(outcome).toMatchObject({ code: 'SOURCE_BAD_ANSWER', message: /not valid HTTP/ });
  await own[Symbol.asyncDispose]();
  await new Promise((resolve) => server.close(resolve));
});
