import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { observe, type AttemptEvent } from '../../src/transport/observe.ts';
import { makeRequest, now, ok, outcomeOf, script } from './request.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('tells of every attempt how it ended and how long it took', async () => {
  const events: AttemptEvent[] = [];
  const slowly = () => new Promise<typeof ok>((resolve) => setTimeout(() => resolve(ok), 40));
  const refused = new GatewayError('SOURCE_UNREACHABLE', { detail: 'gone' });
  const inner = script(refused, new DOMException('left', 'AbortError'), slowly);
  const send = observe({ observer: { attempted: (event) => events.push(event) }, now })(inner.send);
  const request = makeRequest({ isRead: false });
  await outcomeOf(send(request));
  await outcomeOf(send(request));
  const answer = send(request);
  await vi.advanceTimersByTimeAsync(40);
  expect(await answer).toBe(ok);
  const common = { source: 'shop', contract: 'shop', isRead: false };
  expect(events).toEqual([
    { ...common, attempt: 1, durationMs: 0, code: 'SOURCE_UNREACHABLE' },
    { ...common, attempt: 2, durationMs: 0, code: 'ABORTED' },
    { ...common, attempt: 3, durationMs: 40, status: 200 },
  ]);
  expect(request.trace).toMatchObject({ attempts: 3, status: 200, durationMs: 40 });
});
