import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';
import type { AnswerOperation } from '../../src/server/answer-operation.ts';
import { requestIdOf } from '../../src/server/inbound.ts';
import { createWebsockets, type Websockets } from '../../src/server/websocket.ts';

/** A query that is answered when its client has left. */
const slow = '{ slow }';
/** A query that is answered with how it came. */
const how = '{ how }';
/** What is under way until its client ends it. */
const open = new Set<object>();
const answer: AnswerOperation = async (sent, { signal, incoming, headers, onWait }) => {
  if ((sent as { query: string }).query === how) {
    const credentials = ['authorization', 'x-key', 'x-other'].map((name) => headers!(name));
    const data = { id: requestIdOf(incoming), credentials };
    return { result: { data }, refusal: undefined, notes: {} as never };
  }
  if ((sent as { query: string }).query === slow) {
    open.add(signal);
    onWait?.();
    await new Promise<void>((end) => signal.addEventListener('abort', () => end(), { once: true }));
    open.delete(signal);
    return { result: { data: null }, refusal: undefined, notes: {} as never };
  }
  async function* wait() {
    open.add(signal);
    yield { data: { it: 'is open' } };
    await new Promise<void>((end) => signal.addEventListener('abort', () => end(), { once: true }));
    open.delete(signal);
  }
  return { result: wait(), refusal: undefined, notes: {} as never };
};

/** As many as there is room for; nobody else is let in. */
let room = Infinity;
const shed: string[] = [];
const load = {
  enter: () => (room-- > 0 ? undefined : ('concurrency' as const)),
  leave: () => void (room += 1),
};

const server = createServer();
const settings = {
  schema: buildSchema('type Query { it: String }'),
  answer,
  cors: { allows: () => false },
  load,
  onShed: (excess: string) => void shed.push(excess),
  credentialHeaders: ['x-key'],
  bodyBytes: 1000,
  isDraining: () => isDraining,
};
let isDraining = false;
let websockets: Websockets;
let url: string;
beforeAll(async () => {
  // Long enough for an answer, on a machine that does much else.
  websockets = createWebsockets({ ...settings, pingMs: 100 });
  server.on('upgrade', websockets.upgrade).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
});
afterAll(() => {
  websockets.close(0);
  server.close();
});

async function connect(options: ClientOptions = {}, isInitiated = true): Promise<WebSocket> {
  const socket = new WebSocket(url, 'graphql-transport-ws', options);
  await once(socket, 'open');
  if (!isInitiated) return socket;
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  return socket;
}

const subscribe = (id: number) =>
  JSON.stringify({ type: 'subscribe', id: String(id), payload: { query: '{ it }' } });

it.each([
  ['another path', '/graphql/other', 'graphql-transport-ws', 404],
  ['an older protocol', '/graphql', 'graphql-ws', 'Server sent no subprotocol'],
  ['no protocol', '/graphql', undefined, 4406],
])('opens no connection for %s', async (_, path, protocol, expected) => {
  expect(await refusalOf(new URL(path, url), protocol)).toBe(expected);
});

it('opens no connection any more when the gateway is about to stop', async () => {
  isDraining = true;
  expect(await refusalOf(new URL(url), 'graphql-transport-ws')).toBe(503);
  isDraining = false;
});

/** The status, what the client makes of it, or the code on which the connection is closed again. */
function refusalOf(address: URL, protocol: string | undefined): Promise<unknown> {
  const socket = new WebSocket(address, protocol === undefined ? [] : [protocol]);
  return new Promise((resolve) => {
    socket.once('unexpected-response', (request, { statusCode }) => {
      request.destroy();
      resolve(statusCode);
    });
    socket.once('error', ({ message }) => resolve(message));
    socket.once('close', resolve);
    socket.once('message', resolve);
  });
}

it('looks for credentials in the parameters first, then in the headers, and tells operations apart', async () => {
  const headers = {
    'x-request-id': 'of-the-connection',
    authorization: 'header',
    'x-key': 'header',
  };
  const socket = await connect({ headers }, false);
  const messages: { payload: { data: { id: string; credentials: unknown } } }[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  const payload = { Authorization: 'parameter', 'x-other': 'parameter' };
  socket.send(JSON.stringify({ type: 'connection_init', payload }));
  const ask = (id: string) => JSON.stringify({ type: 'subscribe', id, payload: { query: how } });
  while (messages.length < 1) await once(socket, 'message');
  socket.send(ask('1'));
  socket.send(ask('2'));
  while (messages.length < 5) await once(socket, 'message');
  const answers = messages.flatMap((message) => message.payload?.data ?? []);
  const found = [['parameter'], ['header'], null];
  expect(answers.map(({ credentials }) => credentials)).toEqual([found, found]);
  const ids = new Set(answers.map(({ id }) => id));
  expect(ids.size).toBe(2);
  expect(ids).not.toContain('of-the-connection');
  socket.close();
});

it('cuts a connection that does not answer when it is closed', { timeout: 5_000 }, async () => {
  const own = createServer();
  const patient = createWebsockets(settings);
  own.on('upgrade', patient.upgrade).listen(0, '127.0.0.1');
  await once(own, 'listening');
  const { port } = own.address() as AddressInfo;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  socket.pause();
  patient.close(0);
  while (patient.connections > 0) await new Promise(setImmediate);
  socket.terminate();
  own.close();
});

it('ends a connection that does not answer to a sign of life, and what was open on it', async () => {
  const silent = await connect({ autoPong: false });
  const lively = await connect();
  silent.send(subscribe(1));
  await once(silent, 'message');
  expect(open.size).toBe(1);
  const pings: unknown[] = [];
  lively.on('ping', (data) => pings.push(data));
  await once(silent, 'close');
  while (pings.length < 3) await once(lively, 'ping');
  expect(lively.readyState).toBe(WebSocket.OPEN);
  expect(open.size).toBe(0);
  lively.close();
});

it.each([
  ['ends it', (socket: WebSocket) => socket.send('{"id":"1","type":"complete"}')],
  ['closes the connection', (socket: WebSocket) => socket.close()],
])('asks no more for a query whose client %s', async (_, leave) => {
  const socket = await connect();
  socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query: slow } }));
  while (open.size === 0) await new Promise(setImmediate);
  leave(socket);
  while (open.size > 0) await new Promise(setImmediate);
  socket.close();
});

it('sends an operation away that there is no room for, and lets the next in when there is', async () => {
  const socket = await connect();
  const messages: { type: string; payload: { extensions: { code: string } }[] }[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  const next = async () => {
    while (messages.length === 0) await new Promise(setImmediate);
    return messages.shift()!;
  };
  room = 0;
  socket.send(subscribe(1));
  const { type, payload } = await next();
  expect([type, payload[0]?.extensions]).toEqual([
    'error',
    { code: 'OVERLOADED', retryAfterMs: 1000, requestId: expect.any(String) },
  ]);
  expect(shed).toEqual(['concurrency']);
  room = 1;
  socket.send(subscribe(2));
  expect((await next()).type).toBe('next');
  expect(room).toBe(1);
  room = Infinity;
  socket.close();
});

it('gives the place of an operation that waits for the end of something to another, once', async () => {
  const socket = await connect();
  room = 1;
  socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query: slow } }));
  while (open.size === 0) await new Promise(setImmediate);
  expect(room).toBe(1);
  socket.terminate();
  while (open.size > 0 || websockets.connections > 0) await new Promise(setImmediate);
  expect(room).toBe(1);
  room = Infinity;
});

it.each([
  ['no JSON', '{"type":', 4400],
  ['no message', '[]', 4400],
  ['a message of no known type', '{"type":"shout"}', 4400],
  ['a subscription before the beginning', subscribe(1), 4401],
  ['more than fits', `{"type":"ping","payload":{"a":"${'x'.repeat(1100)}"}}`, 1009],
])('closes on %s, with the code of the protocol', async (_, message, code) => {
  const socket = await connect({}, false);
  socket.send(message);
  expect((await once(socket, 'close'))[0]).toBe(code);
});

it.each([
  ['two beginnings', ['{"type":"connection_init"}'], 4429],
  ['one id for two operations', [subscribe(1), subscribe(1)], 4409],
])('closes on %s', async (_, messages, code) => {
  const socket = await connect();
  for (const message of messages) socket.send(message);
  expect((await once(socket, 'close'))[0]).toBe(code);
});

it('refuses more operations on one connection than a hundred, and leaves none behind', async () => {
  const socket = await connect();
  const refused = new Promise<{ id: string; payload: { extensions: unknown }[] }>((resolve) => {
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as { type: string };
      if (message.type === 'error') resolve(message as never);
    });
  });
  for (let id = 1; id <= 101; id += 1) socket.send(subscribe(id));
  const { id, payload } = await refused;
  expect([id, payload[0]?.extensions]).toEqual(['101', { code: 'OVERLOADED' }]);
  socket.terminate();
  while (open.size > 0 || websockets.connections > 0) await new Promise(setImmediate);
});
