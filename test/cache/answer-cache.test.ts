import { describe, expect, it } from 'vitest';
import {
  AnswerCache,
  NOT_MODIFIED,
  readMaximumAge,
  type Load,
} from '../../src/cache/answer-cache.ts';
import { GatewayError } from '../../src/errors.ts';

const question = {
  partition: 'ada',
  source: 'apple',
  contract: 'apple',
  request: ['GET', '/seeds'],
  ttlMs: 1000,
};

function createCache(maximumBytes = 1 << 20) {
  const clock = { nowMs: 0 };
  return { clock, cache: new AnswerCache({ maximumBytes, now: () => clock.nowMs }) };
}

/** Answers 1, 2, 3 …; what a function says in place of an answer is thrown. */
function counting(say: (call: number) => Error | undefined = () => undefined) {
  const seen: { etag: string | undefined; isBackground: boolean }[] = [];
  const load: Load = async (options) => {
    seen.push(options);
    const error = say(seen.length);
    if (error) throw error;
    return { value: seen.length, bytes: 10, maximumAgeMs: undefined, etag: `"${seen.length}"` };
  };
  return { seen, load };
}

const unreachable = new GatewayError('SOURCE_UNREACHABLE', { source: 'apple', detail: 'refused' });

describe('an answer', () => {
  it('is given again until its time is over', async () => {
    const { cache, clock } = createCache();
    const { load } = counting();
    await cache.read(question, load);
    clock.nowMs = 999;
    expect(await cache.read(question, load)).toEqual({ value: 1, event: 'hit', ageMs: 999 });
  });

  it('is never given to another partition', async () => {
    const { cache } = createCache();
    const { load } = counting();
    await cache.read(question, load);
    const other = await cache.read({ ...question, partition: 'bob' }, load);
    expect(other).toMatchObject({ value: 2, event: 'miss' });
  });

  it('is given stale while one renewal is under way', async () => {
    const { cache, clock } = createCache();
    const { seen, load } = counting();
    await cache.read(question, load);
    clock.nowMs = 1500;
    const answers = await Promise.all([cache.read(question, load), cache.read(question, load)]);
    expect(answers.map(({ event, value }) => [event, value])).toEqual([
      ['stale', 1],
      ['stale', 1],
    ]);
    expect(seen.map(({ isBackground }) => isBackground)).toEqual([false, true]);
    await new Promise(setImmediate);
    expect(await cache.read(question, load)).toMatchObject({ value: 2, event: 'hit' });
  });

  it('is given stale while its source is in trouble, for ten times its time and no longer', async () => {
    const { cache, clock } = createCache();
    const { load } = counting((call) => (call > 1 ? unreachable : undefined));
    await cache.read(question, load);
    clock.nowMs = 10_999;
    expect(await cache.read(question, load)).toMatchObject({ value: 1, event: 'stale-on-error' });
    clock.nowMs = 11_001;
    await expect(cache.read(question, load)).rejects.toBe(unreachable);
  });

  it('is not given in place of a refusal', async () => {
    const { cache, clock } = createCache();
    const refused = new GatewayError('CREDENTIAL_REFUSED', {
      source: 'apple',
      detail: 'answered 401',
    });
    const { load } = counting((call) => (call > 1 ? refused : undefined));
    await cache.read(question, load);
    clock.nowMs = 5000;
    await expect(cache.read(question, load)).rejects.toBe(refused);
  });

  it('lives on when the source says that it still holds', async () => {
    const { cache, clock } = createCache();
    const { seen, load } = counting();
    await cache.read(question, load);
    clock.nowMs = 5000;
    const renewed = await cache.read(question, async (options) => {
      seen.push(options);
      return NOT_MODIFIED;
    });
    expect(renewed).toMatchObject({ value: 1, event: 'revalidated', ageMs: 0 });
    expect(seen[1]!.etag).toBe('"1"');
  });

  it.each([
    ['no-store', 0],
    ['private, max-age=2', 2000],
    ['public', undefined],
  ])('goes by the Cache-Control of its source: %s', (control, maximumAgeMs) => {
    expect(readMaximumAge({ 'cache-control': control })).toBe(maximumAgeMs);
  });

  it('is not kept when its source or an error in it forbids', async () => {
    const { cache } = createCache();
    const { load } = counting();
    const forbidden: Load = async (options) =>
      ({ ...((await load(options)) as object), maximumAgeMs: 0 }) as never;
    await cache.read(question, forbidden);
    expect(await cache.read(question, forbidden)).toMatchObject({ value: 2, event: 'miss' });
  });
});

describe('dropping', () => {
  it("forgets one caller's answers of one source", async () => {
    const { cache } = createCache();
    const { load } = counting();
    await cache.read(question, load);
    await cache.read({ ...question, partition: 'bob' }, load);
    cache.drop('ada', 'apple');
    expect((await cache.read(question, load)).event).toBe('miss');
    expect((await cache.read({ ...question, partition: 'bob' }, load)).event).toBe('hit');
  });

  it('does not keep what was under way while something changed', async () => {
    const { cache } = createCache();
    const { load } = counting();
    let arrive: (answer: unknown) => void = () => {};
    const slow = cache.read(question, () => new Promise((resolve) => (arrive = resolve as never)));
    cache.dropSource('apple');
    arrive({ value: 'old', bytes: 1, maximumAgeMs: undefined, etag: undefined });
    await slow;
    expect(await cache.read(question, load)).toMatchObject({ value: 1, event: 'miss' });
  });
});

it('holds no more bytes than it may', async () => {
  const { cache } = createCache(5000);
  for (let index = 0; index < 100; index += 1) {
    const { load } = counting();
    await cache.read({ ...question, request: [index] }, load);
  }
  expect(cache.bytes).toBeLessThanOrEqual(5000);
});
