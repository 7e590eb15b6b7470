import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { as, govern, noting } from './governed.ts';
import { held, now, ok, outcomeOf, sourceWith, status } from './request.ts';
import { randomFrom, strictVendor } from './vendor.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('against a source that allows 3 calls a second with one credential and 7 in all', () => {
  const source = sourceWith({ requestsPerSecond: 3, accountRequestsPerSecond: 7 });

  it.each([1, 2, 3, 4, 5])('50 calls of one caller see no 429 (seed %i)', async (seed) => {
    const vendor = strictVendor({ perCredential: 3, perAccount: 7 }, randomFrom(seed));
    const { send } = govern(vendor.send);
    const startedMs = now();
    const answers = Array.from({ length: 50 }, () => send(as('ada', { source })));
    await vi.runAllTimersAsync();
    expect(await Promise.all(answers)).toHaveLength(50);
    expect(vendor.refused).toBe(0);
    expect(50_000 / (now() - startedMs)).toBeGreaterThan(2.4);
  });

  it.each([6, 7, 8, 9, 10])('50 calls of five callers see no 429 (seed %i)', async (seed) => {
    const vendor = strictVendor({ perCredential: 3, perAccount: 7 }, randomFrom(seed));
    const { send } = govern(vendor.send);
    const startedMs = now();
    const answers = Array.from({ length: 50 }, (_, i) => send(as(`caller-${i % 5}`, { source })));
    await vi.runAllTimersAsync();
    expect(await Promise.all(answers)).toHaveLength(50);
    expect(vendor.refused).toBe(0);
    expect(50_000 / (now() - startedMs)).toBeGreaterThan(5.5);
  });

  it('a burst up to the rate goes out at once', async () => {
    const inner = noting();
    const { send } = govern(inner.send);
    await Promise.all([1, 2, 3].map(() => send(as('ada', { source }))));
    expect(inner.calls.map(({ atMs }) => atMs)).toEqual([0, 0, 0]);
  });

  it('a call whose turn comes after its deadline is told so at once, and when to come back', async () => {
    const inner = noting();
    const { send } = govern(inner.send);
    const request = () => as('ada', { source, deadlineMs: now() + 900 });
    await Promise.all([1, 2, 3].map(() => send(request())));
    await vi.advanceTimersByTimeAsync(50);
    const outcome = await outcomeOf(send(request()));
    expect(outcome).toMatchObject({ code: 'SOURCE_RATE_LIMITED', facts: { retryAfterMs: 960 } });
    expect(inner.calls).toHaveLength(3);
  });

  it('whoever is let into the queue goes out before the deadline', async () => {
    const inner = noting();
    const { send } = govern(inner.send);
    const outcomes = Array.from({ length: 50 }, () =>
      outcomeOf(send(as('ada', { source, deadlineMs: now() + 8_000 }))),
    );
    await vi.runAllTimersAsync();
    const codes = (await Promise.all(outcomes)).map((end) => ('code' in end ? end.code : 'OK'));
    expect(new Set(codes)).toEqual(new Set(['OK', 'SOURCE_RATE_LIMITED']));
    expect(inner.calls).toHaveLength(codes.filter((code) => code === 'OK').length);
    expect(inner.calls.length).toBeGreaterThanOrEqual(24);
  });

  it('contracts at one origin share the account, another origin does not', async () => {
    const inner = noting();
    const { send } = govern(inner.send);
    const from = (contract: string) => (_: unknown, i: number) =>
      send(as(`${contract}-${i}`, { source, contract }));
    const answers = [
      ...Array.from({ length: 5 }, from('shop')),
      ...Array.from({ length: 5 }, from('shop_stock')),
      ...Array.from({ length: 7 }, from('shop_mirror')),
    ];
    await vi.advanceTimersByTimeAsync(0);
    expect(inner.calls.filter(({ who }) => !who.includes('mirror'))).toHaveLength(7);
    expect(inner.calls.filter(({ who }) => who.includes('mirror'))).toHaveLength(7);
    await vi.runAllTimersAsync();
    await Promise.all(answers);
  });

  it('a call that never went out spends nothing', async () => {
    let isUp = false;
    const { send } = govern(async ({ trace }) => {
      if (!isUp) throw new Error('refused');
      trace.sentAtMs = now();
      return ok;
    });
    for (let i = 0; i < 20; i++) await outcomeOf(send(as('ada', { source })));
    isUp = true;
    expect(await Promise.all([1, 2, 3].map(() => send(as('ada', { source }))))).toHaveLength(3);
    expect(vi.getTimerCount()).toBe(0);
  });
});

it("a call that does not get onto the wire keeps its own token, and nobody else's", async () => {
  const stuck = held();
  const inner = noting();
  const { send } = govern((request) =>
    request.partition === 'stuck' ? stuck.call() : inner.send(request),
  );
  const source = sourceWith({ accountRequestsPerSecond: 3 });
  const first = send(as('stuck', { source }));
  const answers = Array.from({ length: 6 }, () => send(as('ada', { source })));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(inner.calls.map(({ atMs }) => atMs)).toEqual([0, 0, 1_010, 1_010, 2_020, 2_020]);
  stuck.resolve(ok);
  await Promise.all([first, ...answers]);
});

it('keeps to a rate below one call a second', async () => {
  const inner = noting();
  const { send } = govern(inner.send);
  const source = sourceWith({ requestsPerSecond: 0.5 });
  const answers = [1, 2, 3].map(() => send(as('ada', { source })));
  await vi.runAllTimersAsync();
  await Promise.all(answers);
  expect(inner.calls.map(({ atMs }) => atMs)).toEqual([0, 2_010, 4_020]);
});

it('lets everything through at once where nothing is limited', async () => {
  const inner = noting();
  const { send } = govern(inner.send);
  await Promise.all(Array.from({ length: 1_000 }, () => send(as('ada'))));
  expect(inner.calls.every(({ atMs }) => atMs === 0)).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

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
    await vi.runAllTimersAsync();
    await Promise.all(answers);
    expect(inner.calls.find(({ who }) => who === 'b')?.atMs).toBe(0);
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

  it('notes how long a call waited', async () => {
    const { send } = govern(noting().send);
    const [first, second] = [as('ada', { source }), as('ada', { source })];
    const answers = [send(first), send(second)];
    await vi.runAllTimersAsync();
    await Promise.all(answers);
    expect([first.trace.waitedMs, second.trace.waitedMs]).toEqual([undefined, 1_010]);
  });
});

describe('a 429', () => {
  const refuseOnce = (retryAfter?: string) => {
    let isFirst = true;
    return noting(async () => {
      if (!isFirst) return ok;
      isFirst = false;
      return status(429, retryAfter ? { 'retry-after': retryAfter } : {});
    });
  };

  it.each([
    ['5', 5_000],
    [undefined, 1_000],
    ['86400', 60_000],
  ])(
    'with Retry-After %s holds its credential back, and nobody else',
    async (retryAfter, pauseMs) => {
      const inner = refuseOnce(retryAfter);
      const { send } = govern(inner.send);
      const patient = { deadlineMs: now() + 100_000 };
      expect(await send(as('ada', patient))).toMatchObject({ status: 429 });
      const answers = [send(as('ada', patient)), send(as('bob', patient))];
      await vi.runAllTimersAsync();
      await Promise.all(answers);
      expect(inner.calls.slice(1)).toEqual([
        { who: 'bob', atMs: 0 },
        { who: 'ada', atMs: pauseMs },
      ]);
    },
  );

  it('sends nobody away who waits with another credential', async () => {
    const source = sourceWith({ accountRequestsPerSecond: 1 });
    const answer = held();
    const { send } = govern(noting(answer.call).send);
    const first = send(as('ada', { source }));
    const other = send(as('bob', { source, deadlineMs: now() + 4_000 }));
    answer.resolve(status(429, { 'retry-after': '30' }));
    await first;
    await vi.runAllTimersAsync();
    expect(await other).toMatchObject({ status: 429 });
  });

  it('sends those away at once who could not wait that long', async () => {
    const source = sourceWith({ requestsPerSecond: 1 });
    const answer = held();
    const { send } = govern(noting(answer.call).send);
    const first = send(as('ada', { source }));
    const waiting = outcomeOf(send(as('ada', { source, deadlineMs: now() + 4_000 })));
    answer.resolve(status(429, { 'retry-after': '30' }));
    await first;
    expect(await waiting).toMatchObject({
      code: 'SOURCE_RATE_LIMITED',
      facts: { retryAfterMs: 30_000 },
    });
    const next = await outcomeOf(send(as('ada', { source, deadlineMs: now() + 4_000 })));
    expect(next).toMatchObject({ code: 'SOURCE_RATE_LIMITED' });
  });
});
