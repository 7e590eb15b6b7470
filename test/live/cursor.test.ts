import { expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { Cursor } from '../../src/live/cursor.ts';
import type { Sight } from '../../src/live-offer.ts';
import type { Report } from '../../src/live/poll.ts';

const running = (id: string) => ({ id, status: 'IN_PROGRESS', isFinal: false });
const done = (id: string, status = 'DEPLOYED') => ({ id, status, isFinal: true });

function saw(...sight: Sight): Report<Sight> {
  return { sight, seenAtMs: 1000, fault: undefined, mark: '' };
}

function failed(sight?: Sight): Report<Sight> {
  const fault = new GatewayError('SOURCE_UNAVAILABLE', { detail: 'down' });
  return { sight, seenAtMs: sight && 1000, fault, mark: '!' };
}

function follow(reports: Report<Sight>[], wanted?: string, isEndless = false) {
  const cursor = new Cursor({ source: 'host', wanted, isEndless });
  const told = reports.flatMap((report, index) =>
    cursor.step(report, 1000 + index * 500).map(({ item, stale, ageMs }) => ({
      is: item ? `${item.id} ${item.status}` : 'nothing',
      ...(stale && { stale, ageMs }),
    })),
  );
  return { told, isOver: cursor.isOver };
}

it('tells the state at once, then every change once, and is over with the last', () => {
  expect(follow([saw(running('a')), saw(running('a')), saw(done('a')), saw(done('a'))])).toEqual({
    told: [{ is: 'a IN_PROGRESS' }, { is: 'a DEPLOYED' }],
    isOver: true,
  });
});

it('keeps to the deploy that was the newest at the start, so that its end is never lost', () => {
  const reports = [saw(running('a')), saw(running('b'), done('a', 'FAILED'))];
  expect(follow(reports)).toEqual({
    told: [{ is: 'a IN_PROGRESS' }, { is: 'a FAILED' }],
    isOver: true,
  });
});

it('waits for the first deploy of a site that has none', () => {
  expect(follow([saw(), saw(), saw(done('a'))]).told).toEqual([
    { is: 'nothing' },
    { is: 'a DEPLOYED' },
  ]);
});

it('goes on with every deploy that came meanwhile, oldest first, when it is to follow', () => {
  const reports = [saw(running('a')), saw(running('d'), done('c'), done('b'), done('a'))];
  expect(follow(reports, undefined, true)).toEqual({
    told: [
      { is: 'a IN_PROGRESS' },
      { is: 'a DEPLOYED' },
      { is: 'b DEPLOYED' },
      { is: 'c DEPLOYED' },
      { is: 'd IN_PROGRESS' },
    ],
    isOver: false,
  });
});

it('says once that a state is stale and how old it is, and once that it is not any more', () => {
  const known: Sight = [running('a')];
  const reports = [saw(...known), failed(known), failed(known), saw(...known), saw(done('a'))];
  expect(follow(reports).told).toEqual([
    { is: 'a IN_PROGRESS' },
    { is: 'a IN_PROGRESS', stale: true, ageMs: 500 },
    { is: 'a IN_PROGRESS' },
    { is: 'a DEPLOYED' },
  ]);
});

it('begins stale when the source was never seen', () => {
  expect(follow([failed(), saw(running('a'))]).told).toEqual([
    { is: 'nothing', stale: true, ageMs: undefined },
    { is: 'a IN_PROGRESS' },
  ]);
});

it('has patience with a deploy that is not listed yet, and none for ever', () => {
  expect(follow([saw(), saw(), saw(running('new'))], 'new').told).toEqual([
    { is: 'new IN_PROGRESS' },
  ]);
  expect(() => follow([saw(), saw(), saw(), saw()], 'lost')).toThrow(
    'there is nothing with the id "lost"',
  );
});
