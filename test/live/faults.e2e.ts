import { once } from 'node:events';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { impersonateFleek } from '../../sources/fleek/stand-in.ts';
import { serveStandIn } from '../../sources/stand-in/serve.ts';
import { sandboxHeaders } from '../test-gateway.ts';
import { createLiveGateway, siteId, type LiveGateway } from './live-gateway.ts';
import { subscribe, transports, type Subscriber } from './subscriber.ts';

const asked = {
  query:
    'subscription ($siteId: ID!) { deployStatus(siteId: $siteId) { status stale ageMs deploy { log } } }',
  variables: { siteId },
};

/** What a subscriber was told, in few words. */
function told({ events }: Subscriber): string[] {
  return events.map(({ data, errors }) => {
    const { status, stale } = data?.deployStatus ?? {};
    return errors ? String(errors[0]?.extensions['code']) : `${status}${stale ? ' stale' : ''}`;
  });
}

async function lookOn(gateway: LiveGateway, looks: number, ms = 1200): Promise<void> {
  for (let look = 0; look < looks; look += 1) {
    await gateway.time.asleep();
    await gateway.time.pass(ms);
  }
}

it.each([
  ['429', { kind: 'status', status: 429, headers: { 'retry-after': '2' } }],
  ['500', { kind: 'status', status: 500 }],
  ['a reset', { kind: 'reset' }],
  ['an answer that is no JSON', { kind: 'malformed' }],
] as const)('survives %s, says so, and loses no last status', async (_, fault) => {
  await using gateway = await createLiveGateway();
  await gateway.deploy();
  using subscriber = subscribe(gateway, asked);
  await subscriber.heard(1);
  gateway.fleek.faults.add({ ...fault, times: 2 });
  await lookOn(gateway, 1);
  await subscriber.heard(2);
  expect(await gateway.passUntil(subscriber.ended(), 4000)).toBe('complete');
  expect(gateway.fleek.faults.remaining).toBe(0);
  expect(told(subscriber)).toEqual(['IN_PROGRESS', 'IN_PROGRESS stale', 'DEPLOYED']);
  const [, stale, last] = subscriber.events.map(({ data }) => data.deployStatus);
  expect(stale.ageMs).toBeGreaterThanOrEqual(900);
  // What was seen last is still shown while the source is away.
  expect(stale.deploy.log).toContain('Cloning');
  expect(last.deploy.log).toContain('Deploy complete');
});

it('fetches a last status again when fetching it fails', async () => {
  await using gateway = await createLiveGateway();
  await gateway.deploy();
  using subscriber = subscribe(gateway, asked);
  await subscriber.heard(1);
  await lookOn(gateway, 2);
  await gateway.time.asleep();
  // The look passes, and the call for the deploy itself does not.
  gateway.fleek.faults.add({ kind: 'delay', delayMs: 0 });
  gateway.fleek.faults.add({ kind: 'reset' });
  expect(await gateway.passUntil(subscriber.ended())).toBe('complete');
  expect(told(subscriber)).toEqual(['IN_PROGRESS', 'DEPLOYED']);
  expect(gateway.fleek.faults.remaining).toBe(0);
});

it('closes with a clear error when the source refuses the credential from now on', async () => {
  await using gateway = await createLiveGateway();
  await gateway.deploy();
  using subscriber = subscribe(gateway, asked);
  await subscriber.heard(1);
  gateway.fleek.faults.add({ kind: 'status', status: 401 });
  await lookOn(gateway, 1);
  expect(await subscriber.ended()).toBe('complete');
  expect(told(subscriber)).toEqual(['IN_PROGRESS', 'CREDENTIAL_REFUSED']);
  expect(subscriber.events[1]?.errors?.[0]?.message).not.toContain(sandboxHeaders['x-fleek-key']);
  expect(gateway.time.sleeping).toEqual([]);
});

it('outlives a restart of the source', async () => {
  await using gateway = await createLiveGateway();
  const { port } = gateway.fleek;
  await gateway.deploy();
  using subscriber = subscribe(gateway, asked);
  await subscriber.heard(1);
  await gateway.time.asleep();
  await gateway.fleek.close();
  await gateway.time.pass(1200);
  await subscriber.heard(2);
  await gateway.time.asleep();
  // A new process knows nothing of the deploy; the sandbox's history ends with another.
  await using _restarted = await serveStandIn(impersonateFleek({ now: gateway.time.now }), {
    port,
  });
  await gateway.passUntil(subscriber.ended(), 40_000);
  expect(told(subscriber)).toEqual(['IN_PROGRESS', 'IN_PROGRESS stale', 'SOURCE_NOT_FOUND']);
});

it.each(transports)('drains in a way that makes the client of an %s come back', async (by) => {
  const gateway = await createLiveGateway();
  await gateway.deploy();
  using subscriber = subscribe(gateway, asked, { by });
  await subscriber.heard(1);
  await gateway[Symbol.asyncDispose]();
  const ending = await subscriber.ended();
  // Both clients take these for a reason to try again, and were told not to.
  expect(ending).not.toBe('complete');
  if (by === 'WebSocket') expect(ending).toMatchObject({ code: 1012 });
  else expect(ending).toMatchObject({ name: 'NetworkError' });
  expect(told(subscriber)).toEqual(['IN_PROGRESS']);
  expect(gateway.time.sleeping).toEqual([]);
});

it('keeps no poller and no socket of clients that vanish', async () => {
  await using gateway = await createLiveGateway();
  await gateway.deploy();
  const socket = new WebSocket(
    `${gateway.url.replace('http', 'ws')}/graphql`,
    'graphql-transport-ws',
  );
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: sandboxHeaders }));
  await once(socket, 'message');
  socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: asked }));
  await once(socket, 'message');
  await gateway.time.asleep();
  socket.terminate();
  await gateway.time.awake();
  expect(gateway.time.sleeping).toEqual([]);
});
