import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, it } from 'vitest';
import { createFrontDoor, type Route } from '../../src/server/front-door.ts';
import { Load } from '../../src/server/load.ts';
import { ClientGone } from '../../src/server/read-body.ts';

function receive(route: Route, load: Load, headersSent = false) {
  const done: string[] = [];
  const outgoing = Object.assign(new EventEmitter(), {
    headersSent,
    setHeader() {},
    writeHead: (status: number) => void done.push(String(status)),
    end() {},
    destroy: () => void done.push('destroyed'),
  });
  const log = { error: () => void done.push('a bug') };
  createFrontDoor({
    findRoute: () => route,
    load,
    telemetry: { joinTrace() {}, requestEnded() {}, log } as never,
    isDraining: () => false,
  })({ headers: {} } as IncomingMessage, outgoing as unknown as ServerResponse);
  return { outgoing, done };
}

it.each([
  ['a bug with 500, and tells the operator', new Error('oops'), false, ['a bug', '500']],
  [
    'a bug in the middle of an answer by cutting it off',
    new Error('oops'),
    true,
    ['a bug', 'destroyed'],
  ],
  ['a client that has left with nothing', new ClientGone(), false, []],
])('answers %s', async (_, error, headersSent, expected) => {
  using load = new Load({ concurrency: 1, backlogMs: 0 });
  const failing = Promise.reject(error);
  const { done } = receive({ name: '/graphql', answer: () => failing }, load, headersSent);
  await failing.catch(() => {});
  await new Promise(setImmediate);
  expect(done).toEqual(expected);
});

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
  const { outgoing } = receive(route, load);
  expect(load.underWay).toBe(isReleased ? 0 : 1);
  outgoing.emit('close');
  expect(load.underWay).toBe(0);
});
