import { Socket } from 'node:net';
import { expect, it, vi } from 'vitest';
import { sandboxHeaders, type GraphqlResult } from '../test-gateway.ts';
import { createLiveGateway, siteId } from './live-gateway.ts';
import { subscribe } from './subscriber.ts';

it('starts a deploy and answers when it is over', async () => {
  await using gateway = await createLiveGateway();
  const answer = gateway.ask(
    'mutation ($siteId: ID!) { done: deployAndWait(siteId: $siteId) { status isFinal deploy { id completedAt } } }',
    { variables: { siteId } },
  );
  const { data, errors } = await gateway.passUntil(answer);
  expect(errors).toBeUndefined();
  expect(data.done).toMatchObject({
    status: 'DEPLOYED',
    isFinal: true,
    deploy: { completedAt: expect.any(String) },
  });
  expect(gateway.time.sleeping).toEqual([]);
});

it('answers how a deploy stands when the time is up', async () => {
  await using gateway = await createLiveGateway({ fleek: { deployMs: 3_600_000 } });
  const answer = gateway.ask(
    'mutation ($siteId: ID!) { deployAndWait(siteId: $siteId, timeoutSeconds: 5) { status isFinal } }',
    { variables: { siteId } },
  );
  expect(await gateway.passUntil(answer)).toEqual({
    data: { deployAndWait: { status: 'IN_PROGRESS', isFinal: false } },
  });
});

it('says at its place that it cannot be asked so, and what was written before it is told', async () => {
  await using gateway = await createLiveGateway();
  const { data, errors } = await gateway.ask(
    'mutation ($siteId: ID = "x") { createTag(input: { name: "new" }) { name } deployAndWait(siteId: $siteId) { status } }',
    { variables: { siteId: null } },
  );
  expect(data).toEqual({ createTag: { name: 'new' }, deployAndWait: null });
  expect(errors).toMatchObject([
    { path: ['deployAndWait'], extensions: { code: 'BAD_USER_INPUT' } },
  ]);
});

it('gives signs of life on a connection on which it waits, in front of the answer', async () => {
  await using gateway = await createLiveGateway({ env: { TREFOIL_LIVE_SUBSCRIPTIONS: '1' } });
  const wait = { query: `mutation { deployAndWait(siteId: "${siteId}") { status } }` };
  const cutOff = vi.spyOn(Socket.prototype, 'setTimeout');
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const answered = fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { ...sandboxHeaders, 'content-type': 'application/json' },
    body: JSON.stringify(wait),
  });
  await gateway.time.asleep(2);
  // Whoever is silent for longer than an operation may take, and a while, is cut off.
  expect(cutOff.mock.calls.some(([ms]) => ms === 0)).toBe(true);
  vi.advanceTimersByTime(25_000);
  const answer = await answered;
  vi.useRealTimers();
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  expect(answer.headers.get('cache-control')).toBe('private, no-store');
  // It takes the place of a subscriber, and not that of a request under way.
  const { errors } = await gateway.ask(wait.query);
  expect(errors?.[0]?.extensions['code']).toBe('OVERLOADED');
  expect(gateway.fleek.calls.filter(({ body }) => body.includes('triggerDeploy'))).toHaveLength(1);
  const text = await gateway.passUntil(answer.text());
  expect(text).toBe('  {"data":{"deployAndWait":{"status":"DEPLOYED"}}}');
});

it('tells the same, and waits the same, through Mesh as through plans', async () => {
  const WAIT =
    'mutation ($siteId: ID!, $commit: String) { triggerDeploy(siteId: $siteId) { status } done: deployAndWait(siteId: $siteId, commit: $commit) { __typename status deploy { repository { commit } is: status } deploy { log } } _none: deployAndWait(siteId: "none") { status } }';
  const tell = async (executor: 'plan' | 'mesh') => {
    await using gateway = await createLiveGateway({ deps: { executor } });
    await gateway.deploy();
    using subscriber = subscribe(gateway, {
      query: `subscription { deployStatus(siteId: "${siteId}") { status deploy { id log repository { commit } } } }`,
    });
    await gateway.passUntil(subscriber.ended());
    const variables = { siteId, commit: '1234567-fail' };
    const { data, errors } = await gateway.passUntil(gateway.ask(WAIT, { variables }));
    const waited = { data, errors: errors?.map(withoutRequest) };
    const refused = await gateway.ask(WAIT, { variables, headers: {} });
    return { events: subscriber.events, waited, refused: refused.errors?.map(withoutRequest) };
  };
  const planned = await tell('plan');
  expect(planned.events).toHaveLength(2);
  expect(planned.waited.data.done).toMatchObject({ status: 'FAILED', deploy: { is: 'FAILED' } });
  expect(planned.refused?.[1]).toMatchObject({ path: ['done'], code: 'CREDENTIAL_MISSING' });
  expect(await tell('mesh')).toEqual(planned);
});

function withoutRequest({ message, path, extensions }: NonNullable<GraphqlResult['errors']>[0]) {
  return { message, path, code: extensions['code'] };
}
