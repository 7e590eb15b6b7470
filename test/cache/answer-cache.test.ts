import { describe, expect, it } from 'vitest';
import { AnswerCache, type CacheQuestion, type Load } from '../../src/cache/answer-cache.ts';
import { unkept, unsaid, type Freshness } from '../../src/cache/freshness.ts';
import { GatewayError, type ErrorCode } from '../../src/errors.ts';

const question: CacheQuestion = {
  partition: 'ada',
  source: 'apple',
  contract: 'apple',
  fields: ['seeds'],
  request: ['GET', '/seeds'],
  ttlMs: 1000,
};
const asBob = { ...question, partition: 'bob' };

function createCache(maximumBytes = 1 << 20) {
  const clock = { nowMs: 0 };
  const told: unknown[] = [];
  const cache = new AnswerCache({
    maximumBytes,
    now: () => clock.nowMs,
    answered: (event, { source, fields }, ageMs) => told.push([event, source, fields, ageMs]),
  });
  return { clock, cache, told };
}

/** Answers 1, 2, 3 …; what a function says in place of an answer is thrown. */
function counting(
  say: (call: number) => Error | undefined = () => undefined,
  freshness: Freshness = unsaid,
) {
  const seen: { etag: string | undefined; isBackground: boolean }[] = [];
  const load: Load = async ({ etag, isBackground }) => {
    seen.push({ etag, isBackground });
    const error = say(seen.length);
    if (error) throw error;
    return { value: seen.length, bytes: 10, freshness, etag: `"${seen.length}"` };
  };
  return { seen, load };
}

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

describe('dropping', () => {
  it("forgets one caller's answers of one source", async () => {
    const { cache } = createCache();
    const { load } = counting();
    const pears = { ...question, source: 'pear', contract: 'pear' };
    for (const each of [question, asBob, pears]) await cache.read(each, load);
    cache.drop('ada', 'apple');
    expect((await cache.read(question, load)).event).toBe('miss');
    expect((await cache.read(asBob, load)).event).toBe('hit');
    expect((await cache.read(pears, load)).event).toBe('hit');
  });

  it("forgets everybody's answers of a source that tells of a change", async () => {
    const { cache } = createCache();
    const { load } = counting();
    await cache.read(question, load);
    await cache.read(asBob, load);
    cache.dropSource('apple');
    expect((await cache.read(question, load)).event).toBe('miss');
    expect((await cache.read(asBob, load)).event).toBe('miss');
  });

  it('does not keep what was under way while something changed', async () => {
    const { cache } = createCache();
    const { load } = counting();
    let arrive: (answer: unknown) => void = () => {};
    const slow = cache.read(question, () => new Promise((resolve) => (arrive = resolve as never)));
    cache.dropSource('apple');
    expect(await cache.read(question, load)).toMatchObject({ value: 1, event: 'miss' });
    arrive({ value: 'old', bytes: 1, freshness: unsaid, etag: undefined });
    expect((await slow).value).toBe('old');
    expect(await cache.read(question, load)).toMatchObject({ value: 1, event: 'hit' });
  });
});

it('holds no more bytes than it may, and nothing that is larger than all of it', async () => {
  const { cache } = createCache(5000);
  for (let index = 0; index < 100; index += 1) {
    const { load } = counting();
    await cache.read({ ...question, request: [index] }, load);
    expect(cache.bytes).toBeLessThanOrEqual(5000);
  }
  const huge: Load = async () => ({ value: 1, bytes: 6000, freshness: unsaid, etag: undefined });
  const before = cache.bytes;
  await cache.read({ ...question, request: ['huge'] }, huge);
  expect(cache.bytes).toBe(before);
});

it('gives up first what was asked for the longest time ago', async () => {
  const { cache } = createCache(2500);
  const { load } = counting();
  const ask = async (name: string) =>
    (await cache.read({ ...question, request: [name] }, load)).event;
  for (const name of ['a', 'b', 'c', 'd']) await ask(name);
  expect(await ask('a')).toBe('hit');
  await ask('e');
  expect([await ask('a'), await ask('b')]).toEqual(['hit', 'miss']);
});
