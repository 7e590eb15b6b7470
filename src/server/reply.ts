import type { ServerResponse } from 'node:http';
import { GatewayError } from '../errors.ts';
import { remember } from '../remember.ts';
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
  const text = JSON.stringify(body);
  sendText(outgoing, status, text, Buffer.byteLength(text), headers, type);
}

/** Sends an answer that will be met again: it is written out once, for as long as its data is kept. */
export function sendKept(
  outgoing: ServerResponse,
  body: { data?: object | null },
  headers: Record<string, string> | undefined,
  type: JsonType,
): void {
  const bytes = writeOut(body.data!);
  sendText(outgoing, 200, bytes, bytes.length, headers, type);
}

const writeOut = remember((data: object) => Buffer.from(JSON.stringify({ data })));

function sendText(
  outgoing: ServerResponse,
  status: number,
  text: string | Buffer,
  length: number,
  headers: Record<string, string> | undefined,
  type: JsonType,
): void {
  if (outgoing.headersSent || outgoing.destroyed) return;
  outgoing.writeHead(status, { ...jsonHeaders(type), 'content-length': length, ...headers });
  outgoing.end(text);
}

export function jsonHeaders(type: JsonType): Record<string, string | number> {
  return {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
  };
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
