import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { deadline } from '../../src/transport/deadline.ts';
import { hang, held, makeRequest, now, ok, outcomeOf, script } from './request.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('ends the wait at the deadline, whatever is still under way', async () => {
  const inner = script(hang);
  const outcome = outcomeOf(
    deadline({ now })(inner.send)(makeRequest({ deadlineMs: now() + 500 })),
  );
  await vi.advanceTimersByTimeAsync(499);
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(await outcome).toMatchObject({ code: 'DEADLINE_EXCEEDED', source: 'shop' });
  expect(inner.left).toBe(0);
});

it('sends nothing once the deadline has passed', async () => {
  const inner = script();
  const outcome = outcomeOf(deadline({ now })(inner.send)(makeRequest({ deadlineMs: now() })));
  expect(await outcome).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  expect(inner.calls).toHaveLength(0);
});

it('leaves no timer behind after an answer or an error', async () => {
  const send = deadline({ now })(script(ok, new Error('broken')).send);
  expect(await send(makeRequest())).toBe(ok);
  expect(await outcomeOf(send(makeRequest()))).toMatchObject({ message: 'broken' });
  expect(vi.getTimerCount()).toBe(0);
});

it('takes a deadline beyond what a timer can hold as none', async () => {
  const answer = held();
  const send = deadline({ now })(script(answer.call).send);
  const outcome = outcomeOf(send(makeRequest({ deadlineMs: Infinity })));
  await vi.advanceTimersByTimeAsync(1_000);
  answer.resolve(ok);
  expect(await outcome).toBe(ok);
});
