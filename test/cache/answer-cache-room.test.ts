import { describe, expect, it } from 'vitest';
import type { Load } from '../../src/cache/answer-cache.ts';
import { unsaid } from '../../src/cache/freshness.ts';
import { asBob, counting, createCache, question } from './counting-cache.ts';

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
