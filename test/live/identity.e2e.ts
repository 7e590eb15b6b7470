import { expect, it } from 'vitest';
import { sandboxHeaders } from '../test-gateway.ts';
import { createKeyring } from './keyring.ts';
import { createLiveGateway, siteId } from './live-gateway.ts';
import { subscribe, transports } from './subscriber.ts';

const STATUS = {
  query: 'subscription ($siteId: ID!) { deployStatus(siteId: $siteId, follow: true) { status } }',
  variables: { siteId },
};

it.each(transports)('ends a subscription over %s when its access key is revoked', async (by) => {
  await using keyring = await createKeyring();
  await using gateway = await createLiveGateway({ env: keyring.env });
  using subscriber = subscribe(gateway, STATUS, { by, headers: keyring.headers });
  await subscriber.heard(1);
  await gateway.time.asleep();
  await keyring.revoke();
  expect(await subscriber.ended()).toBe('complete');
  expect(subscriber.events[1]).toMatchObject({
    data: { deployStatus: null },
    errors: [{ extensions: { code: 'ACCESS_DENIED' } }],
  });
  expect(gateway.time.sleeping).toEqual([]);
});

it.each(transports)('ends a subscription over %s when its access key expires', async (by) => {
  await using keyring = await createKeyring();
  await using gateway = await createLiveGateway({ env: keyring.env });
  using subscriber = subscribe(gateway, STATUS, { by, headers: keyring.headers });
  await subscriber.heard(1);
  const endsAtMs = Date.now() + 700;
  await keyring.expire(endsAtMs);
  expect(await subscriber.ended()).toBe('complete');
  expect(Date.now()).toBeGreaterThanOrEqual(endsAtMs);
  expect(subscriber.events.at(-1)?.errors?.[0]?.extensions['code']).toBe('ACCESS_DENIED');
  expect(JSON.stringify(await gateway.ask('{ __typename }', keyring))).toContain('has expired');
});

it('waits no longer for a deploy of a caller whose access key is revoked', async () => {
  const fleek = { read: true, write: true };
  await using keyring = await createKeyring({ grants: { fleek } });
  await using gateway = await createLiveGateway({ env: keyring.env });
  const answered = gateway.ask(
    'mutation ($siteId: ID!) { deployAndWait(siteId: $siteId) { isFinal } }',
    { variables: { siteId }, headers: keyring.headers },
  );
  await gateway.time.asleep(2);
  await keyring.revoke();
  const { data, errors } = await answered;
  expect(data).toEqual({ deployAndWait: null });
  expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['ACCESS_DENIED']);
  expect(gateway.time.sleeping).toEqual([]);
});

it('refuses a subscription to what a profile may not read, or more often than it may ask', async () => {
  await using keyring = await createKeyring({
    requestsPerSecond: 0.001,
    grants: { fleek: { read: true, write: false, rootFields: ['getSiteBySlug'] } },
  });
  await using gateway = await createLiveGateway({ env: keyring.env });
  using subscriber = subscribe(gateway, STATUS, { headers: keyring.headers });
  expect(JSON.stringify(await subscriber.ended())).toContain('FORBIDDEN_BY_GRANT');
  using hasty = subscribe(gateway, STATUS, { headers: keyring.headers });
  expect(JSON.stringify(await hasty.ended())).toContain('OVERLOADED');
  expect(gateway.fleek.calls).toEqual([]);
});

it('refuses a subscription when all are taken, and takes the next when one is free', async () => {
  await using gateway = await createLiveGateway({ env: { TREFOIL_LIVE_SUBSCRIPTIONS: '1' } });
  const first = subscribe(gateway, STATUS);
  await first.heard(1);
  using second = subscribe(gateway, STATUS);
  expect(JSON.stringify(await second.ended())).toContain('OVERLOADED');
  first[Symbol.dispose]();
  await gateway.open(0);
  using third = subscribe(gateway, STATUS);
  await third.heard(1);
});

it('lets no page of another origin open a socket', async () => {
  await using gateway = await createLiveGateway({
    env: { TREFOIL_CORS_ORIGINS: 'https://app.example' },
  });
  const statusFor = async (origin?: string) => {
    const { WebSocket } = await import('ws');
    const socket = new WebSocket(
      `${gateway.url.replace('http', 'ws')}/graphql`,
      'graphql-transport-ws',
      {
        ...(origin && { origin }),
      },
    );
    return new Promise<number | 'open'>((resolve) => {
      socket.once('open', () => (socket.terminate(), resolve('open')));
      socket.once('unexpected-response', (_, { statusCode }) => resolve(statusCode!));
      socket.once('error', () => {});
    });
  };
  expect(await statusFor()).toBe('open');
  expect(await statusFor(gateway.url)).toBe('open');
  expect(await statusFor('https://app.example')).toBe('open');
  expect(await statusFor('https://evil.example')).toBe(403);
  expect(await statusFor('null')).toBe(403);
});

it('takes from connection parameters nothing but credentials', async () => {
  await using gateway = await createLiveGateway();
  const headers = {
    host: 'localhost',
    'x-forwarded-for': '127.0.0.1',
    'X-Fleek-Key': sandboxHeaders['x-fleek-key'],
  };
  using subscriber = subscribe(
    gateway,
    { query: '{ _identity { caller sources { name credential } } }' },
    { headers },
  );
  const [answer] = await subscriber.heard(1);
  expect(answer?.data._identity).toMatchObject({
    caller: 'own',
    sources: [{ name: 'fleek', credential: 'own' }, { credential: null }, { credential: null }],
  });
});

it('takes a credential that is in the parameters in two spellings for none', async () => {
  await using gateway = await createLiveGateway();
  const key = sandboxHeaders['x-fleek-key'];
  using subscriber = subscribe(
    gateway,
    { query: '{ _identity { sources { credential } } getSiteBySlug(slug: "acme-www") { id } }' },
    { headers: { 'x-fleek-key': key, 'X-Fleek-Key': key } },
  );
  const [answer] = await subscriber.heard(1);
  expect(answer?.data._identity.sources[0]).toEqual({ credential: 'invalid' });
  expect(answer?.errors?.[0]).toMatchObject({
    message: expect.stringContaining('sent twice'),
    extensions: { code: 'CREDENTIAL_INVALID' },
  });
  expect(gateway.fleek.calls).toEqual([]);
});

it('says the same of a refused operation over a socket as to a POST', async () => {
  await using gateway = await createLiveGateway();
  for (const query of [
    '{ nope }',
    '{ __typename',
    'query A { __typename } query B { __typename }',
  ]) {
    using subscriber = subscribe(gateway, { query });
    const ending = (await subscriber.ended()) as {
      message: string;
      extensions: Record<string, unknown>;
    }[];
    const { errors } = await gateway.ask(query);
    expect(ending.map(({ message, extensions }) => [message, extensions['code']])).toEqual(
      errors?.map(({ message, extensions }) => [message, extensions['code']]),
    );
  }
});
