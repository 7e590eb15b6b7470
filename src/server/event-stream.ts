import { once } from 'node:events';
import type { OperationResult } from './answer-operation.ts';
import type { Inbound } from './inbound.ts';

/** Proxies end connections on which nothing is said for long; often after a minute. */
const PING_MS = 12_000;

/**
 * Tells results as GraphQL over server-sent events does, one connection per operation. A client that
 * reads slowly is waited for, so that nothing piles up here; what waits is bounded where it is made.
 */
export async function sendEvents(
  { outgoing, release }: Inbound,
  result: OperationResult | AsyncIterable<OperationResult>,
  signal: AbortSignal,
): Promise<void> {
  if (isStream(result)) release();
  outgoing.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'private, no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  });
  // Some browsers open the stream with its first byte, not with its head.
  outgoing.write(':\n\n');
  const ping = setInterval(() => outgoing.write(':\n\n'), PING_MS);
  try {
    for await (const each of isStream(result) ? result : [result]) {
      const hasRoom = outgoing.write(`event: next\ndata: ${JSON.stringify(each)}\n\n`);
      if (!hasRoom) await once(outgoing, 'drain', { signal });
    }
    outgoing.end('event: complete\ndata:\n\n');
  } catch {
    // Cut short without a word of completion: the client knows that there was more, and comes back.
    outgoing.destroy();
  } finally {
    clearInterval(ping);
  }
}

function isStream(
  result: OperationResult | AsyncIterable<OperationResult>,
): result is AsyncIterable<OperationResult> {
  return Symbol.asyncIterator in result;
}
