import type { ServerResponse } from 'node:http';
import { GatewayError } from '../errors.ts';
import { presentError } from './present-error.ts';
import { headersOf } from './refusal.ts';
import { jsonHeaders } from './reply.ts';

export const overloaded = new GatewayError('OVERLOADED', {
  detail: 'the gateway is answering as many requests as it can; try again in a moment',
  facts: { retryAfterMs: 1000 },
});
const PLACE = 'request-id';
const body = { errors: [presentError({ error: overloaded, path: [] }, PLACE)] };
const [before = '', after = ''] = JSON.stringify(body).split(PLACE);
const length = Buffer.byteLength(before + after);
const headers = { ...jsonHeaders('application/json'), ...headersOf(overloaded) };

/**
 * Sends a request away before anything of it is read. Written out beforehand: whoever is let in pays
 * for those who are not. The id holds nothing that JSON would escape.
 */
export function sendOverloaded(outgoing: ServerResponse, requestId: string): void {
  outgoing
    .writeHead(503, {
      ...headers,
      'content-length': length + requestId.length,
      'x-request-id': requestId,
    })
    .end(`${before}${requestId}${after}`);
}
