import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { as, govern, noting } from './governed.ts';
import { held, now, ok, outcomeOf, sourceWith } from './request.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('calls at once', () => {
  const source = sourceWith({ concurrency: 2 });

  it('are never more than the source allows', async () => {
    let atOnce = 0;
    let most = 0;
    const { send, gates } = govern(async () => {
      most = Math.max(most, ++atOnce);
      await new Promise((resolve) => setTimeout(resolve, 10));
      atOnce--;
      return ok;
    });
    const answers = Array.from({ length: 20 }, () => send(as('ada', { source })));
    await vi.advanceTimersByTimeAsync(1);
    expect([gates.inFlight('shop'), gates.queued('shop')]).toEqual([2, 18]);
    await vi.runAllTimersAsync();
    await Promise.all(answers);
    expect(most).toBe(2);
    expect([gates.inFlight('shop'), gates.queued('shop')]).toEqual([0, 0]);
  });

  it('are handed on when one fails', async () => {
    const { send } = govern(async () => {
      throw new Error('broken');
    });
    const outcomes = Array.from({ length: 5 }, () => outcomeOf(send(as('ada', { source }))));
    expect(await Promise.all(outcomes)).toHaveLength(5);
  });

  it('queue up to a bound, which one partition cannot fill for the others', async () => {
    const answer = held();
    const { send } = govern(noting(answer.call).send);
    const admitted = Array.from({ length: 102 }, () => send(as('noisy', { source })));
    expect(await outcomeOf(send(as('noisy', { source })))).toMatchObject({
      code: 'OVERLOADED',
      source: 'shop',
      facts: { retryAfterMs: 1_000 },
    });
    const quiet = send(as('quiet', { source }));
    answer.resolve(ok);
    expect(await Promise.all([...admitted, quiet])).toHaveLength(103);
  });

  it('queue up to a bound, which strangers cannot fill for callers whom the source knows', async () => {
    const answer = held();
    const { send } = govern(async ({ partition }) => (partition === 'ada' ? ok : answer.call()));
    await send(as('ada', { source }));
    const strangers = Array.from({ length: 1_002 }, (_, i) => send(as(`x-${i}`, { source })));
    expect(await outcomeOf(send(as('y', { source })))).toMatchObject({ code: 'OVERLOADED' });
    const ada = send(as('ada', { source }));
    answer.resolve(ok);
    expect(await ada).toBe(ok);
    await Promise.all(strangers);
  });

  it('go out in time or not at all', async () => {
    const answer = held();
    const inner = noting(answer.call);
    const { send } = govern(inner.send);
    const under = [1, 2].map(() => send(as('ada', { source })));
    const late = outcomeOf(send(as('ada', { source, deadlineMs: now() + 100 })));
    await vi.advanceTimersByTimeAsync(200);
    answer.resolve(ok);
    await Promise.all(under);
    expect(await late).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(inner.calls).toHaveLength(2);
  });

  it('leave room in the queue when their time is up, before anything else moves', async () => {
    const answer = held();
    const { send, gates } = govern(noting(answer.call).send);
    const under = [1, 2].map(() => send(as('noisy', { source })));
    const late = Array.from({ length: 100 }, () =>
      outcomeOf(send(as('ada', { source, deadlineMs: now() + 100 }))),
    );
    await vi.advanceTimersByTimeAsync(200);
    const patient = send(as('ada', { source }));
    expect(gates.queued('shop')).toBe(1);
    expect(await Promise.all(late)).toMatchObject(late.map(() => ({ code: 'DEADLINE_EXCEEDED' })));
    answer.resolve(ok);
    await Promise.all([...under, patient]);
  });

  it('leave the queue when their caller does', async () => {
    const answer = held();
    const inner = noting(answer.call);
    const { send, gates } = govern(inner.send);
    const under = [1, 2].map(() => send(as('ada', { source })));
    const caller = new AbortController();
    const left = outcomeOf(send(as('ada', { source, signal: caller.signal })));
    expect(gates.queued('shop')).toBe(1);
    caller.abort();
    expect(await left).toBe(caller.signal.reason);
    expect(gates.queued('shop')).toBe(0);
    answer.resolve(ok);
    await Promise.all(under);
    expect(inner.calls).toHaveLength(2);
  });

  it('are not made for a caller who has left already, and take no place in the queue', async () => {
    const answer = held();
    const inner = noting(answer.call);
    const { send, gates } = govern(inner.send);
    const under = [1, 2].map(() => send(as('ada', { source })));
    const signal = AbortSignal.abort();
    expect(await outcomeOf(send(as('ada', { source, signal })))).toBe(signal.reason);
    expect(gates.queued('shop')).toBe(0);
    answer.resolve(ok);
    await Promise.all(under);
    expect(inner.calls).toHaveLength(2);
  });

  it('leave no listener behind, whether their turn or their time came', async () => {
    const answer = held();
    const { send } = govern(noting(answer.call).send);
    const under = [1, 2].map(() => send(as('ada', { source })));
    const { signal } = new AbortController();
    const patient = send(as('ada', { source, signal }));
    const late = outcomeOf(send(as('bob', { source, signal, deadlineMs: now() + 100 })));
    expect(getEventListeners(signal, 'abort')).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(200);
    answer.resolve(ok);
    await Promise.all([...under, patient]);
    expect(await late).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('are sent away when the gateway closes', async () => {
    const answer = held();
    const { send, gates } = govern(noting(answer.call).send);
    const under = [1, 2].map(() => send(as('ada', { source })));
    const waiting = outcomeOf(send(as('ada', { source })));
    gates.close();
    expect(await waiting).toMatchObject({ code: 'OVERLOADED' });
    answer.resolve(ok);
    await Promise.all(under);
  });

  it('wait with one timer, which a gateway that closes takes with it', async () => {
    const { send, gates } = govern(noting().send);
    const slow = sourceWith({ requestsPerSecond: 1 });
    await send(as('ada', { source: slow }));
    const waiting = [1, 2, 3].map(() => outcomeOf(send(as('ada', { source: slow }))));
    expect(vi.getTimerCount()).toBe(1);
    gates.close();
    expect(vi.getTimerCount()).toBe(0);
    await Promise.all(waiting);
  });
});
