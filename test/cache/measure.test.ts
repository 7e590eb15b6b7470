import { expect, it } from 'vitest';
import { measureAnswer } from '../../src/cache/measure.ts';

const measure = (value: unknown) => {
  const text = JSON.stringify(value);
  return { text, bytes: measureAnswer(text, JSON.parse(text)) };
};

it('counts what parsed objects take, which is far more than their text', () => {
  // 64 bytes each as Node keeps them, and once more as a plan lays them out.
  const { text, bytes } = measure(Array.from({ length: 1000 }, () => ({})));
  expect(bytes).toBeGreaterThan(1000 * 2 * 64);
  expect(bytes).toBeGreaterThan(text.length * 20);
});

it('counts a long text once as it is and once as it is written out', () => {
  const { bytes } = measure(['a'.repeat(100_000)]);
  expect(bytes).toBeGreaterThan(200_000);
  expect(bytes).toBeLessThan(201_000);
});

it('counts two bytes for each character that needs them', () => {
  const { bytes } = measure(['ł'.repeat(100_000)]);
  expect(bytes).toBeGreaterThan(400_000);
});

it('measures whatever depth a source may nest to', () => {
  const text = '['.repeat(20_000) + ']'.repeat(20_000);
  expect(measureAnswer(text, JSON.parse(text))).toBeGreaterThan(text.length);
});
