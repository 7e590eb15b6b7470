import type { ServerResponse } from 'node:http';
import { jsonHeaders, type JsonType } from './reply.ts';

/** Proxies cut a connection on which nothing was said for a minute, and some sooner. */
const everyMs = 12_000;

/**
 * Keeps a connection whose answer takes its time: white space now and then, which JSON allows in front
 * of a value. The first takes the head with it. `onFirst` is not told of an answer that came sooner.
 */
export function giveSignsOfLife(
  outgoing: ServerResponse,
  type: JsonType,
  onFirst: () => void,
): void {
  const timer = setInterval(function breathe() {
    if (outgoing.writableEnded || outgoing.destroyed) return clearInterval(timer);
    if (!outgoing.headersSent) {
      outgoing.writeHead(200, jsonHeaders(type));
      onFirst();
    }
    outgoing.write(' ');
  }, everyMs).unref();
  outgoing.once('close', () => clearInterval(timer));
}
