import { describe, expect, it } from 'vitest';
import { sandboxHeaders } from '../test-gateway.ts';
import { createLiveGateway, siteId } from './live-gateway.ts';
import { openSocket, subscribe, transports, Subscriber } from './subscriber.ts';

const STATUS =
  'subscription ($siteId: ID!, $deployId: ID) { deployStatus(siteId: $siteId, deployId: $deployId) { status isFinal stale } }';
const asked = (deployId?: string) => ({ query: STATUS, variables: { siteId, deployId } });
const statuses = ({ events }: Subscriber) => events.map(({ data }) => data.deployStatus.status);

describe.each(transports)('over %s', (by) => {
  it('tells how a deploy stands at once, then every change, and completes when it is over', async () => {
    await using gateway = await createLiveGateway();
    const deployId = await gateway.deploy();
    using subscriber = subscribe(gateway, asked(deployId), { by });
    expect((await subscriber.heard(1))[0]).toEqual({
      data: { deployStatus: { status: 'IN_PROGRESS', isFinal: false, stale: false } },
    });
    expect(await gateway.passUntil(subscriber.ended())).toBe('complete');
    expect(subscriber.events[1]).toEqual({
      data: { deployStatus: { status: 'DEPLOYED', isFinal: true, stale: false } },
    });
    expect(subscriber.events).toHaveLength(2);
    expect(gateway.time.sleeping).toEqual([]);
  });

  it('stops asking when the client goes', async () => {
    await using gateway = await createLiveGateway();
    await gateway.deploy();
    const subscriber = subscribe(gateway, asked(), { by });
    await subscriber.heard(1);
    await gateway.time.asleep();
    subscriber[Symbol.dispose]();
    await gateway.time.awake();
    await gateway.time.pass(60_000);
    expect(gateway.looks()).toBe(1);
  });

  it('answers a query and a mutation as a POST does', async () => {
    await using gateway = await createLiveGateway();
    const query = {
      query:
        '{ getSiteBySlug(slug: "acme-www") { name } nothing: getSiteById(siteId: "x") { id } }',
    };
    using answer = subscribe(gateway, query, { by });
    expect(await answer.ended()).toBe('complete');
    expect(answer.events).toEqual([await gateway.ask(query.query)]);
    using started = subscribe(
      gateway,
      { query: `mutation { triggerDeploy(siteId: "${siteId}") { status } }` },
      { by },
    );
    expect((await started.heard(1))[0]?.data.triggerDeploy.status).toBe('IN_PROGRESS');
  });
});

it('fetches what is selected of the deploy, under the names that the client gives', async () => {
  await using gateway = await createLiveGateway();
  const id = await gateway.deploy();
  using subscriber = subscribe(gateway, {
    query: `
      subscription ($siteId: ID!, $withLog: Boolean!) {
        live: deployStatus(siteId: $siteId) {
          __typename
          now: deploy { key: id status ...Source log @include(if: $withLog) }
          deploy { __typename ... on FleekDeploy { id } }
        }
      }
      fragment Source on FleekDeploy { repository { owner name } }`,
    variables: { siteId, withLog: false },
  });
  const [event] = await subscriber.heard(1);
  expect(event).toEqual({
    data: {
      live: {
        __typename: 'FleekDeployEvent',
        now: { key: id, status: 'IN_PROGRESS', repository: { owner: 'acme', name: 'www' } },
        deploy: { __typename: 'FleekDeploy', id },
      },
    },
  });
});

it('lets a deploy through the gateway wake those who watch the site', async () => {
  await using gateway = await createLiveGateway();
  using subscriber = subscribe(gateway, {
    query:
      'subscription ($siteId: ID!) { deployStatus(siteId: $siteId, follow: true) { status deploy { id } } }',
    variables: { siteId },
  });
  await subscriber.heard(1);
  for (let look = 0; look < 25; look += 1) {
    await gateway.time.asleep();
    await gateway.time.passToNext();
  }
  await gateway.time.asleep();
  await gateway.time.pass(2000);
  const before = gateway.looks();
  const id = await gateway.deploy();
  expect((await subscriber.heard(2))[1]?.data.deployStatus).toEqual({
    status: 'IN_PROGRESS',
    deploy: { id },
  });
  expect(gateway.looks()).toBe(before + 1);
});

it('follows one deploy after another when it is asked to', async () => {
  await using gateway = await createLiveGateway();
  const first = await gateway.deploy('1111111');
  using subscriber = subscribe(gateway, {
    query:
      'subscription ($siteId: ID!) { deployStatus(siteId: $siteId, follow: true) { status deploy { id } } }',
    variables: { siteId },
  });
  await subscriber.heard(1);
  for (let look = 0; look < 2; look += 1) {
    await gateway.time.asleep();
    await gateway.time.pass(1200);
  }
  const second = await gateway.deploy('2222222-fail');
  const events = await gateway.passUntil(subscriber.heard(4));
  expect(
    events.map(
      ({
        data: {
          deployStatus: { status, deploy },
        },
      }) => [deploy.id, status],
    ),
  ).toEqual([
    [first, 'IN_PROGRESS'],
    [first, 'DEPLOYED'],
    [second, 'IN_PROGRESS'],
    [second, 'FAILED'],
  ]);
});

it('says that there is no such deploy, after a few looks', async () => {
  await using gateway = await createLiveGateway();
  using subscriber = subscribe(gateway, asked('no-such-deploy'));
  await gateway.passUntil(subscriber.ended());
  expect(subscriber.events).toEqual([
    {
      data: { deployStatus: null },
      errors: [
        expect.objectContaining({
          extensions: expect.objectContaining({ code: 'SOURCE_NOT_FOUND', source: 'fleek' }),
        }),
      ],
    },
  ]);
});

it('says at once that there is no such site', async () => {
  await using gateway = await createLiveGateway();
  using mistaken = subscribe(gateway, {
    query: 'subscription { deployStatus(siteId: "acme-www") { status } }',
  });
  expect(await mistaken.ended()).toBe('complete');
  expect(mistaken.events).toHaveLength(1);
  expect(mistaken.events[0]?.errors?.[0]?.message).toContain('the id is not the slug');
  const { data, errors } = await gateway.ask(
    'mutation { deployAndWait(siteId: "acme-www") { status } }',
  );
  expect(data).toEqual({ deployAndWait: null });
  expect(errors?.[0]).toMatchObject({ extensions: { code: 'SOURCE_ERROR', source: 'fleek' } });
});

it('finds a deploy that is far back in the list', async () => {
  await using gateway = await createLiveGateway({ fleek: { extraDeploys: 200 } });
  const { data } = await gateway.ask(
    `{ getDeploysBySite(siteId: "${siteId}", limit: 100) { deploys { id } } }`,
  );
  const deployId = data.getDeploysBySite.deploys.at(-1).id;
  using subscriber = subscribe(gateway, asked(deployId));
  expect(await subscriber.ended()).toBe('complete');
  expect(subscriber.events).toHaveLength(1);
  expect(subscriber.events[0]?.data.deployStatus.isFinal).toBe(true);
});

it('refuses who has no credential before anything goes out, like a POST', async () => {
  await using gateway = await createLiveGateway();
  for (const by of transports) {
    using subscriber = subscribe(gateway, asked(), { by, headers: {} });
    const ending = await subscriber.ended();
    expect(JSON.stringify([ending, subscriber.events])).toContain('CREDENTIAL_MISSING');
  }
  expect(gateway.fleek.calls).toHaveLength(0);
});

it('asks once an interval for a thousand subscribers, and each sees every status in order', async () => {
  await using gateway = await createLiveGateway();
  const deployId = await gateway.deploy();
  const clients = Array.from({ length: 10 }, () => openSocket(gateway));
  const subscribers = clients.flatMap((client) =>
    Array.from(
      { length: 100 },
      () => new Subscriber((sink) => client.subscribe(asked(deployId), sink as never)),
    ),
  );
  await Promise.all(subscribers.map((subscriber) => subscriber.heard(1)));
  await gateway.time.asleep();
  expect(gateway.looks()).toBe(1);
  await gateway.time.passToNext();
  await gateway.time.asleep();
  expect(gateway.looks()).toBe(2);
  await gateway.passUntil(Promise.all(subscribers.map((subscriber) => subscriber.ended())));
  for (const subscriber of subscribers) {
    expect(statuses(subscriber)).toEqual(['IN_PROGRESS', 'DEPLOYED']);
  }
  expect(gateway.looks()).toBeLessThanOrEqual(5);
  expect(gateway.time.sleeping).toEqual([]);
  await Promise.all(clients.map((client) => client.dispose()));
}, 60_000);

it('never shares a poller, or an event, between partitions', async () => {
  await using gateway = await createLiveGateway({ fleek: { acceptAnyCredential: true } });
  const query =
    'subscription ($siteId: ID!) { deployStatus(siteId: $siteId, follow: true) { status } }';
  const ada = { 'x-fleek-key': 'ada-key-0001' };
  const bob = { 'x-fleek-key': 'bob-key-0002' };
  using adas = subscribe(gateway, { query, variables: { siteId } }, { headers: ada });
  using bobs = subscribe(gateway, { query, variables: { siteId } }, { headers: bob });
  await Promise.all([adas.heard(1), bobs.heard(1)]);
  await gateway.time.asleep(2);
  expect(gateway.looks()).toBe(2);
  await gateway.time.pass(1500);
  await gateway.ask(`mutation { triggerDeploy(siteId: "${siteId}") { id } }`, { headers: ada });
  await gateway.passUntil(adas.heard(2));
  await gateway.time.asleep(2);
  expect(statuses(bobs)).toHaveLength(1);
});

it('follows links from what an event shows', async () => {
  await using gateway = await createLiveGateway({ env: { FLOTIQ_WEBHOOK_SECRET: 'secret' } });
  using subscriber = subscribe(gateway, {
    query: 'subscription { contentChanged { object { ... on FlotiqBlogpost { site { slug } } } } }',
  });
  await gateway.open(1);
  await fetch(`${gateway.url}/webhooks/flotiq`, {
    method: 'POST',
    headers: { 'x-trefoil-webhook-secret': 'secret' },
    body: JSON.stringify({
      action: 'Update',
      contentTypeName: 'blogpost',
      payload: { id: 'blogpost-1' },
    }),
  });
  expect(await subscriber.heard(1)).toEqual([
    { data: { contentChanged: { object: { site: { slug: expect.stringMatching(/^acme-/) } } } } },
  ]);
});

it('answers a GET that accepts an event stream, as a browser of its own page sends it', async () => {
  await using gateway = await createLiveGateway();
  const query = `subscription { deployStatus(siteId: "${siteId}") { status } }`;
  const answer = await fetch(`${gateway.url}/graphql?query=${encodeURIComponent(query)}`, {
    headers: { ...sandboxHeaders, accept: 'text/event-stream' },
  });
  expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
  expect(await answer.text()).toContain('data: {"data":{"deployStatus":{"status":"DEPLOYED"}}}');
});

it('asks for an event stream where a subscription is posted as a query is', async () => {
  await using gateway = await createLiveGateway();
  const { errors } = await gateway.ask(
    `subscription { deployStatus(siteId: "${siteId}") { status } }`,
  );
  expect(errors?.[0]?.message).toContain('text/event-stream');
});
