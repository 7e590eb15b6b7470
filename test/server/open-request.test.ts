import type { IncomingMessage } from 'node:http';
import { expect, it, vi } from 'vitest';
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

it.each([
  ['less', '300', 300],
  ['more', '60000', 1_000],
  ['no time at all', '0', 1_000],
  ['less than none', '-5', 1_000],
  ['what is no number', 'soon', 1_000],
  ['nothing', undefined, 1_000],
])('allows a caller who asks for %s no more time than there is', async (_, asked, allowedMs) => {
  vi.spyOn(performance, 'now').mockReturnValue(5_000);
  const openRequest = createOpenRequest({
    identities: {
      read: async () => ({}) as never,
      ofProfile: () => undefined,
      [Symbol.dispose]() {},
    },
    timeoutMs: 1_000,
    limits: (source) => source.limits,
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  const headers = { ...(asked !== undefined && { 'x-trefoil-timeout-ms': asked }) };
  const incoming = { headers, headersDistinct: {}, socket: {} } as unknown as IncomingMessage;
  const { deadlineMs } = await openRequest({ incoming, signal: new AbortController().signal });
  expect(deadlineMs).toBe(5_000 + allowedMs);
});

it('shows each Authorization header of several, of which Node itself shows the first alone', async () => {
  const seen: unknown[] = [];
  const openRequest = createOpenRequest({
    identities: {
      read: async (lookUp) => seen.push(lookUp('authorization')) as never,
      ofProfile: () => undefined,
      [Symbol.dispose]() {},
    },
    timeoutMs: 1_000,
    limits: (source) => source.limits,
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  const headers = { authorization: 'Bearer one' };
  const headersDistinct = { authorization: ['Bearer one', 'Bearer two'] };
  const incoming = { headers, headersDistinct, socket: {} } as unknown as IncomingMessage;
  await openRequest({ incoming, signal: new AbortController().signal });
  expect(seen).toEqual([['Bearer one', 'Bearer two']]);
});
