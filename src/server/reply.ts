import type { ServerResponse } from 'node:http';
import { GatewayError } from '../errors.ts';
import { presentError } from './present-error.ts';
import { headersOf, statusOf } from './refusal.ts';

export type JsonType = 'application/json' | 'application/graphql-response+json';

export function sendJson(
  outgoing: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
  type: JsonType = 'application/json',
): void {
  if (outgoing.headersSent || outgoing.destroyed) return;
  const text = JSON.stringify(body);
  outgoing
    .writeHead(status, {
      'content-type': `${type}; charset=utf-8`,
      'content-length': Buffer.byteLength(text),
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    })
    .end(text);
}

/** Every refusal has the shape of a GraphQL answer, wherever it happens, so that clients read one shape. */
export function sendError(
  outgoing: ServerResponse,
  error: unknown,
  requestId: string,
  type: JsonType = 'application/json',
): void {
  const presented = presentError({ error: error as Error, path: [] }, requestId);
  const { code } = presented.extensions;
  // What was refused before it was read as GraphQL is HTTP's to answer, whatever the media type.
  const status = statusOf(error, code, false);
  sendJson(outgoing, status, { errors: [presented] }, headersOf(error), type);
}

export function isBug(error: unknown): boolean {
  return !(error instanceof GatewayError);
}
