import { expect } from 'vitest';
import type { Fault } from '../../sources/stand-in/faults.ts';
import type { ErrorCode } from '../../src/errors.ts';

/** What a source may do, and what a caller is told of it. */
export interface Trouble {
  fault: Fault;
  code: ErrorCode;
  /** Calls that a read costs; a mutation always costs one. @default 1 */
  reads?: number;
  /** What the client allows for the operation. */
  withinMs?: number;
  facts?: Record<string, unknown>;
}

const answers = (status: number, body = '', headers: Record<string, string> = {}) =>
  ({ kind: 'status', status, body, headers }) as const;
const html = { 'content-type': 'text/html' };
const text = { 'content-type': 'text/plain' };
const later = { ...text, 'retry-after': '30' };
const aboutHalfAMinute: unknown = expect.toSatisfy((ms: number) => ms > 20_000 && ms <= 30_000);

/** Over at once. */
export const troubles: Record<string, Trouble> = {
  'a reset': { fault: { kind: 'reset' }, code: 'SOURCE_UNREACHABLE', reads: 2 },
  'a truncated answer': { fault: { kind: 'truncate' }, code: 'SOURCE_UNREACHABLE', reads: 2 },
  'a wrong content type': {
    fault: answers(200, '<b>secret page</b>', html),
    code: 'SOURCE_BAD_ANSWER',
  },
  'an HTML 500': { fault: answers(500, '<b>secret page</b>', html), code: 'SOURCE_UNAVAILABLE' },
  'a plain-text 401': { fault: answers(401, 'Unauthorized', text), code: 'CREDENTIAL_REFUSED' },
  'a plain-text 401 with Retry-After': {
    fault: answers(401, 'Unauthorized', later),
    code: 'CREDENTIAL_REFUSED',
  },
  'a plain-text 429 with Retry-After': {
    fault: answers(429, 'Too Many Requests', later),
    code: 'SOURCE_RATE_LIMITED',
    withinMs: 10_000,
    facts: { retryAfterMs: aboutHalfAMinute },
  },
  'a plain-text 503': {
    fault: answers(503, 'Service Unavailable', text),
    code: 'SOURCE_UNAVAILABLE',
    reads: 2,
  },
  'a plain-text 503 with Retry-After': {
    fault: answers(503, 'Service Unavailable', later),
    code: 'SOURCE_UNAVAILABLE',
    withinMs: 10_000,
    facts: { retryAfterMs: aboutHalfAMinute },
  },
  'a 204': { fault: answers(204), code: 'SOURCE_BAD_ANSWER' },
  'a huge body': { fault: { kind: 'huge', bytes: 200_000 }, code: 'SOURCE_BAD_ANSWER' },
  'a redirect to another host': {
    fault: answers(302, '', { location: 'http://elsewhere.invalid/latest' }),
    code: 'SOURCE_BAD_ANSWER',
  },
};

/** Each takes a second, so they are met all at once. */
export const slowTroubles: Record<string, Trouble> = {
  'no answer at all': { fault: { kind: 'hang' }, code: 'SOURCE_TIMEOUT' },
  'a slow first byte': { fault: { kind: 'delay', delayMs: 1500 }, code: 'SOURCE_TIMEOUT' },
  'a slow body': {
    fault: { kind: 'slow-body', chunkBytes: 1, everyMs: 150 },
    code: 'SOURCE_TIMEOUT',
  },
  // A credential that was refused is held back for a second; then a read is tried once more.
  'a plain-text 429': {
    fault: answers(429, 'Too Many Requests', text),
    code: 'SOURCE_RATE_LIMITED',
    reads: 2,
  },
};
