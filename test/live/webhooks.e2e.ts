import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { codesOf } from '../server/requests.ts';
import { sandboxHeaders } from '../test-gateway.ts';
import { createKeyring } from './keyring.ts';
import { createLiveGateway } from './live-gateway.ts';
import { env, post, signed, update } from './send-webhook.ts';
import { subscribe } from './subscriber.ts';

const CONTENT =
  'subscription ($type: FlotiqContentTypeName, $id: ID) { contentChanged(type: $type, id: $id) { type id action object { __typename id ... on FlotiqBlogpost { title } ... on FlotiqTag { name } } } }';
const WORK =
  'subscription { workChanged { type id action object { ... on FiberyDeliveryTask { name state { name } } } } }';

/** Where the stand-ins send their webhooks before there is a gateway to take them. */
async function openRelay() {
  let target = '';
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const answer = await fetch(target + request.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signed },
      body: Buffer.concat(chunks),
    });
    response.writeHead(answer.status).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    aimAt: (url: string) => void (target = url),
    [Symbol.asyncDispose]: async () => void (server.closeAllConnections(), server.close()),
  };
}

it('tells of content as Flotiq reports it, with the object fetched by the subscriber', async () => {
  await using relay = await openRelay();
  await using gateway = await createLiveGateway({
    env,
    flotiq: { webhook: { url: `${relay.url}/webhooks/flotiq` } },
  });
  relay.aimAt(gateway.url);
  using subscriber = subscribe(gateway, { query: CONTENT });
  await gateway.open(1);
  const { data } = await gateway.ask(
    'mutation { createTag(input: { id: "new", name: "New" }) { id } }',
  );
  expect(data.createTag.id).toBe('new');
  expect((await subscriber.heard(1))[0]).toEqual({
    data: {
      contentChanged: {
        type: 'Tag',
        id: 'new',
        action: 'create',
        object: { __typename: 'FlotiqTag', id: 'new', name: 'New' },
      },
    },
  });
  await gateway.ask('mutation { deleteTag(id: "new") }');
  expect((await subscriber.heard(2))[1]?.data.contentChanged).toEqual({
    type: 'Tag',
    id: 'new',
    action: 'delete',
    object: null,
  });
});

it('tells of work as Fibery reports it', async () => {
  await using relay = await openRelay();
  await using gateway = await createLiveGateway({
    env,
    fibery: { webhook: { url: `${relay.url}/webhooks/fibery` } },
  });
  relay.aimAt(gateway.url);
  using subscriber = subscribe(gateway, { query: WORK });
  await gateway.open(1);
  await gateway.ask('mutation { tasks { create(name: "Written by hand") { message } } }');
  const [event] = await subscriber.heard(1);
  expect(event?.data.workChanged).toMatchObject({
    type: 'DeliveryTask',
    action: 'create',
    object: { name: 'Written by hand' },
  });
  await gateway.ask('mutation { tasks(name: { is: "Written by hand" }) { delete { message } } }');
  const events = await subscriber.heard(2);
  expect(events.at(-1)?.data.workChanged).toEqual({
    type: 'DeliveryTask',
    id: event?.data.workChanged.id,
    action: 'delete',
    object: null,
  });
});

it('believes nothing that the sender says of the object', async () => {
  await using gateway = await createLiveGateway({ env });
  using subscriber = subscribe(gateway, { query: CONTENT });
  await gateway.open(1);
  expect((await post(gateway, 'flotiq', update('blogpost-1'))).status).toBe(202);
  const [event] = await subscriber.heard(1);
  const { data } = await gateway.ask('{ getBlogpost(id: "blogpost-1") { title } }');
  expect(event?.data.contentChanged.object.title).toBe(data.getBlogpost.title);
});

it('tells only what was asked for', async () => {
  await using gateway = await createLiveGateway({ env });
  const variables = { type: 'Blogpost', id: 'blogpost-2' };
  using subscriber = subscribe(gateway, { query: CONTENT, variables });
  await gateway.open(1);
  for (const id of ['blogpost-1', 'blogpost-3', 'blogpost-2']) {
    await post(gateway, 'flotiq', update(id));
  }
  expect((await subscriber.heard(1))[0]?.data.contentChanged.id).toBe('blogpost-2');
  expect(subscriber.events).toHaveLength(1);
});

it('tells nobody of what their own credential cannot read', async () => {
  await using gateway = await createLiveGateway({ env, flotiq: { acceptAnyCredential: true } });
  const ada = { 'x-flotiq-key': 'adaadaadaadaadaadaadaada' };
  const bob = { 'x-flotiq-key': 'bobbobbobbobbobbobbobbob' };
  await gateway.ask('mutation { createTag(input: { id: "secret-of-ada", name: "Ada" }) { id } }', {
    headers: ada,
  });
  using adas = subscribe(gateway, { query: CONTENT }, { headers: ada });
  using bobs = subscribe(gateway, { query: CONTENT }, { headers: bob });
  await gateway.open(2);
  const about = (id: string, action = 'Update') => ({
    action,
    contentTypeName: '_tag',
    payload: { id },
  });
  await post(gateway, 'flotiq', about('secret-of-ada'));
  await adas.heard(1);
  await gateway.ask('mutation { deleteTag(id: "secret-of-ada") }', { headers: ada });
  await post(gateway, 'flotiq', about('secret-of-ada', 'Delete'));
  await adas.heard(2);
  // Both have the post: it shows that bob's stream is open and was silent on purpose.
  await post(gateway, 'flotiq', update('blogpost-1'));
  await Promise.all([adas.heard(3), bobs.heard(1)]);
  expect(bobs.events).toHaveLength(1);
  expect(JSON.stringify(bobs.events)).not.toContain('secret-of-ada');
});

it('tells that something changed where it cannot say what, and goes on', async () => {
  await using gateway = await createLiveGateway({ env });
  using subscriber = subscribe(gateway, { query: CONTENT });
  await gateway.open(1);
  gateway.flotiq.faults.add({ kind: 'status', status: 401 });
  await post(gateway, 'flotiq', update('blogpost-1'));
  const [first] = await subscriber.heard(1);
  expect(first?.data).toEqual({ contentChanged: null });
  expect(codesOf(first!)).toEqual(['CREDENTIAL_REFUSED']);
  await post(gateway, 'flotiq', update('blogpost-2'));
  expect((await subscriber.heard(2))[1]?.data.contentChanged.id).toBe('blogpost-2');
});

it('tells a profile of what it is granted, and refuses who would hear of nothing', async () => {
  await using keyring = await createKeyring({
    credentials: { 'x-flotiq-key': sandboxHeaders['x-flotiq-key'] },
    grants: { flotiq: { read: true, write: false, rootFields: ['getBlogpost'] } },
  });
  await using gateway = await createLiveGateway({ env: { ...env, ...keyring.env } });
  const { headers } = keyring;
  using tags = subscribe(gateway, { query: CONTENT, variables: { type: 'Tag' } }, { headers });
  expect(JSON.stringify(await tags.ended())).toContain('FORBIDDEN_BY_GRANT');
  using all = subscribe(gateway, { query: CONTENT }, { headers });
  await gateway.open(1);
  await post(gateway, 'flotiq', { ...update('tag-1'), contentTypeName: '_tag' });
  await post(gateway, 'flotiq', update('blogpost-1'));
  expect((await all.heard(1))[0]?.data.contentChanged).toMatchObject({ id: 'blogpost-1' });
  expect(all.events).toHaveLength(1);
});

it('asks once for all subscribers of a partition', async () => {
  await using gateway = await createLiveGateway({ env });
  const subscribers = Array.from({ length: 20 }, () => subscribe(gateway, { query: CONTENT }));
  await gateway.open(20);
  await post(gateway, 'flotiq', update('blogpost-1'));
  await Promise.all(subscribers.map((subscriber) => subscriber.heard(1)));
  expect(gateway.flotiq.calls).toHaveLength(1);
  for (const subscriber of subscribers) subscriber[Symbol.dispose]();
});

it('tells a slow subscriber how much it missed', async () => {
  await using gateway = await createLiveGateway({ env: { ...env, TREFOIL_LIVE_QUEUE: '2' } });
  const query = 'subscription { contentChanged { id missed object { id } } }';
  using subscriber = subscribe(gateway, { query });
  await gateway.open(1);
  let answer!: () => void;
  const until = new Promise<void>((resolve) => (answer = resolve));
  gateway.flotiq.faults.add({ kind: 'hold', until });
  for (let number = 1; number <= 6; number += 1) {
    await post(gateway, 'flotiq', update(`blogpost-${number}`));
  }
  answer();
  const events = (await subscriber.heard(3)).map(({ data }) => data.contentChanged);
  expect(events.map(({ id }) => id)).toEqual(['blogpost-1', 'blogpost-5', 'blogpost-6']);
  expect(events.reduce((sum, { missed }) => sum + missed, 0)).toBe(3);
});

it('drops what is kept of a source when it says that something changed', async () => {
  await using gateway = await createLiveGateway({ env: { ...env, TREFOIL_CACHE: 'getTag=3600' } });
  const ask = async () => (await gateway.ask('{ getTag(id: "kept") { name } }')).data.getTag?.name;
  const tags = `${gateway.flotiq.origin}/api/v1/content/_tag`;
  const send = (method: string, url: string, name: string) =>
    fetch(url, {
      method,
      headers: {
        'content-type': 'application/json',
        'x-auth-token': sandboxHeaders['x-flotiq-key'],
      },
      body: JSON.stringify({ id: 'kept', name }),
    });
  await send('POST', tags, 'Before');
  expect(await ask()).toBe('Before');
  await send('PUT', `${tags}/kept`, 'After');
  expect(await ask()).toBe('Before');
  await post(gateway, 'flotiq', {
    action: 'Update',
    contentTypeName: '_tag',
    payload: { id: 'kept' },
  });
  expect(await ask()).toBe('After');
  await send('PUT', `${tags}/kept`, 'Once more');
  // Nobody can be told of this one, and it is a message of the source all the same.
  await post(gateway, 'flotiq', { action: 'Update', contentTypeName: 'unknown', payload: {} });
  expect(await ask()).toBe('Once more');
});
