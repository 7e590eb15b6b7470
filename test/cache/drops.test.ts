import { expect, it } from 'vitest';
import { Drops } from '../../src/cache/drops.ts';

it('makes invalid what was asked before a name was dropped, and nothing else', () => {
  const drops = new Drops();
  const before = drops.now;
  drops.add('apple');
  expect(drops.isValid(before, 'apple')).toBe(false);
  expect(drops.isValid(before, 'pear')).toBe(true);
  expect(drops.isValid(before, 'pear', 'apple')).toBe(false);
  expect(drops.isValid(drops.now, 'apple')).toBe(true);
});

it('takes nothing for valid that was dropped under a name it has no room for any more', () => {
  const drops = new Drops(3);
  const before = drops.now;
  drops.add('first');
  const after = drops.now;
  for (const name of ['a', 'b', 'c']) drops.add(name);
  expect(drops.isValid(before, 'first')).toBe(false);
  expect(drops.isValid(after, 'first')).toBe(true);
  expect(drops.isValid(after, 'a')).toBe(false);
});
