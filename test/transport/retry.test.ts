import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { retry } from '../../src/transport/retry.ts';
import {
  limitsOf,
  makeRequest,
  now,
  ok,
  outcomeOf,
  script,
  sourceWith,
  status,
} from './request.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const step = (random = () => 0.5) => retry({ limits: limitsOf, now, random });
const broken = () => new GatewayError('SOURCE_UNREACHABLE', { source: 'shop', detail: 'gone' });

it.each([
  ['a broken connection', broken()],
  ['429', status(429)],
  ['502', status(502)],
  ['503', status(503)],
  ['504', status(504)],
])('tries a read again after %s', async (_what, failure) => {
  const inner = script(failure, failure, ok);
  const answer = step()(inner.send)(makeRequest());
  await vi.runAllTimersAsync();
  expect(await answer).toBe(ok);
  expect(inner.left).toBe(0);
});

it.each([
  ['a time-out', new GatewayError('SOURCE_TIMEOUT', { detail: 'slow' })],
  ['an answer that cannot be used', new GatewayError('SOURCE_BAD_ANSWER', { detail: 'odd' })],
  ['an open circuit', new GatewayError('SOURCE_UNAVAILABLE', { detail: 'open' })],
  ['an abort', new DOMException('left', 'AbortError') as Error],
])('does not try again after %s', async (_what, failure) => {
  const inner = script(failure);
  expect(await outcomeOf(step()(inner.send)(makeRequest()))).toBe(failure);
});

it.each([400, 401, 403, 404, 422, 500])('hands a %i on as it is', async (code) => {
  const inner = script(status(code));
  expect(await step()(inner.send)(makeRequest())).toMatchObject({ status: code });
});

it.each([
  ['a broken connection', broken()],
  ['503', status(503)],
  ['429', status(429)],
])('never repeats a write after %s', async (_what, failure) => {
  const inner = script(failure);
  await outcomeOf(step()(inner.send)(makeRequest({ isRead: false })));
  await vi.runAllTimersAsync();
  expect(inner.calls).toHaveLength(1);
});

it('gives up after as many retries as the source allows, with the last answer', async () => {
  const inner = script(status(503), status(502), status(504));
  const answer = step()(inner.send)(makeRequest());
  await vi.runAllTimersAsync();
  expect(await answer).toMatchObject({ status: 504 });
  expect(inner.left).toBe(0);
});

it('doubles its back-off and spreads it by chance', async () => {
  const inner = script(broken(), broken(), ok);
  const answer = step(() => 0.5)(inner.send)(makeRequest());
  await vi.advanceTimersByTimeAsync(49);
  expect(inner.calls).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(inner.calls).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(99);
  expect(inner.calls).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(await answer).toBe(ok);
});

it('backs off for two seconds at most', async () => {
  const startedMs = now();
  const atMs: number[] = [];
  const patient = { source: sourceWith({ retries: 7 }), deadlineMs: now() + 60_000 };
  const send = step(() => 1)(async ({ body }) => {
    if (body === 'good') return ok;
    atMs.push(now() - startedMs);
    return status(503);
  });
  // Retries have to be earned.
  for (let i = 0; i < 100; i++) await send(makeRequest({ body: 'good' }));
  const answer = send(makeRequest(patient));
  await vi.runAllTimersAsync();
  await answer;
  expect(atMs).toEqual([0, 100, 300, 700, 1_500, 3_100, 5_100, 7_100]);
});

it('leaves it to the governor to wait as long as a 429 asks for', async () => {
  const inner = script(status(429, { 'retry-after': '5' }), ok);
  const answer = step()(inner.send)(makeRequest());
  await vi.advanceTimersByTimeAsync(50);
  expect(await answer).toBe(ok);
});

it('waits as long as a 503 asks for', async () => {
  const inner = script(status(503, { 'retry-after': '2' }), ok);
  const answer = step()(inner.send)(makeRequest());
  await vi.advanceTimersByTimeAsync(1_999);
  expect(inner.calls).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(await answer).toBe(ok);
});

it('does not wait past the deadline', async () => {
  const failure = status(503, { 'retry-after': '20' });
  const inner = script(failure);
  expect(await step()(inner.send)(makeRequest())).toBe(failure);
  expect(vi.getTimerCount()).toBe(0);
});

it('spends nothing on a retry that comes to nothing', async () => {
  const tooLate = Array.from({ length: 9 }, () => status(503, { 'retry-after': '20' }));
  const inner = script(...tooLate, broken(), ok);
  const send = step(() => 0)(inner.send);
  for (const failure of tooLate) expect(await send(makeRequest())).toBe(failure);
  const answer = send(makeRequest());
  await vi.runAllTimersAsync();
  expect(await answer).toBe(ok);
});

it('stops waiting when the caller leaves', async () => {
  const caller = new AbortController();
  const inner = script(broken());
  const outcome = outcomeOf(step()(inner.send)(makeRequest({ signal: caller.signal })));
  await vi.advanceTimersByTimeAsync(1);
  caller.abort();
  expect(await outcome).toBe(caller.signal.reason);
  expect(vi.getTimerCount()).toBe(0);
});

it('does not wait for a caller who left while the source failed', async () => {
  const caller = new AbortController();
  const inner = script(async () => {
    caller.abort();
    return status(503);
  });
  const outcome = await outcomeOf(step()(inner.send)(makeRequest({ signal: caller.signal })));
  expect(outcome).toBe(caller.signal.reason);
  expect(vi.getTimerCount()).toBe(0);
});

it('leaves no listener behind', async () => {
  const { signal } = new AbortController();
  const answer = step()(script(broken(), ok).send)(makeRequest({ signal }));
  await vi.runAllTimersAsync();
  expect(await answer).toBe(ok);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

describe('the budget', () => {
  it('keeps retries to a tenth of the calls and three more while a source is down', async () => {
    let attempts = 0;
    const send = step(() => 0)(async () => {
      attempts++;
      throw broken();
    });
    const calls = 1_000;
    for (let call = 0; call < calls; call++) {
      const outcome = outcomeOf(send(makeRequest()));
      await vi.runAllTimersAsync();
      await outcome;
    }
    expect(attempts - calls).toBeGreaterThan(90);
    expect(attempts - calls).toBeLessThanOrEqual(calls / 10 + 3);
  });

  it('remembers of a good time twenty retries', async () => {
    let attempts = 0;
    const send = step(() => 0)(async ({ body }) => {
      if (body === 'good') return ok;
      attempts++;
      return status(503);
    });
    for (let call = 0; call < 500; call++) await send(makeRequest({ body: 'good' }));
    const calls = Array.from({ length: 50 }, () => send(makeRequest()));
    await vi.runAllTimersAsync();
    await Promise.all(calls);
    expect(attempts - calls.length).toBeLessThanOrEqual(25);
  });

  it('is one for each contract', async () => {
    const inner = script(...Array.from({ length: 4 }, broken), broken(), ok);
    const send = step(() => 0)(inner.send);
    const one = { source: sourceWith({ retries: 3 }) };
    const spent = outcomeOf(send(makeRequest(one)));
    await vi.runAllTimersAsync();
    expect(await spent).toMatchObject({ code: 'SOURCE_UNREACHABLE' });
    const other = send(makeRequest({ contract: 'shop_stock' }));
    await vi.runAllTimersAsync();
    expect(await other).toBe(ok);
    expect(inner.left).toBe(0);
  });
});
