import { expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import type { Sight } from '../../src/live-offer.ts';
import { Watches, type Listener } from '../../src/live/watches.ts';
import { FakeTime } from './fake-time.ts';

const item = (status: string) => ({ id: 'deploy', status, isFinal: status !== 'IN_PROGRESS' });

function createWatches() {
  const time = new FakeTime();
  const watches = new Watches({
    time,
    fastestMs: 1000,
    slowestMs: 30_000,
    queue: 8,
    random: () => 0.5,
  });
  const looks: number[] = [];
  const host = { answer: (): Sight | Promise<Sight> => [item('IN_PROGRESS')] };
  const join = (partition = 'ada', wanted?: string) =>
    watches.join({
      key: [partition, 'deployStatus', 'site'],
      wanted,
      async look() {
        looks.push(time.now());
        return host.answer();
      },
    });
  return { time, watches, looks, host, join };
}

const take = async (listener: Listener) => (await listener.mailbox.take())?.sight?.[0]?.status;

it('asks once an interval for a thousand subscribers, and tells each of them', async () => {
  const { time, watches, looks, host, join } = createWatches();
  const listeners = Array.from({ length: 1000 }, () => join());
  expect(watches.size).toBe(1);
  expect(new Set(await Promise.all(listeners.map(take)))).toEqual(new Set(['IN_PROGRESS']));
  await time.asleep();
  expect(looks).toHaveLength(1);
  host.answer = () => [item('DEPLOYED')];
  await time.passToNext();
  expect(new Set(await Promise.all(listeners.map(take)))).toEqual(new Set(['DEPLOYED']));
  expect(looks).toHaveLength(2);
});

it('asks for each partition by itself', async () => {
  const { time, watches, looks, join } = createWatches();
  await Promise.all([take(join('ada')), take(join('bob'))]);
  await time.asleep(2);
  expect([watches.size, looks.length]).toEqual([2, 2]);
});

it('stops at once when the last one leaves, and starts anew for the next', async () => {
  const { time, watches, looks, join } = createWatches();
  const [one, two] = [join(), join()];
  await take(one);
  await time.asleep();
  one[Symbol.dispose]();
  expect(watches.size).toBe(1);
  two[Symbol.dispose]();
  expect([watches.size, time.sleeping]).toEqual([0, []]);
  await take(join());
  expect(looks).toHaveLength(2);
});

it('ends the look that is under way when the last one leaves', async () => {
  const { watches, join } = createWatches();
  let signal: AbortSignal | undefined;
  const listener = watches.join({
    key: ['ada', 'deployStatus', 'site'],
    wanted: undefined,
    look: (_, given) => ((signal = given), new Promise<Sight>(() => {})),
  });
  await Promise.resolve();
  listener[Symbol.dispose]();
  expect(signal?.aborted).toBe(true);
  expect(await take(join())).toBe('IN_PROGRESS');
});

it('tells who joins late what is known, when it is fresh', async () => {
  const { looks, time, join } = createWatches();
  await take(join());
  await time.asleep();
  await time.pass(500);
  expect(await take(join())).toBe('IN_PROGRESS');
  expect(looks).toHaveLength(1);
});

it('looks again for who joins when what is known is old', async () => {
  const { looks, time, host, join } = createWatches();
  await take(join());
  for (let look = 0; look < 20; look += 1) {
    await time.asleep();
    await time.passToNext();
  }
  await time.asleep();
  await time.pass(5000);
  const before = looks.length;
  host.answer = () => [item('DEPLOYED')];
  expect(await take(join())).toBe('DEPLOYED');
  expect(looks).toHaveLength(before + 1);
});

it('looks soon after a wake, whichever partition it is of', async () => {
  const { looks, time, watches, join } = createWatches();
  await take(join());
  for (let look = 0; look < 20; look += 1) {
    await time.asleep();
    await time.passToNext();
  }
  await time.asleep();
  await time.pass(2000);
  const before = looks.length;
  watches.wake('deployStatus', 'another');
  await new Promise(setImmediate);
  expect(looks).toHaveLength(before);
  watches.wake('deployStatus', 'site');
  await new Promise(setImmediate);
  expect(looks).toHaveLength(before + 1);
});

it('lives through trouble, and tells everyone of an end', async () => {
  const { time, watches, host, join } = createWatches();
  const listener = join();
  await take(listener);
  host.answer = () => {
    throw new GatewayError('SOURCE_RATE_LIMITED', {
      detail: 'slow down',
      facts: { retryAfterMs: 7000 },
    });
  };
  await time.asleep();
  await time.passToNext();
  expect(await listener.mailbox.take()).toMatchObject({
    sight: [{ status: 'IN_PROGRESS' }],
    fault: { code: 'SOURCE_RATE_LIMITED' },
  });
  await time.asleep();
  expect(time.sleeping).toEqual([7000]);
  const late = join();
  expect(await late.mailbox.take()).toMatchObject({ fault: { code: 'SOURCE_RATE_LIMITED' } });
  host.answer = () => {
    throw new GatewayError('CREDENTIAL_REFUSED', { detail: 'revoked' });
  };
  await time.passToNext();
  await expect(listener.mailbox.take()).rejects.toThrow('revoked');
  expect(watches.size).toBe(0);
  // Who comes next is on their own, and stays when the others have left.
  join();
  listener[Symbol.dispose]();
  late[Symbol.dispose]();
  expect(watches.size).toBe(1);
});

it('tells every look in vain to who waits for one item', async () => {
  const { time, join } = createWatches();
  const listener = join('ada', 'another');
  for (let look = 0; look < 3; look += 1) {
    expect(await take(listener)).toBe('IN_PROGRESS');
    await time.asleep();
    await time.passToNext();
  }
});
