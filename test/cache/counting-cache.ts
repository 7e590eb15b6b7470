import { AnswerCache, type CacheQuestion, type Load } from '../../src/cache/answer-cache.ts';
import { unsaid, type Freshness } from '../../src/cache/freshness.ts';

export const question: CacheQuestion = {
  partition: 'ada',
  source: 'apple',
  contract: 'apple',
  fields: ['seeds'],
  request: ['GET', '/seeds'],
  ttlMs: 1000,
};
export const asBob = { ...question, partition: 'bob' };

export function createCache(maximumBytes = 1 << 20) {
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
export function counting(
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
