import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Inbound } from './inbound.ts';

/** A GET that names its document by a hash: its address is short, stable and holds no text. */
export function isByHash({ method, url = '' }: IncomingMessage): boolean {
  if (method !== 'GET') return false;
  const search = new URL(url, 'http://localhost').searchParams;
  return !search.get('query') && (search.has('documentId') || search.has('extensions'));
}

/**
 * Sends an answer that the caller's own cache may keep, if it asks each time whether it still holds;
 * then nothing but a 304 travels. No shared cache may keep it, and whoever comes with another
 * credential gets an answer of their own.
 */
export function sendKeepable(
  { incoming, outgoing }: Inbound,
  text: string,
  contentType: string,
  credentialHeaders: readonly string[],
): void {
  const etag = `"${createHash('sha256').update(text).digest('base64url')}"`;
  outgoing.appendHeader('vary', ['accept', 'authorization', ...credentialHeaders].join(', '));
  const headers = { etag, 'cache-control': 'private, no-cache' };
  const known = incoming.headers['if-none-match']?.split(',').map((each) => each.trim());
  if (known?.some((each) => each.replace(/^W\//, '') === etag)) {
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
