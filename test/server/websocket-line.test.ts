import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { openLine } from '../../src/server/websocket-line.ts';

// Pings come when the test says so; only what has stopped moving is ended in real time.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval'] }));
const opened: { client: WebSocket; server: WebSocketServer }[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const { client, server } of opened.splice(0)) {
    client.terminate();
    server.close();
  }
});

/** A client that does not read yet, and a server that answers each message. */
async function open(pingMs: number, answer: (text: string) => string) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const arrived = once(server, 'connection') as Promise<[WebSocket, IncomingMessage]>;
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  opened.push({ client, server });
  const [[socket, { socket: connection }]] = await Promise.all([arrived, once(client, 'open')]);
  const send = openLine(socket, connection, pingMs);
  socket.on('message', (data) => void send(answer(String(data))));
  client.pause();
  return { client, server, connection };
}

const turn = () => new Promise(setImmediate);
/** More than any system keeps for a client. */
const large = 'x'.repeat(1 << 24);

it('keeps little for a client that asks and asks and never reads, and ends it', async () => {
  const { client, server, connection } = await open(10, (text) => text);
  const question = 'x'.repeat(10_000);
  let most = 0;
  let waited = 0;
  for (let asked = 0; asked < 3000 && waited < 100; asked += 1) {
    client.send(question);
    await turn();
    most = Math.max(most, connection.writableLength);
    waited = connection.isPaused() ? waited + 1 : 0;
  }
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThan(1e6);
  for (let at = 0; at < 5; at += 1) {
    // What nobody asked for is no sign of life.
    client.pong();
    vi.advanceTimersByTime(10);
  }
  while (server.clients.size > 0) await turn();
});

it.each([
  ['has it all', (client: WebSocket) => client.resume()],
  ['leaves', (client: WebSocket) => client.terminate()],
])('waits for a client that takes its time for a large answer until it %s', async (end, act) => {
  const { client, server, connection } = await open(10_000, () => large);
  client.send('?');
  while (connection.writableLength === 0) await turn();
  vi.advanceTimersByTime(100_000);
  expect(connection.destroyed).toBe(false);
  const answered = end === 'has it all' && once(client, 'message');
  act(client);
  if (answered) expect(String((await answered)[0])).toBe(large);
  // It is asked for a sign of life again, and read.
  if (answered) {
    vi.advanceTimersByTime(10_000);
    await once(client, 'ping');
    client.close();
  }
  while (server.clients.size > 0) await turn();
});
