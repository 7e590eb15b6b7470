import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { createLiveGateway } from './live-gateway.ts';
import { env, post, secret, signed, update } from './send-webhook.ts';
import { subscribe } from './subscriber.ts';

const query = 'subscription { contentChanged { id } }';

it('takes the same message once', async () => {
  await using gateway = await createLiveGateway({ env });
  using subscriber = subscribe(gateway, { query });
  await gateway.open(1);
  const answers = [];
  for (let time = 0; time < 3; time += 1)
    answers.push(await post(gateway, 'flotiq', update('blogpost-1')));
  expect(answers.map(({ status }) => status)).toEqual([202, 200, 200]);
  await post(gateway, 'flotiq', update('blogpost-2'));
  await subscriber.heard(2);
  expect(subscriber.events.map(({ data }) => data.contentChanged.id)).toEqual([
    'blogpost-1',
    'blogpost-2',
  ]);
  await gateway.time.pass(61_000);
  expect((await post(gateway, 'flotiq', update('blogpost-1'))).status).toBe(202);
});

it.each([
  ['without the secret', {}, 401],
  ['with a wrong one', { 'x-trefoil-webhook-secret': 'guessed' }, 401],
  ['with the secret twice', { 'x-trefoil-webhook-secret': `${secret}, ${secret}` }, 401],
])('refuses a message %s', async (_, headers, status) => {
  await using gateway = await createLiveGateway({ env });
  expect((await post(gateway, 'flotiq', update('blogpost-1'), headers)).status).toBe(status);
});

it('says what else is wrong with a message', async () => {
  await using gateway = await createLiveGateway({
    env: { ...env, TREFOIL_WEBHOOK_MAX_BYTES: '1000' },
  });
  const statusOf = async (...asked: Parameters<typeof post>) => (await post(...asked)).status;
  expect(await statusOf(gateway, 'flotiq', '{"half')).toBe(400);
  expect(await statusOf(gateway, 'flotiq', JSON.stringify('x'.repeat(2000)))).toBe(413);
  expect(await statusOf(gateway, 'fleek', {})).toBe(404);
  expect(await statusOf(gateway, '__proto__', {})).toBe(404);
  const got = await fetch(`${gateway.url}/webhooks/flotiq`, { headers: signed });
  expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
});

it('takes no webhooks that nobody set up', async () => {
  await using gateway = await createLiveGateway();
  expect((await post(gateway, 'flotiq', update('blogpost-1'))).status).toBe(404);
});

it('checks a signature where one is sent instead of the secret', async () => {
  const header = { FLOTIQ_WEBHOOK_SIGNATURE_HEADER: 'X-Signature' };
  await using gateway = await createLiveGateway({ env: { ...env, ...header } });
  const body = JSON.stringify(update('blogpost-1'));
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const statusWith = async (headers: Record<string, string>, sent = body) =>
    (await post(gateway, 'flotiq', sent, headers)).status;
  expect(await statusWith({ 'x-signature': `sha256=${signature}` })).toBe(202);
  expect(await statusWith({ 'x-signature': signature }, `${body} `)).toBe(401);
  expect(await statusWith(signed)).toBe(401);
});
