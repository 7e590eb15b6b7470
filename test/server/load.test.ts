import { expect, it } from 'vitest';
import { Load } from '../../src/server/load.ts';

it('lets in as many as there is room for, and one more for each that leaves', () => {
  using load = new Load({ concurrency: 2, loopDelayMs: 0 });
  expect([load.enter(), load.enter(), load.enter()]).toEqual([undefined, undefined, 'concurrency']);
  load.leave();
  expect(load.enter()).toBeUndefined();
  expect(load.underWay).toBe(2);
});

it('lets in an eighth while the event loop is late, so that those inside get done', () => {
  let delayMs = 0;
  using load = new Load({ concurrency: 16, loopDelayMs: 100, readDelayMs: () => delayMs });
  const enter = (times: number) => Array.from({ length: times }, () => load.enter());
  expect(enter(4)).toEqual([undefined, undefined, undefined, undefined]);
  delayMs = 101;
  expect(enter(1)).toEqual(['loop-delay']);
  load.leave();
  load.leave();
  load.leave();
  expect(enter(2)).toEqual([undefined, 'loop-delay']);
  delayMs = 100;
  expect(enter(1)).toEqual([undefined]);
});
