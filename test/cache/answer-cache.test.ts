import { describe, expect, it } from 'vitest';
import type { CacheQuestion } from '../../src/cache/answer-cache.ts';
import { unkept, unsaid } from '../../src/cache/freshness.ts';
import { GatewayError, type ErrorCode } from '../../src/errors.ts';
import { asBob, counting, createCache, question } from './counting-cache.ts';

const failing = (code: ErrorCode) => {
  const error = new GatewayError(code, { source: 'apple', detail: 'no' });
  return { error, ...counting((call) => (call > 1 ? error : undefined)) };
};

const settle = () => new Promise(setImmediate);

describe('an answer', () => {
  it('is given again until its time is over', async () => {
    const { cache, clock, told } = createCache();
    const { load } = counting();
    await cache.read(question, load);
    clock.nowMs = 999;
    expect(await cache.read(question, load)).toEqual({
      value: 1,
      event: 'hit',
      ageMs: 999,
      sharedUntilMs: 1000,
    });
    expect(told).toEqual([
      ['miss', 'apple', ['seeds'], undefined],
      ['hit', 'apple', ['seeds'], 999],
    ]);
  });

  it('is never given to another partition', async () => {
    const { cache } = createCache();
    const { load } = counting();
    await cache.read(question, load);
    const other = await cache.read(asBob, load);
    expect(other).toMatchObject({ value: 2, event: 'miss' });
  });

  it('is never given to another question', async () => {
    const { cache } = createCache();
    const { load } = counting();
    const others: Partial<CacheQuestion>[] = [
      { contract: 'apple_crm' },
      { request: ['GET', '/pips'] },
      { body: '{"query":"{ seeds }"}' },
      { body: '{"query":"{ pips }"}' },
    ];
    await cache.read(question, load);
    for (const other of others) {
      expect(await cache.read({ ...question, ...other }, load)).toMatchObject({ event: 'miss' });
    }
  });

  it('is given stale to many readers while one renewal is under way', async () => {
    const { cache, clock } = createCache();
    const { seen, load } = counting();
    await cache.read(question, load);
    clock.nowMs = 1500;
    const answers = await Promise.all(Array.from({ length: 50 }, () => cache.read(question, load)));
    expect(new Set(answers.map(({ event, value }) => `${event} ${String(value)}`))).toEqual(
      new Set(['stale 1']),
    );
    expect(seen).toEqual([
      { etag: undefined, isBackground: false },
      { etag: '"1"', isBackground: true },
    ]);
    await settle();
    expect(await cache.read(question, load)).toMatchObject({ value: 2, event: 'hit', ageMs: 0 });
  });

  it('is renewed again by a later reader when its renewal failed', async () => {
    const { cache, clock } = createCache();
    const { seen, load } = failing('SOURCE_TIMEOUT');
    await cache.read(question, load);
    clock.nowMs = 1500;
    for (let reader = 0; reader < 2; reader += 1) {
      expect(await cache.read(question, load)).toMatchObject({ value: 1, event: 'stale' });
      await settle();
    }
    expect(seen).toHaveLength(3);
  });

  it('is given stale while its source is in trouble, for ten times its time and no longer', async () => {
    const { cache, clock } = createCache();
    const { error, load } = failing('SOURCE_UNREACHABLE');
    await cache.read(question, load);
    clock.nowMs = 10_999;
    expect(await cache.read(question, load)).toMatchObject({ value: 1, event: 'stale-on-error' });
    clock.nowMs = 11_001;
    await expect(cache.read(question, load)).rejects.toBe(error);
  });

  it('is given stale when the quota of its source is used up', async () => {
    const { cache, clock } = createCache();
    const { load } = failing('SOURCE_QUOTA_EXCEEDED');
    await cache.read(question, load);
    clock.nowMs = 5000;
    expect(await cache.read(question, load)).toMatchObject({ value: 1, event: 'stale-on-error' });
  });

  it.each(['CREDENTIAL_REFUSED', 'SOURCE_NOT_FOUND', 'SOURCE_ERROR'] as const)(
    'is not given in place of %s',
    async (code) => {
      const { cache, clock } = createCache();
      const { error, load } = failing(code);
      await cache.read(question, load);
      clock.nowMs = 5000;
      await expect(cache.read(question, load)).rejects.toBe(error);
    },
  );

  it('is forgotten once a renewal finds that the credential is refused', async () => {
    const { cache, clock } = createCache();
    const { error, load } = failing('CREDENTIAL_REFUSED');
    await cache.read(question, load);
    clock.nowMs = 1500;
    await cache.read(question, load);
    await settle();
    await expect(cache.read(question, load)).rejects.toBe(error);
  });

  it('lives on, as young as new, when the source says that it still holds', async () => {
    const { cache, clock } = createCache();
    const { seen, load } = counting();
    await cache.read(question, load);
    clock.nowMs = 5000;
    const renewed = await cache.read(question, async (options) => {
      seen.push(options);
      return { isUnchanged: true, freshness: undefined };
    });
    expect(renewed).toMatchObject({
      value: 1,
      event: 'revalidated',
      ageMs: 0,
      sharedUntilMs: 6000,
    });
    expect(seen[1]!.etag).toBe('"1"');
    clock.nowMs = 5999;
    expect(await cache.read(question, load)).toMatchObject({ value: 1, event: 'hit', ageMs: 999 });
  });

  it('goes by what the source says when it says that it still holds', async () => {
    const { cache, clock } = createCache();
    const { load } = counting();
    await cache.read(question, load);
    clock.nowMs = 5000;
    const freshness = { ...unsaid, maximumAgeMs: 300 };
    await cache.read(question, async () => ({ isUnchanged: true, freshness }));
    clock.nowMs = 5299;
    expect((await cache.read(question, load)).event).toBe('hit');
    clock.nowMs = 5301;
    expect((await cache.read(question, load)).event).toBe('stale');
  });

  it('is not kept when its source forbids it', async () => {
    const { cache } = createCache();
    const { load } = counting(undefined, unkept);
    await cache.read(question, load);
    expect(await cache.read(question, load)).toMatchObject({
      value: 2,
      event: 'miss',
      sharedUntilMs: undefined,
    });
    expect(cache.bytes).toBe(0);
  });

  it('is asked for each time, by its ETag, when its source wants that', async () => {
    const { cache } = createCache();
    const { seen, load } = counting(undefined, {
      ...unsaid,
      maximumAgeMs: 0,
      mayBeStale: false,
    });
    await cache.read(question, load);
    const again = await cache.read(question, async (options) => {
      seen.push(options);
      return { isUnchanged: true, freshness: undefined };
    });
    expect(again).toMatchObject({ value: 1, event: 'revalidated' });
    expect(seen.map(({ etag }) => etag)).toEqual([undefined, '"1"']);
  });

  it('is never given past its time when its source forbids that', async () => {
    const { cache, clock } = createCache();
    const { error } = failing('SOURCE_TIMEOUT');
    const { seen, load } = counting((call) => (call === 3 ? error : undefined), {
      ...unsaid,
      mayBeStale: false,
    });
    await cache.read(question, load);
    clock.nowMs = 1500;
    expect(await cache.read(question, load)).toMatchObject({ value: 2, event: 'miss' });
    clock.nowMs = 3000;
    await expect(cache.read(question, load)).rejects.toBe(error);
    expect(seen.some(({ isBackground }) => isBackground)).toBe(false);
  });

  it('is nothing for caches of many when its source says that it is private', async () => {
    const { cache } = createCache();
    const { load } = counting(undefined, { ...unsaid, isShareable: false });
    await cache.read(question, load);
    const { event, sharedUntilMs } = await cache.read(question, load);
    expect([event, sharedUntilMs]).toEqual(['hit', undefined]);
  });

  it('is gone when somebody found that it is no use', async () => {
    const { cache } = createCache();
    const { load } = counting();
    await cache.read(question, load);
    cache.forget(question);
    expect(await cache.read(question, load)).toMatchObject({ value: 2, event: 'miss' });
  });
});
