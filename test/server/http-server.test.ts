import { EventEmitter, on, once } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, expect, it, vi } from 'vitest';
import { createHttpServer } from '../../src/server/http-server.ts';
import { ClientGone, readBody } from '../../src/server/read-body.ts';

const load = { connections: 100, receiveTimeoutMs: 200, keepAliveMs: 5_000 };
const opened: { stop(drainMs: number): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) await server.stop(0);
});

async function open(handle: RequestListener, options: Partial<typeof load> = {}) {
  const server = createHttpServer(handle, {
    host: '127.0.0.1',
    port: 0,
    load: { ...load, ...options },
    timeoutMs: 1_000,
    checkEveryMs: 20,
  });
  opened.push(server);
  const { url } = await server.listen();
  return { server, url, port: Number(new URL(url).port) };
}

async function readAll(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => (text += String(chunk)));
  await once(socket, 'close');
  return text;
}

const answerOk: RequestListener = (incoming, outgoing) => {
  incoming.resume();
  incoming.on('end', () => outgoing.end('ok'));
};

it('answers those who would rather speak HTTP/2 in HTTP/1.1, again and again', async () => {
  const { server, port } = await open(async (incoming, outgoing) => {
    outgoing.end(
      `<${incoming.url} ${incoming.headers['x-own']} ${await readBody(incoming, 1000)}>`,
    );
  });
  server.onWebsocket((_, socket) => socket.end('HTTP/1.1 101 Switching\r\n\r\n'));
  const socket = connect(port, '127.0.0.1');
  const ask = (body: string, upgrade: string) =>
    `POST /a HTTP/1.1\r\nhost: localhost\r\nx-own: ä\r\nconnection: Upgrade, HTTP2-Settings\r\nupgrade: ${upgrade}\r\nhttp2-settings: AAMAAABk\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  const answer = async (text: string) => {
    socket.write(text, 'latin1');
    return String((await once(socket, 'data'))[0]);
  };
  socket.write(ask('one', 'h2c').slice(0, -1), 'latin1');
  expect(await answer('e')).toContain('</a ä one>');
  expect(await answer(ask('two', 'h2c'))).toContain('</a ä two>');
  expect(await answer(ask('', 'WebSocket'))).toContain(' 101 ');
});

it('reads a letter that comes in two pieces', async () => {
  const incoming = Object.assign(new PassThrough(), { headers: {}, complete: true });
  const text = readBody(incoming as unknown as IncomingMessage, 1000);
  const bytes = Buffer.from('"ä"');
  incoming.write(bytes.subarray(0, 2));
  incoming.end(bytes.subarray(2));
  expect(await text).toBe('"ä"');
});

it('reads no more than it may of a body that does not say how long it is', async () => {
  const headers = { 'content-encoding': 'identity' };
  const incoming = Object.assign(new PassThrough(), { headers, complete: false });
  const text = readBody(incoming as unknown as IncomingMessage, 10);
  incoming.write('x'.repeat(6));
  incoming.write('x'.repeat(6));
  await expect(text).rejects.toMatchObject({ status: 413, headers: { connection: 'close' } });
  expect([incoming.isPaused(), incoming.listenerCount('data')]).toEqual([true, 0]);
});

it('takes a client that leaves in the middle of its body for gone', async () => {
  const reading = new EventEmitter();
  const { port } = await open((incoming) => {
    readBody(incoming, 1000).catch((error: unknown) => reading.emit('failed', error));
    reading.emit('begun');
  });
  const socket = connect(port, '127.0.0.1');
  const begun = once(reading, 'begun');
  const failed = once(reading, 'failed');
  socket.write('POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{');
  await begun;
  socket.destroy();
  expect((await failed)[0]).toBeInstanceOf(ClientGone);
});

it('sends a client away that never finishes its headers', async () => {
  const { port } = await open(answerOk);
  const socket = connect(port, '127.0.0.1');
  socket.write('POST /graphql HTTP/1.1\r\nhost: localhost\r\nx-slow: ');
  const text = await readAll(socket);
  expect(text).toMatch(/^HTTP\/1.1 408 /);
  expect(text).toContain('"code":"BAD_REQUEST"');
});

it('sends a client away that drips its body', async () => {
  const { port } = await open(answerOk);
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write('POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\n{');
  const drip = setInterval(() => socket.write(' '), 20);
  const text = await readAll(socket);
  clearInterval(drip);
  expect(text).not.toContain('200 OK');
});

it.each([
  ['what is no HTTP', 'hello there\r\n\r\n', /^HTTP\/1.1 400 /],
  [
    'headers that are too large',
    `GET / HTTP/1.1\r\nhost: localhost\r\nx-big: ${'y'.repeat(20_000)}\r\n\r\n`,
    /^HTTP\/1.1 431 /,
  ],
])('answers %s as JSON, and hangs up', async (_, sent, expected) => {
  const { port } = await open(answerOk);
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(sent);
  const text = await readAll(socket);
  expect(text).toMatch(expected);
  expect(JSON.parse(text.slice(text.indexOf('\r\n\r\n')))).toMatchObject({
    errors: [{ extensions: { code: 'BAD_REQUEST' } }],
  });
});

it('answers a connection one request at a time, and begins none whose client has left', async () => {
  const begun: ServerResponse[] = [];
  const stage = new EventEmitter();
  const { port } = await open((incoming, outgoing) => {
    begun.push(outgoing);
    outgoing.once('close', () => stage.emit('closed'));
    stage.emit('begun', incoming.url);
  });
  const nextUrl = async () => (await once(stage, 'begun'))[0] as string;
  const socket = connect(port, '127.0.0.1');
  const answered = once(socket, 'data');
  let next = nextUrl();
  const ask = (path: string) => `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`;
  socket.write(`${ask('/a')}${ask('/b')}${ask('/c')}`);
  expect(await next).toBe('/a');
  expect(begun).toHaveLength(1);
  next = nextUrl();
  begun[0]!.end('first');
  expect(await next).toBe('/b');
  expect(String(await answered)).toContain('first');
  const closed = once(stage, 'closed');
  socket.destroy();
  await closed;
  // Another connection is answered after all that was to be done for this one.
  next = nextUrl();
  const other = fetch(`http://127.0.0.1:${port}/other`);
  expect(await next).toBe('/other');
  begun.at(-1)!.end();
  await other;
  expect(begun).toHaveLength(3);
});

it('cuts a connection on which more than a hundred requests wait', async () => {
  const stage = new EventEmitter();
  const { port } = await open(() => void stage.emit('begun'));
  const patient = connect(port, '127.0.0.1');
  const greedy = connect(port, '127.0.0.1').on('error', () => {});
  const request = 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n';
  const begun = once(stage, 'begun');
  patient.write(request.repeat(101));
  await begun;
  greedy.resume().write(request.repeat(102));
  await once(greedy, 'close');
  expect(patient.destroyed).toBe(false);
  patient.destroy();
});

it('gives Node the times that are promised', async () => {
  const { server } = await open(answerOk);
  expect(server.node).toMatchObject({
    // What an operation may take, and half a minute.
    timeout: 31_000,
    requestTimeout: 200,
    headersTimeout: 100,
    keepAliveTimeout: 5_000,
  });
});

it('takes no more connections than it may', async () => {
  const { port } = await open(answerOk, { connections: 2 });
  const kept = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
  await Promise.all(kept.map((socket) => once(socket, 'connect')));
  const third = connect(port, '127.0.0.1');
  third.on('error', () => {});
  expect(await readAll(third)).toBe('');
  for (const socket of kept) socket.destroy();
});

it('lets a running request end when it stops, and takes no new connection', async () => {
  const stage = new EventEmitter();
  const { server, url, port } = await open((_, outgoing) => {
    stage.once('release', () => outgoing.end('done'));
    stage.emit('arrived');
  });
  const arrived = once(stage, 'arrived');
  const answer = fetch(url);
  await arrived;
  const stopped = server.stop(10_000);
  const late = connect(port, '127.0.0.1');
  const [error] = (await once(late, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNREFUSED');
  stage.emit('release');
  expect(await (await answer).text()).toBe('done');
  await stopped;
});

it('answers what was sent over a kept connection when it stops, and then ends it', async () => {
  const { server, port } = await open(answerOk);
  const socket = connect(port, '127.0.0.1');
  const answers = on(socket, 'data');
  const request = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n';
  socket.write(request);
  expect(String((await answers.next()).value)).toMatch(/^HTTP\/1\.1 200/);
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval'] });
  try {
    const stopped = server.stop(10_000);
    socket.write(request);
    expect(String((await answers.next()).value)).toMatch(/^HTTP\/1\.1 200/);
    const ended = once(socket, 'close');
    vi.advanceTimersByTime(1000);
    await Promise.all([stopped, ended]);
  } finally {
    vi.useRealTimers();
  }
});

it('cuts what is still running when the time is up', async () => {
  const stage = new EventEmitter();
  const { server, url } = await open(() => stage.emit('arrived'));
  const arrived = once(stage, 'arrived');
  const answer = fetch(url);
  await arrived;
  const failed = expect(answer).rejects.toThrow();
  await server.stop(10);
  await failed;
});

it('says which port is taken, and what to do', async () => {
  const { port } = await open(answerOk);
  const second = createHttpServer(answerOk, { host: '127.0.0.1', port, load, timeoutMs: 1000 });
  await expect(second.listen()).rejects.toThrow(`port ${port} is in use`);
});
