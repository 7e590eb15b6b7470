import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { createOpenRequest } from '../../src/server/open-request.ts';

it('tells the operator, and nobody else, what is wrong with how callers are known', async () => {
  const lines: unknown[][] = [];
  const note = (...line: unknown[]) => void lines.push(line);
  const cause = new Error('claimed by the profiles ada and bob');
  const refusal = new GatewayError('ACCESS_DENIED', { detail: 'claimed by several', cause });
  const openRequest = createOpenRequest({
    identities: {
      read: () => Promise.reject(refusal),
      ofProfile: () => undefined,
      [Symbol.dispose]() {},
    },
    timeoutMs: 1_000,
    limits: (source) => source.limits,
    log: { debug: note, info: note, warn: note, error: note },
  });
  const headers = { 'x-request-id': 'request-1', host: 'gateway.test' };
  const incoming = { headers, headersDistinct: {}, socket: {} } as unknown as IncomingMessage;
  const asking = openRequest({ incoming, signal: new AbortController().signal });
  await expect(asking).rejects.toBe(refusal);
  expect(refusal.message).not.toContain('bob');
  expect(lines).toContainEqual([
    { requestId: 'request-1', reason: 'claimed by the profiles ada and bob' },
    'not let in',
  ]);
});
