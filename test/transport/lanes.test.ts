import { expect, it } from 'vitest';
import { Lanes, type Waiter } from '../../src/transport/lanes.ts';
import { Rate } from '../../src/transport/rate.ts';
import { makeRequest } from './request.ts';
import { randomFrom } from './vendor.ts';

const atOnce = () => 0;
const anyRequest = makeRequest({ deadlineMs: Infinity });

function rateOf(isKnown: boolean): Rate {
  return Object.assign(new Rate(0), { isKnown });
}

function waiterOf(partition: string, rate: Rate, credentialId = `${partition}-key`): Waiter {
  const request = { ...anyRequest, partition, credentialId };
  return { request, rate, admit() {}, reject() {} };
}

/** Whose turn it is, for as many turns as there are. */
function turns(lanes: Lanes, count: number): string {
  const who = () => (lanes.take(atOnce, 0) as Waiter).request.partition;
  return Array.from({ length: count }, who).join('');
}

it('leaves the others their room when strangers have filled theirs', () => {
  const lanes = new Lanes();
  const stranger = rateOf(false);
  for (let i = 0; i < 1000; i += 1) lanes.add(waiterOf(`x${i}`, stranger));
  const { request } = waiterOf('ada', stranger);
  expect(lanes.positionOf(request, stranger).isFull).toBe(true);
  expect(lanes.positionOf(request, rateOf(true)).isFull).toBe(false);
});

it('has a credential wait for its own rate, and not for that of another of its partition', () => {
  const lanes = new Lanes();
  const [busy, free] = [rateOf(true), rateOf(true)];
  lanes.add(waiterOf('ada', busy, 'first'));
  const second = waiterOf('ada', free, 'second');
  lanes.add(second);
  expect(lanes.take((rate) => (rate === busy ? 500 : 900), 0)).toBe(500);
  const freeAtMs = (rate: Rate) => (rate === busy ? 500 : 0);
  expect(lanes.take(freeAtMs, 0)).toBe(second);
  expect(lanes.take(freeAtMs, 0)).toBe(500);
});

it.each([
  ['known callers', 'a', true, /^ax{10}(?:ax)+a?$/],
  ['strangers', 'x', false, /^(?:ax|xa)+$/],
])('remembers of a long time that belonged to %s only so much', (_, alone, isKnown, expected) => {
  const lanes = new Lanes();
  const [ada, stranger] = [rateOf(true), rateOf(false)];
  const own = isKnown ? ada : stranger;
  for (let i = 0; i < 100; i += 1) lanes.add(waiterOf(alone, own));
  expect(turns(lanes, 100)).toBe(alone.repeat(100));
  for (let i = 0; i < 40; i += 1) {
    lanes.add(waiterOf('a', ada));
    lanes.add(waiterOf('x', stranger, `made-up-${i}`));
  }
  expect(turns(lanes, 40)).toMatch(expected);
});

it('gives strangers turns among themselves, however far they lead', () => {
  const lanes = new Lanes();
  const stranger = rateOf(false);
  for (let i = 0; i < 10; i += 1) lanes.add(waiterOf('x', stranger));
  turns(lanes, 10);
  for (const who of 'ppppqqqq') lanes.add(waiterOf(who, stranger));
  expect(turns(lanes, 8)).toBe('pqpqpqpq');
});

it.each([1, 2, 3])('says how many go before a newcomer (seed %i)', (seed) => {
  const random = randomFrom(seed);
  const upTo = (most: number) => Math.floor(random() * (most + 1));
  const off = Array.from({ length: 300 }, () => {
    const lanes = new Lanes();
    const share = random();
    const callers = Array.from({ length: 6 }, () => rateOf(random() < share));
    const someone = () => {
      const at = upTo(5);
      return waiterOf(String(at), callers[at]!);
    };
    const early = upTo(15);
    for (let i = 0; i < early; i += 1) lanes.add(waiterOf('x', rateOf(false)));
    turns(lanes, early);
    for (let left = upTo(30); left > 0; left -= 1) lanes.add(someone());
    turns(lanes, Math.min(upTo(10), lanes.size));
    const newcomer = someone();
    const { ahead } = lanes.positionOf(newcomer.request, newcomer.rate);
    lanes.add(newcomer);
    let passed = 0;
    while (lanes.take(atOnce, 0) !== newcomer) passed += 1;
    return ahead - passed;
  });
  expect(off.every((by) => Math.abs(by) <= 1)).toBe(true);
  // Where known callers lead by far, or strangers do, it may be out by one.
  expect(off.filter((by) => by !== 0).length).toBeLessThan(4);
});

it('forgets those who have gone', () => {
  const lanes = new Lanes();
  let looks = 0;
  const rate = Object.defineProperty(new Rate(0), 'isKnown', { get: () => Boolean(looks++) });
  for (const who of 'ada') lanes.add(waiterOf(who, rate));
  turns(lanes, 3);
  looks = 0;
  const { request } = waiterOf('bob', rateOf(true));
  expect(lanes.positionOf(request, rateOf(true)).ahead).toBe(0);
  expect(looks).toBe(0);
});
