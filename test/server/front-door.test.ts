import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, it } from 'vitest';
import { createFrontDoor, type Route } from '../../src/server/front-door.ts';
import { Load } from '../../src/server/load.ts';

it.each([
  ['only listens from some time on', true],
  ['is answered at once', false],
])('gives the place of a request that %s to another one, once', (_, isReleased) => {
  using load = new Load({ concurrency: 1, backlogMs: 0 });
  const route: Route = {
    name: '/graphql',
    isCounted: true,
    answer: ({ release }) => void (isReleased && release()),
  };
  const telemetry = { joinTrace() {}, requestEnded() {} };
  const receive = createFrontDoor({
    findRoute: () => route,
    load,
    telemetry: telemetry as never,
    isDraining: () => false,
  });
  const outgoing = Object.assign(new EventEmitter(), { setHeader() {} });
  receive({ headers: {} } as IncomingMessage, outgoing as unknown as ServerResponse);
  expect(load.underWay).toBe(isReleased ? 0 : 1);
  outgoing.emit('close');
  expect(load.underWay).toBe(0);
});
