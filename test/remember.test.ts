import { expect, it } from 'vitest';
import { remember } from '../src/remember.ts';

it('makes of an object once what is made of it, also where that is nothing', () => {
  const made: object[] = [];
  const recall = remember((key: object) => void made.push(key));
  const [first, second] = [{}, {}];
  for (const key of [first, second, first]) expect(recall(key)).toBeUndefined();
  expect(made).toEqual([first, second]);
});

it('tries again what could not be made', () => {
  let tries = 0;
  const recall = remember(() => {
    tries += 1;
    if (tries === 1) throw new Error('not yet');
    return tries;
  });
  const key = {};
  expect(() => recall(key)).toThrow('not yet');
  expect(recall(key)).toBe(2);
});
