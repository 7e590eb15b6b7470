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

  it('a call that finds the queue full is told when its turn would have been', async () => {
    const { send } = govern(noting().send);
    const answers = Array.from({ length: 103 }, () => send(as('ada', { source })));
    expect(await outcomeOf(send(as('ada', { source })))).toMatchObject({
      code: 'SOURCE_RATE_LIMITED',
      facts: { retryAfterMs: 34_490 },
    });
    await vi.runAllTimersAsync();
    await Promise.all(answers);
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

  it('contracts at one origin share the account; another origin and another source do not', async () => {
    const inner = noting();
    const { send } = govern(inner.send);
    const from = (contract: string) => (_: unknown, i: number) =>
      send(as(`${contract}-${i}`, { source, contract }));
    const other = { source: { ...source, name: 'depot' }, contract: 'depot' };
    const answers = [
      ...Array.from({ length: 5 }, from('shop')),
      ...Array.from({ length: 5 }, from('shop_stock')),
      ...Array.from({ length: 7 }, from('shop_mirror')),
      send(as('depot', other)),
    ];
    await vi.advanceTimersByTimeAsync(0);
    const places = inner.calls.map(({ who }) => /mirror|depot/.exec(who)?.[0] ?? 'shop');
    const count = (place: string) => places.filter((other) => other === place).length;
    expect(['shop', 'mirror', 'depot'].map(count)).toEqual([7, 7, 1]);
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
    // As of a second attempt, whose first one did go out.
    const trace = () => ({ sentAtMs: now() });
    for (let i = 0; i < 20; i++) await outcomeOf(send(as('ada', { source, trace: trace() })));
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

it('a call that never went out gives its own token back, and no other', async () => {
  const stuck = held();
  const inner = noting();
  const { send } = govern((request) =>
    request.partition === 'stuck'
      ? stuck.call().then(() => Promise.reject(new Error('refused')))
      : inner.send(request),
  );
  const source = sourceWith({ accountRequestsPerSecond: 2 });
  // Anything that counts as of the beginning of time is long over.
  vi.advanceTimersByTime(5_000);
  const first = outcomeOf(send(as('stuck', { source })));
  await send(as('ada', { source }));
  stuck.resolve(ok);
  await first;
  const answers = [1, 2].map(() => send(as('ada', { source })));
  await vi.runAllTimersAsync();
  await Promise.all(answers);
  expect(inner.calls.map(({ atMs }) => atMs)).toEqual([5_000, 5_000, 6_010]);
});

it('a call that takes long counts from when the source may have got it, and no longer', async () => {
  const answer = held();
  const inner = noting(async ({ partition }) => (partition === 'slow' ? answer.call() : ok));
  const { send } = govern(inner.send);
  const source = sourceWith({ accountRequestsPerSecond: 2 });
  const slow = send(as('slow', { source }));
  const answers = Array.from({ length: 5 }, () => send(as('ada', { source })));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(inner.calls.map(({ atMs }) => atMs)).toEqual([0, 0, 1_160, 1_160, 2_170, 2_170]);
  answer.resolve(ok);
  await Promise.all([slow, ...answers]);
});

it.each([
  [0.5, [0, 2_010, 4_020]],
  [1.25, [0, 810, 1_620]],
])('keeps to a rate of %s calls a second', async (requestsPerSecond, expected) => {
  const inner = noting();
  const { send } = govern(inner.send);
  const source = sourceWith({ requestsPerSecond });
  const answers = [1, 2, 3].map(() => send(as('ada', { source })));
  await vi.runAllTimersAsync();
  await Promise.all(answers);
  expect(inner.calls.map(({ atMs }) => atMs)).toEqual(expected);
});

it('never says to come back too early', async () => {
  const { send } = govern(noting().send);
  const source = sourceWith({ requestsPerSecond: 0.6 });
  await send(as('ada', { source }));
  const outcome = await outcomeOf(send(as('ada', { source, deadlineMs: now() + 1_000 })));
  expect(outcome).toMatchObject({ facts: { retryAfterMs: 1_677 } });
});

it('lets everything through at once where nothing is limited', async () => {
  const inner = noting();
  const { send } = govern(inner.send);
  await Promise.all(Array.from({ length: 1_000 }, () => send(as('ada'))));
  expect(inner.calls.every(({ atMs }) => atMs === 0)).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
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

  it('that asks for less takes nothing from one that asked for more', async () => {
    const asked = ['5', '1'];
    const inner = noting(async () => {
      const retryAfter = asked.shift();
      return retryAfter ? status(429, { 'retry-after': retryAfter }) : ok;
    });
    const { send } = govern(inner.send);
    await Promise.all([send(as('ada')), send(as('ada'))]);
    const answer = send(as('ada'));
    await vi.runAllTimersAsync();
    await answer;
    expect(inner.calls.map(({ atMs }) => atMs)).toEqual([0, 0, 5_000]);
  });

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
    const patient = send(as('ada', { source }));
    answer.resolve(status(429, { 'retry-after': '30' }));
    await first;
    expect(await waiting).toMatchObject({
      code: 'SOURCE_RATE_LIMITED',
      facts: { retryAfterMs: 30_000 },
    });
    const next = await outcomeOf(send(as('ada', { source, deadlineMs: now() + 4_000 })));
    expect(next).toMatchObject({ code: 'SOURCE_RATE_LIMITED' });
    await vi.runAllTimersAsync();
    expect(await patient).toMatchObject({ status: 429 });
  });
});
