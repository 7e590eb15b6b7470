import { expect, it } from 'vitest';
import { readRetryAfter } from '../../src/transport/retry-after.ts';

const nowMs = Date.parse('2026-01-01T12:00:00Z');

it.each([
  ['2', 2_000],
  ['1.5', 1_500],
  [' 2 ', 2_000],
  ['2, 1', 2_000],
  ['0', 0],
  ['9'.repeat(400), Number.MAX_SAFE_INTEGER],
  ['Thu, 01 Jan 2026 12:10:00 GMT', 600_000],
  ['Thu, 01 Jan 2026 11:59:00 GMT', 0],
  ['soon', undefined],
  ['2 s', undefined],
  ['-1', undefined],
  ['', undefined],
])('reads %j as %s', (text, expected) => {
  expect(readRetryAfter({ 'retry-after': text }, nowMs)).toBe(expected);
});
