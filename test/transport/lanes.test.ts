import { expect, it } from 'vitest';
import { Lanes, type Waiter } from '../../src/transport/lanes.ts';
import { Rate } from '../../src/transport/rate.ts';
import { makeRequest } from './request.ts';

const atOnce = () => 0;

function rateOf(isKnown: boolean): Rate {
  return Object.assign(new Rate(0), { isKnown });
}

function waiterOf(partition: string, rate: Rate, credentialId = `${partition}-key`): Waiter {
  const request = makeRequest({ partition, credentialId, deadlineMs: Infinity });
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
