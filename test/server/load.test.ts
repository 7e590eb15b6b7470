import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Load } from '../../src/server/load.ts';

it('lets in as many as there is room for, and one more for each that leaves', () => {
  using load = new Load({ concurrency: 2, backlogMs: 0 });
  expect([load.enter(), load.enter(), load.enter()]).toEqual([undefined, undefined, 'concurrency']);
  load.leave();
  expect(load.enter()).toBeUndefined();
  expect(load.underWay).toBe(2);
});

describe('where each request takes the event loop ten milliseconds', () => {
  let nowMs = 0;
  let busyMs = 0;
  const eventLoop = { nowMs: () => nowMs, busyMs: () => busyMs };
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
  afterEach(() => void vi.useRealTimers());

  /** Time until the next look, in which so many requests came and were answered. */
  function pass(load: Load, requests: number, passedMs = 50) {
    for (let count = 0; count < requests; count += 1) if (load.enter() === undefined) load.leave();
    untilNextLook(passedMs, requests * 10);
  }

  function untilNextLook(passedMs: number, workMs: number) {
    nowMs += passedMs;
    busyMs += Math.min(passedMs, workMs);
    vi.advanceTimersByTime(50);
  }

  function openLoad({ backlogMs = 295, concurrency = 256 } = {}): Load {
    const load = new Load({ concurrency, backlogMs, eventLoop });
    for (let time = 0; time < 60; time += 1) pass(load, 5);
    return load;
  }

  /** How many are let in when all come at once. */
  function fill(load: Load): number {
    const before = load.underWay;
    while (load.enter() === undefined);
    return load.underWay - before;
  }

  /** Always something to do, for longer than a burst lasts. */
  function press(load: Load): void {
    for (let time = 0; time < 80; time += 1) {
      fill(load);
      for (let count = 0; count < 5; count += 1) load.leave();
      untilNextLook(50, 50);
    }
  }

  it('lets in as many at once as may be before it, though they have yet to begin', () => {
    using load = openLoad();
    pass(load, 0, 1000);
    expect(fill(load)).toBe(148);
    expect(load.enter()).toBe('backlog');
  });

  it('lets in the next ones as fast as it answers, however long their sources take', () => {
    using load = openLoad();
    press(load);
    fill(load);
    nowMs += 100;
    expect(fill(load)).toBe(10);
    expect(load.enter()).toBe('backlog');
    expect(load.underWay).toBeGreaterThan(30);
  });

  it('lets in as many as may be under way where they cost little', () => {
    using load = openLoad();
    pass(load, 0, 1000);
    for (let time = 0; time < 60; time += 1) {
      for (let count = 0; count < 50; count += 1) {
        load.enter();
        load.leave();
      }
      pass(load, 1);
    }
    pass(load, 0, 1000);
    expect(fill(load)).toBe(256);
    expect(load.enter()).toBe('concurrency');
  });

  it('lets in a few when it is late for whatever reason', () => {
    using load = openLoad();
    for (let time = 0; time < 3; time += 1) pass(load, 0, 2000);
    expect(fill(load)).toBe(16);
    expect(load.enter()).toBe('backlog');
    nowMs += 5000;
    expect(fill(load)).toBe(30);
  });

  it('does not look where it is told not to', () => {
    using load = openLoad({ backlogMs: 0 });
    for (let time = 0; time < 3; time += 1) pass(load, 0, 2000);
    expect(fill(load)).toBe(256);
  });
});
