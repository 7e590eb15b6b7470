import { expect, it } from 'vitest';
import { runIsolation } from './isolation/run-isolation.ts';

it('gives each of many callers at once only what was fetched with their own credentials', async () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
  console.log(`isolation: SEED=${seed}`);
  const report = await runIsolation({ seed, operations: 800, callers: 8 });
  expect(report.foreign, `seed ${seed}`).toEqual([]);
  // What follows shows that the crowd went where something could have been mixed up.
  const operations = Object.values(report.asked).reduce((sum, count) => sum + count);
  expect(operations).toBeGreaterThanOrEqual(800);
  expect(report.answered + report.left).toBe(operations);
  expect(report.marked).toBeGreaterThan(operations / 2);
  const { asked, events, coalesced, cacheHits, retries, refused, watched, ended } = report;
  const taken = { ...asked, ...events, coalesced, cacheHits, retries, refused, watched, ended };
  expect(Object.entries(taken).filter(([, count]) => count === 0)).toEqual([]);
});
