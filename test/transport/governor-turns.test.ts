import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { as, govern, noting } from './governed.ts';
import { now, ok, outcomeOf, sourceWith, status } from './request.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('turns', () => {
  const source = sourceWith({ accountRequestsPerSecond: 1 });

  it('a newcomer waits for one call of whoever has many waiting', async () => {
    const inner = noting();
    const { send } = govern(inner.send);
    const many = Array.from({ length: 10 }, () => send(as('noisy', { source })));
    const one = send(as('quiet', { source }));
    await vi.runAllTimersAsync();
    await Promise.all([...many, one]);
    expect(inner.calls.map(({ who }) => who).indexOf('quiet')).toBe(2);
  });

  it('partitions alternate for as long as both have calls waiting', async () => {
    const inner = noting();
    const { send } = govern(inner.send);
    const answers = ['a', 'a', 'a', 'a', 'b', 'b', 'c'].map((who) => send(as(who, { source })));
    await vi.runAllTimersAsync();
    await Promise.all(answers);
    expect(inner.calls.map(({ who }) => who).join('')).toBe('aabcaba');
  });

  it('a credential that has to wait does not hold up another', async () => {
    const inner = noting();
    const { send } = govern(inner.send);
    const own = sourceWith({ requestsPerSecond: 1, accountRequestsPerSecond: 100 });
    const answers = ['a', 'a', 'a', 'b'].map((who) => send(as(who, { source: own })));
    const hurried = send(as('b', { source: own, deadlineMs: now() + 1_500 }));
    await vi.runAllTimersAsync();
    await Promise.all([...answers, hurried]);
    const ofB = inner.calls.filter(({ who }) => who === 'b');
    expect(ofB.map(({ atMs }) => atMs)).toEqual([0, 1_010]);
  });

  it('are given in the order of asking, also in the moment when one is due', async () => {
    const inner = noting();
    const { send } = govern(inner.send);
    const answers = [send(as('a', { source }))];
    setTimeout(() => answers.push(send(as('c', { source }))), 1_010);
    answers.push(send(as('b', { source })));
    await vi.runAllTimersAsync();
    await Promise.all(answers);
    expect(inner.calls.map(({ who }) => who).join('')).toBe('abc');
  });

  it('that come after a deadline are refused at once, with when they would be', async () => {
    const inner = noting();
    const { send } = govern(inner.send);
    await send(as('a', { source }));
    const waiting = send(as('b', { source }));
    const late = await outcomeOf(send(as('c', { source, deadlineMs: now() + 1_500 })));
    expect(late).toMatchObject({ code: 'SOURCE_RATE_LIMITED', facts: { retryAfterMs: 2_020 } });
    await vi.runAllTimersAsync();
    await waiting;
    expect(inner.calls).toHaveLength(2);
  });

  it('are not to be had by making credentials up', async () => {
    const guests = ['ada', 'bob'];
    const inner = noting(async ({ partition }) => (guests.includes(partition) ? ok : status(401)));
    const { send } = govern(inner.send);
    await send(as('ada', { source, credentialId: 'lent' }));
    const madeUp = Array.from({ length: 1_200 }, (_, i) =>
      outcomeOf(send(as(`x-${i}`, { source }))),
    );
    const asked = [1, 2, 3].map(() => send(as('ada', { source, credentialId: 'lent' })));
    const newcomer = send(as('bob', { source, credentialId: 'lent' }));
    await vi.runAllTimersAsync();
    await Promise.all([...madeUp, ...asked, newcomer]);
    const order = inner.calls.map(({ who }) => (guests.includes(who) ? who : 'x')).join(' ');
    expect(order).toMatch(/^ada (?:x ){10}ada x bob x ada x ada x x x/);
  });

  it.each([
    ['a 401', status(401)],
    ['errors where there would be values', { ...ok, body: '{"data":{"ok":null},"errors":[{}]}' }],
    ['errors in place of data', { ...ok, body: '{"errors":[{}]}' }],
    ['a page to sign in', { ...ok, body: '<h1>Sign in</h1>' }],
  ])('are not to be had by being refused with %s first', async (_what, refused) => {
    const inner = noting(async ({ partition }) => (partition === 'ada' ? ok : refused));
    const { send } = govern(inner.send);
    const askAll = (...more: string[]) =>
      [...Array.from({ length: 20 }, (_, i) => `x-${i}`), ...more].map((who) =>
        send(as(who, { source })),
      );
    const first = askAll('ada');
    await vi.runAllTimersAsync();
    const second = askAll('ada');
    await vi.runAllTimersAsync();
    await Promise.all([...first, ...second]);
    expect(inner.calls.slice(21).findIndex(({ who }) => who === 'ada')).toBeLessThan(2);
  });

  it('notes how long a call waited, in all its attempts', async () => {
    const { send } = govern(noting().send);
    const [first, second] = [as('ada', { source }), as('ada', { source })];
    const answers = [send(first), send(second)];
    await vi.runAllTimersAsync();
    await Promise.all(answers);
    expect([first.trace.waitedMs, second.trace.waitedMs]).toEqual([undefined, 1_010]);
    const again = send(second);
    await vi.runAllTimersAsync();
    await again;
    expect(second.trace.waitedMs).toBe(2_020);
  });
});
