import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { OperationNotes } from '../telemetry/notes.ts';
import type { Inbound } from './inbound.ts';

/**
 * What caches on the way to the client may do with the answer to a GET; undefined when nothing at all.
 * A POST is never kept: its address does not say what was asked.
 */
export function cacheControlOf(
  incoming: IncomingMessage,
  notes: OperationNotes | undefined,
  nowMs: number = performance.now(),
): string | undefined {
  // An answer that lacks something may be whole the next time.
  if (incoming.method !== 'GET' || notes?.type !== 'query' || notes.outcome !== 'ok') {
    return undefined;
  }
  const shareableMs = shareableFor(notes, nowMs);
  // Down to whole seconds, so that nobody keeps it longer than we do ourselves. What is left is said
  // and no age with it, which caches would take off once more.
  if (shareableMs !== undefined) return `public, max-age=${Math.floor(shareableMs / 1000)}`;
  // The caller's own cache may have it if it asks each time whether it still holds.
  return isByHash(incoming) ? 'private, no-cache' : undefined;
}

/**
 * For how long any stranger would get the same answer; undefined when one might not. The caller brings
 * nothing and is lent the credentials of strangers, and each part of the answer is one that may be kept.
 */
function shareableFor(
  { caller, isCacheable, calls }: OperationNotes,
  nowMs: number,
): number | undefined {
  if (caller !== 'anonymous' || !isCacheable || calls.length === 0) return undefined;
  let untilMs = Infinity;
  for (const { sharedUntilMs } of calls) {
    if (sharedUntilMs === undefined) return undefined;
    untilMs = Math.min(untilMs, sharedUntilMs);
  }
  // What is past its time may be kept all the same, by those who ask each time whether it still holds.
  return Math.max(0, untilMs - nowMs);
}

/** A GET that names its document by a hash: its address is short, stable and holds no text. */
function isByHash({ url = '' }: IncomingMessage): boolean {
  const search = new URL(url, 'http://localhost').searchParams;
  return !search.get('query') && (search.has('documentId') || search.has('extensions'));
}

/**
 * Sends an answer that may be kept, or 304 to who has it already. Whoever comes with another
 * credential, from another page, or asks for another media type, gets an answer of their own.
 */
export function sendKeepable(
  { incoming, outgoing }: Inbound,
  text: string,
  contentType: string,
  cacheControl: string,
  credentialHeaders: readonly string[],
): void {
  // No two answers of one address have the same, and they may differ by their media type alone.
  const hash = createHash('sha256').update(contentType).update('\n').update(text);
  const etag = `"${hash.digest('base64url')}"`;
  outgoing.appendHeader('vary', ['accept', 'authorization', ...credentialHeaders].join(', '));
  const headers = { etag, 'cache-control': cacheControl };
  if (holds(incoming.headers['if-none-match'], etag)) {
    outgoing.writeHead(304, headers).end();
    return;
  }
  outgoing
    .writeHead(200, {
      ...headers,
      'content-type': contentType,
      'content-length': Buffer.byteLength(text),
      'x-content-type-options': 'nosniff',
    })
    .end(text);
}

/** A proxy that compresses makes a weak one of it. */
function holds(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const known = ifNoneMatch.split(',').map((each) => each.trim().replace(/^W\//, ''));
  return known.includes('*') || known.includes(etag);
}
