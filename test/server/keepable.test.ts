import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { cacheControlOf } from '../../src/server/keepable.ts';

const ofStranger = { type: 'query', outcome: 'ok', caller: 'anonymous', isCacheable: true };
const incoming = { method: 'GET', url: '/graphql?query={a}' } as IncomingMessage;
const until = (...times: (number | undefined)[]) =>
  ({ ...ofStranger, calls: times.map((sharedUntilMs) => ({ sharedUntilMs })) }) as never;

it.each([
  [[61_900, 21_900], 'public, max-age=20'],
  [[21_900, 61_900], 'public, max-age=20'],
  [[500, 61_900], 'public, max-age=0'],
  [[61_900, undefined], undefined],
  [[undefined, 61_900], undefined],
])(
  'lets parts that may be kept until %j be kept as "%s", whichever came first',
  (times, expected) => {
    expect(cacheControlOf(incoming, until(...times), 1_000)).toBe(expected);
  },
);
