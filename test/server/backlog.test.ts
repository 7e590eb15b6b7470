import { describe, expect, it } from 'vitest';
import { Backlog } from '../../src/server/backlog.ts';

/** Ten requests in each of so many looks, which took `busyMs` of 100 ms in all. */
function look(backlog: Backlog, { times = 40, busyMs = 100, ended = 10, lateMs = 0 } = {}): void {
  for (let time = 0; time < times; time += 1) {
    backlog.note({ nowMs: 0, passedMs: 100, busyMs, ended, lateMs });
  }
}

function rest(backlog: Backlog, nowMs: number): void {
  backlog.note({ nowMs, passedMs: 50, busyMs: 0, ended: 0, lateMs: 0 });
}

function workOfOne(backlog: Backlog): number {
  backlog.workMs(0);
  backlog.add();
  return backlog.workMs(0);
}

describe('what a request costs', () => {
  it('is the time that the event loop was busy, by the requests that ended in it', () => {
    const backlog = new Backlog(300);
    look(backlog);
    expect(workOfOne(backlog)).toBeCloseTo(10);
  });

  it('is nothing before requests have ended', () => {
    expect(workOfOne(new Backlog(300))).toBe(0);
  });

  it('is not told by one request that was cold', () => {
    const backlog = new Backlog(300);
    look(backlog, { times: 1, ended: 1 });
    expect(workOfOne(backlog)).toBe(0);
  });

  it('does not rise by what else runs where few requests come', () => {
    const backlog = new Backlog(300);
    look(backlog);
    look(backlog, { ended: 1, busyMs: 30, times: 400 });
    expect(workOfOne(backlog)).toBeCloseTo(10);
  });

  it('falls as soon as requests cost less, however little there is to do', () => {
    const backlog = new Backlog(300);
    look(backlog);
    look(backlog, { busyMs: 20 });
    expect(workOfOne(backlog)).toBeCloseTo(2);
  });
});

describe('more than may be done at once', () => {
  const addUntilFull = (backlog: Backlog, nowMs: number) => {
    let count = 0;
    for (; !backlog.isFull(nowMs); count += 1) backlog.add();
    return count;
  };
  const openBacklog = () => {
    const backlog = new Backlog(295);
    look(backlog);
    rest(backlog, 10_000);
    return backlog;
  };

  it('is five times as much while the event loop rested just now: a burst is no overload', () => {
    const backlog = openBacklog();
    expect(addUntilFull(backlog, 10_000)).toBe(148);
    expect(addUntilFull(backlog, 10_500)).toBe(50);
  });

  it('is what was set once it has not rested for two seconds', () => {
    const backlog = openBacklog();
    for (let nowMs = 10_000; nowMs < 12_000; nowMs += 100) addUntilFull(backlog, nowMs);
    expect(addUntilFull(backlog, 12_000)).toBe(0);
    expect(addUntilFull(backlog, 13_000)).toBe(0);
    expect(addUntilFull(backlog, 13_300)).toBeGreaterThan(0);
    expect(addUntilFull(backlog, 13_400)).toBe(10);
  });

  it('is five times as much again once it has, with nothing left to do', () => {
    const backlog = openBacklog();
    for (let nowMs = 10_000; nowMs < 13_000; nowMs += 100) addUntilFull(backlog, nowMs);
    expect(addUntilFull(backlog, 20_000)).toBe(30);
    rest(backlog, 20_100);
    expect(addUntilFull(backlog, 20_100)).toBe(10);
    rest(backlog, 21_000);
    expect(addUntilFull(backlog, 21_000)).toBe(148);
  });
});

describe('work that was let in', () => {
  it('adds up, and is done as time goes by', () => {
    const backlog = new Backlog(300);
    look(backlog);
    backlog.workMs(1000);
    for (let request = 0; request < 5; request += 1) backlog.add();
    expect(backlog.workMs(1000)).toBeCloseTo(50);
    expect(backlog.workMs(1030)).toBeCloseTo(20);
    expect(backlog.workMs(9999)).toBe(0);
  });

  it('is as much as the event loop is late, where less was added up', () => {
    const backlog = new Backlog(300);
    look(backlog, { times: 3, lateMs: 400 });
    expect(backlog.workMs(0)).toBe(400);
  });

  it('is not more for one long pause', () => {
    const backlog = new Backlog(300);
    for (const lateMs of [0, 5000, 0, 0, 5000, 0]) look(backlog, { times: 1, lateMs });
    expect(backlog.workMs(0)).toBe(0);
  });
});
