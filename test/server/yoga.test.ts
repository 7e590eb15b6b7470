import { EventEmitter, once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { buildSchema } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openInbound } from '../../src/server/inbound.ts';
import { createYogaLane } from '../../src/server/yoga.ts';
import { Cancel } from '../../src/transport/cancellation.ts';

/** What does not fit in between the stream and the client. */
const letters = 'x'.repeat(100_000);
let most = 0;
let told = 0;
const events = new EventEmitter();
async function* tell() {
  try {
    for (told = 0; told < most; told += 1) yield { data: { letters } };
  } finally {
    events.emit('ended');
  }
}

const speak = createYogaLane({
  schema: buildSchema('type Query { it: String }'),
  answer: async () => ({ result: tell(), refusal: undefined, notes: {} as never }),
  batch: 5,
  credentialHeaders: [],
  hasTrace: false,
});
let outgoing: ServerResponse;
const listeners: number[] = [];
const server = createServer((incoming, response) => {
  outgoing = response;
  outgoing.on('drain', () => listeners.push(response.listenerCount('close')));
  const way = { incoming, signal: new Cancel(), isStream: true };
  void speak(openInbound(incoming, response, undefined), way, {});
});
beforeAll(async () => void (await once(server.listen(0, '127.0.0.1'), 'listening')));
afterAll(() => void server.close());

function ask() {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n\r\n');
  return socket;
}

it('lets go of each wait for a client that reads slowly', async () => {
  most = 30;
  const socket = ask();
  let read = '';
  for await (const chunk of socket) {
    read += chunk;
    if (read.includes('event: complete')) break;
  }
  expect(read.split('event: next')).toHaveLength(31);
  expect(listeners.length).toBeGreaterThan(20);
  expect(new Set(listeners).size).toBe(1);
});

it('makes no more events than a client takes, and none when it has left', async () => {
  most = Infinity;
  const socket = ask().pause();
  let last = -1;
  let turns = 0;
  while (turns < 100) {
    await new Promise(setImmediate);
    turns = told === last && told > 0 ? turns + 1 : 0;
    last = told;
  }
  expect(outgoing.writableLength).toBeLessThan(300_000);
  const ended = once(events, 'ended');
  socket.destroy();
  await ended;
});
