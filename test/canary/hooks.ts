import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { LRUCache } from 'lru-cache';
import { GatewayError } from '../../src/errors.ts';
import { gateways, noteSecretsIn, record } from './record.ts';

/** Whatever a gateway's server writes to a client: heads, bodies, event streams, frames of sockets. */
export function recordAnswers(): void {
  subscribe('net.server.socket', (message) => {
    const { socket } = message as { socket: Socket };
    const test = gateways.get(socket.localPort ?? 0);
    if (test === undefined) return;
    const { write } = socket;
    socket.write = function writeAndRecord(this: Socket, chunk: string | Uint8Array, ...rest) {
      record('answer', chunk, test);
      return Reflect.apply(write, this, [chunk, ...rest]);
    } as typeof write;
  });
  subscribe('http.server.request.start', (message) => {
    noteSecretsIn((message as { request: IncomingMessage }).request.headers);
  });
}

/** Keys of everything that is kept: of answers, of plans, of identities. */
export function recordKeys(): void {
  const { set } = LRUCache.prototype;
  LRUCache.prototype.set = function setAndRecord(this: unknown, key: unknown, ...rest) {
    if (typeof key === 'string') record('key', key);
    return Reflect.apply(set, this, [key, ...rest]);
  } as typeof set;
}

/** Every error that the gateway makes, shown or not. */
export function recordErrors(): void {
  class RecordedError extends Error {
    constructor(message: string, options?: ErrorOptions) {
      super(message, options);
      record('error', message);
    }
  }
  // A class looks up what it extends when it is made an instance of.
  Object.setPrototypeOf(GatewayError, RecordedError);
}
