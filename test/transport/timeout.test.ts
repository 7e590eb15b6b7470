import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { coalesce } from '../../src/transport/coalesce.ts';
import { compose } from '../../src/transport/step.ts';
import { timeout } from '../../src/transport/timeout.ts';
import {
  hang,
  held,
  limitsOf,
  makeRequest,
  now,
  ok,
  outcomeOf,
  script,
  sourceWith,
} from './request.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const step = timeout({ limits: limitsOf, now });

it('aborts an attempt after the time that the source allows', async () => {
  const inner = script(hang);
  const outcome = outcomeOf(step(inner.send)(makeRequest()));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await outcome).toMatchObject({ code: 'SOURCE_TIMEOUT', source: 'shop' });
  expect(inner.calls[0]?.signal.aborted).toBe(true);
});

it('aborts an attempt at the deadline when that comes first', async () => {
  const inner = script(hang);
  const outcome = outcomeOf(step(inner.send)(makeRequest({ deadlineMs: now() + 300 })));
  await vi.advanceTimersByTimeAsync(300);
  expect(await outcome).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  expect(inner.calls[0]?.signal.aborted).toBe(true);
});

it('goes on for a caller with more time who joined a call that had less', async () => {
  const answer = held();
  const inner = script(answer.call);
  const send = compose(coalesce(), step)(inner.send);
  const hurried = outcomeOf(send(makeRequest({ deadlineMs: now() + 300 })));
  const patient = outcomeOf(send(makeRequest({ deadlineMs: now() + 900 })));
  await vi.advanceTimersByTimeAsync(600);
  expect(inner.calls[0]?.signal.aborted).toBe(false);
  answer.resolve(ok);
  expect(await Promise.all([hurried, patient])).toEqual([ok, ok]);
});

it("passes the caller's own abort on with its reason as it is", async () => {
  const caller = new AbortController();
  const outcome = outcomeOf(step(script(hang).send)(makeRequest({ signal: caller.signal })));
  caller.abort();
  expect(await outcome).toBe(caller.signal.reason);
});

it('sends nothing on for a caller who has left already', async () => {
  const inner = script(hang);
  const signal = AbortSignal.abort();
  const outcome = outcomeOf(step(inner.send)(makeRequest({ signal })));
  expect(inner.calls[0]?.signal).toMatchObject({ aborted: true, reason: signal.reason });
  expect(await outcome).toBe(signal.reason);
});

it('leaves neither timer nor listener behind', async () => {
  const caller = new AbortController();
  const remove = vi.spyOn(caller.signal, 'removeEventListener');
  expect(await step(script(ok).send)(makeRequest({ signal: caller.signal }))).toBe(ok);
  expect(vi.getTimerCount()).toBe(0);
  expect(remove).toHaveBeenCalledOnce();
});

it('takes a timeout of 0 as none, and still keeps to the deadline', async () => {
  const outcome = outcomeOf(
    step(script(hang).send)(makeRequest({ source: sourceWith({ timeoutMs: 0 }) })),
  );
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await outcome).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
});
