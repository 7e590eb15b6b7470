import { describe, expect, it } from 'vitest';
import { Load } from '../../src/server/load.ts';

it('lets in as many as there is room for, and one more for each that leaves', () => {
  using load = new Load({ concurrency: 2, loopDelayMs: 0 });
  expect([load.enter(), load.enter(), load.enter()]).toEqual([undefined, undefined, 'concurrency']);
  load.leave();
  expect(load.enter()).toBeUndefined();
  expect(load.underWay).toBe(2);
});

describe('with an event loop that is late', () => {
  const options = { concurrency: 64, loopDelayMs: 100 };
  const fill = (load: Load) => {
    while (load.enter() === undefined);
    return load.underWay;
  };
  const empty = (load: Load) => {
    while (load.underWay > 0) load.leave();
  };
  const noteTimes = (load: Load, times: number, delayMs: number) => {
    for (let time = 0; time < times; time += 1) load.note(delayMs);
  };

  it('lets in fewer each time it looks, down to a few', () => {
    using load = new Load(options);
    fill(load);
    noteTimes(load, 3, 101);
    empty(load);
    expect(fill(load)).toBe(55);
    expect(load.enter()).toBe('loop-delay');
    noteTimes(load, 100, 101);
    empty(load);
    expect(fill(load)).toBe(16);
  });

  it('goes by how many there were, where these are fewer than there may be', () => {
    using load = new Load(options);
    for (let count = 0; count < 40; count += 1) load.enter();
    noteTimes(load, 3, 101);
    empty(load);
    expect(fill(load)).toBe(34);
  });

  it('lets in more again when it is in time, as many as at first', () => {
    using load = new Load(options);
    fill(load);
    noteTimes(load, 100, 101);
    empty(load);
    noteTimes(load, 5, 0);
    expect(fill(load)).toBe(19);
    noteTimes(load, 100, 0);
    expect(fill(load)).toBe(64);
    expect(load.enter()).toBe('concurrency');
  });

  it('goes on as before when that cannot come of what it let in', () => {
    using load = new Load(options);
    for (let count = 0; count < 16; count += 1) load.enter();
    noteTimes(load, 100, 101);
    expect(fill(load)).toBe(64);
  });

  it('takes one long pause for no overload', () => {
    using load = new Load(options);
    fill(load);
    for (const delayMs of [0, 5000, 0, 0, 5000, 0]) load.note(delayMs);
    empty(load);
    expect(fill(load)).toBe(64);
  });
});
