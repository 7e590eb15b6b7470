import { expect, it } from 'vitest';
import { readFreshness } from '../../src/cache/freshness.ts';

const read = (headers: Record<string, string>) => readFreshness(headers);

it('says nothing where the source says nothing', () => {
  expect(read({})).toBeUndefined();
  expect(read({ etag: '"1"' })).toBeUndefined();
});

it.each([
  ['max-age=2', 2000],
  ['public, Max-Age="7"', 7000],
  ['s-maxage=5, max-age=60', 5000],
  ['s-maxage=5', 5000],
  ['no-cache, max-age=60', 0],
  ['max-age=soon', 0],
  ['max-age=-1', 0],
  ['public', undefined],
])('takes from %j how long an answer may be kept', (control, maximumAgeMs) => {
  expect(read({ 'cache-control': control })!.maximumAgeMs).toBe(maximumAgeMs);
});

it('takes off what has gone by in caches on the way', () => {
  expect(read({ 'cache-control': 'max-age=60', age: '45' })!.maximumAgeMs).toBe(15_000);
  expect(read({ 'cache-control': 'max-age=60', age: '90' })!.maximumAgeMs).toBe(0);
});

it.each([
  ['no-store', false, false],
  ['private, no-store, max-age=60', false, false],
  ['private, max-age=60', true, false],
  ['no-cache, private', true, false],
  ['no-cache', true, true],
  ['max-age=60', true, true],
])('takes from %j who may keep an answer', (control, isStorable, isShareable) => {
  expect(read({ 'cache-control': control })).toMatchObject({ isStorable, isShareable });
});

it('keeps nothing that varies by what nobody knows', () => {
  expect(read({ vary: '*' })!.isStorable).toBe(false);
  expect(read({ vary: '*', 'cache-control': 'max-age=60' })!.isStorable).toBe(false);
});

it.each(['must-revalidate, max-age=1', 'proxy-revalidate', 'no-cache'])(
  'gives nothing past its time under %j',
  (control) => {
    expect(read({ 'cache-control': control })!.mayBeStale).toBe(false);
  },
);
