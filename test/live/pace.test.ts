import { expect, it, vi } from 'vitest';
import { Pace } from '../../src/live/pace.ts';
import { systemTime } from '../../src/live/time.ts';
import { FakeTime } from './fake-time.ts';

const limits = { fastestMs: 1000, slowestMs: 30_000 };
const never = new AbortController().signal;

function createPace(random = () => 0.5) {
  const time = new FakeTime();
  const pace = new Pace({ ...limits, time, random });
  /** How long the pace rests after a look that ended so. */
  async function rest(how: 'changed' | 'same' | 'failed', retryAfterMs?: number) {
    pace.look();
    if (how === 'failed') pace.failed(retryAfterMs);
    else pace.saw(how === 'changed');
    const resting = pace.rest(never);
    const [ms] = time.sleeping;
    await time.passToNext();
    await resting;
    return ms!;
  }
  return { time, pace, rest };
}

it('looks at the fastest pace after a change, and slower the longer nothing happens', async () => {
  const { rest } = createPace();
  expect(await rest('changed')).toBe(1000);
  const rests: number[] = [];
  for (let look = 0; look < 40; look += 1) rests.push(await rest('same'));
  expect(rests).toEqual(rests.toSorted((a, b) => a - b));
  expect(rests.at(-1)).toBe(30_000);
  expect(await rest('changed')).toBe(1000);
});

it('backs off while the source fails, and keeps to what the source says', async () => {
  const { rest } = createPace();
  expect([await rest('failed'), await rest('failed'), await rest('failed')]).toEqual([
    2000, 4000, 8000,
  ]);
  for (let look = 0; look < 10; look += 1) await rest('failed');
  expect(await rest('failed')).toBe(30_000);
  expect(await rest('failed', 60_000)).toBe(60_000);
  expect(await rest('same')).toBe(1000);
});

it('spreads pollers that started together', async () => {
  expect(await createPace(() => 0).rest('changed')).toBe(900);
  expect(await createPace(() => 1).rest('changed')).toBeCloseTo(1100);
});

it('wakes early when told to, but never looks faster than the fastest pace', async () => {
  const { time, pace, rest } = createPace();
  for (let look = 0; look < 40; look += 1) await rest('same');
  pace.look();
  pace.saw(false);
  const resting = pace.rest(never);
  await time.pass(400);
  pace.wake();
  await time.asleep();
  expect(time.sleeping).toEqual([600]);
  await time.pass(600);
  await resting;
  await rest('same');
  expect(await rest('same')).toBeGreaterThan(1000);
});

it('is not woken while the source is in trouble', async () => {
  const { time, pace } = createPace();
  pace.look();
  pace.failed(20_000);
  void pace.rest(never);
  pace.wake();
  await Promise.resolve();
  expect(time.sleeping).toEqual([20_000]);
});

it('ends its rest at once when nobody listens any more', async () => {
  const { time, pace } = createPace();
  const leaving = new AbortController();
  pace.look();
  pace.saw(true);
  const resting = pace.rest(leaving.signal);
  leaving.abort();
  await resting;
  await pace.rest(leaving.signal);
  expect(time.sleeping).toEqual([]);
});

it('does not look at once because the source asks for longer than timers last', () => {
  using complaints = vi.spyOn(process, 'emitWarning');
  const leaving = new AbortController();
  void systemTime.sleep(Number.MAX_SAFE_INTEGER, leaving.signal);
  leaving.abort();
  expect(complaints).not.toHaveBeenCalled();
});
