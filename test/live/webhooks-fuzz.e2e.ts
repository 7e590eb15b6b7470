import { request } from 'node:http';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createLiveGateway } from './live-gateway.ts';
import { subscribe } from './subscriber.ts';

const secret = 'the secret of the fuzzed hook';
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);

const ids = ['blogpost-1', 'blogpost-2', 'author-1', 'no-such-thing', '', '../..', '__proto__'];
const types = ['blogpost', 'author', '_tag', '_media', 'constructor', 'Delivery/Task', ''];

/** Bodies near enough to real ones to get far, and bodies that are nothing at all. */
const bodies = fc.oneof(
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc
    .record(
      {
        action: fc.oneof(
          fc.constantFrom('Create', 'Update', 'Delete', 'WorkflowTransition'),
          fc.anything(),
        ),
        contentTypeName: fc.oneof(fc.constantFrom(...types), fc.anything()),
        payload: fc.oneof(
          fc.record({
            id: fc.oneof(fc.constantFrom(...ids), fc.anything()),
            internal: fc.anything(),
          }),
          fc.anything(),
        ),
      },
      { requiredKeys: [] },
    )
    .map(stringify),
  fc
    .record({
      effects: fc.array(
        fc.record(
          {
            effect: fc.oneof(fc.constant('fibery.entity/update'), fc.string()),
            id: fc.oneof(fc.constantFrom(...ids), fc.anything()),
            type: fc.oneof(fc.constantFrom(...types), fc.anything()),
          },
          { requiredKeys: [] },
        ),
        { maxLength: 20 },
      ),
    })
    .map(stringify),
  fc.nat({ max: 20_000 }).map((depth) => '['.repeat(depth)),
);

function stringify(value: unknown): string {
  const text = JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'bigint' ? String(each) : each,
  );
  return text ?? '';
}

const headers = fc.dictionary(
  fc.oneof(
    fc.constantFrom(
      'x-trefoil-webhook-secret',
      'content-type',
      'authorization',
      'x-flotiq-key',
      'transfer-encoding-x',
    ),
    fc.stringMatching(/^x-[a-z-]{1,20}$/),
  ),
  fc.stringMatching(/^[\x20-\x7e]{0,60}$/),
  { maxKeys: 6 },
);

const paths = fc.oneof(
  fc.constantFrom(
    '/webhooks/flotiq',
    '/webhooks/fibery',
    '/webhooks/fleek',
    '/webhooks/',
    '/webhooks',
  ),
  fc.stringMatching(/^\/webhooks\/[\w%.?&=/-]{0,30}$/),
);

/** fetch tidies up what it sends; this does not. */
function send(url: string, path: string, sent: { headers: Record<string, string>; body: string }) {
  return new Promise<number>((resolve, reject) => {
    const outgoing = request(
      url,
      {
        method: 'POST',
        path,
        headers: { ...sent.headers, 'content-length': Buffer.byteLength(sent.body) },
      },
      (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode!));
      },
    );
    outgoing.once('error', reject);
    outgoing.end(sent.body);
  });
}

const CONTENT = 'subscription { contentChanged { id type object { id } } }';

it(`never crashes, nor publishes anything without the secret (seed ${seed})`, async () => {
  await using gateway = await createLiveGateway({
    env: { FLOTIQ_WEBHOOK_SECRET: secret, FIBERY_WEBHOOK_SECRET: secret },
  });
  using subscriber = subscribe(gateway, { query: CONTENT });
  await gateway.open(1);
  await fc.assert(
    fc.asyncProperty(paths, headers, bodies, async (path, given, body) => {
      fc.pre(given['x-trefoil-webhook-secret'] !== secret);
      const status = await send(gateway.url, path, { headers: given, body });
      expect([400, 401, 404, 413, 415]).toContain(status);
    }),
    { seed, numRuns: 300 },
  );
  await gateway.ask('{ __typename }');
  expect(subscriber.events).toEqual([]);
  expect(gateway.flotiq.calls).toEqual([]);
}, 60_000);

it(`tells no partition of what only another can read, whatever is sent with the secret (seed ${seed})`, async () => {
  await using gateway = await createLiveGateway({
    env: { FLOTIQ_WEBHOOK_SECRET: secret, FIBERY_WEBHOOK_SECRET: secret, FLOTIQ_RETRIES: '0' },
    flotiq: { acceptAnyCredential: true },
  });
  const ada = { 'x-flotiq-key': 'adaadaadaadaadaadaadaada' };
  const bob = { 'x-flotiq-key': 'bobbobbobbobbobbobbobbob' };
  const own = ['only-ada-1', 'only-ada-2'];
  for (const id of own) {
    await gateway.ask(`mutation { createTag(input: { id: "${id}", name: "Ada" }) { id } }`, {
      headers: ada,
    });
  }
  using adas = subscribe(gateway, { query: CONTENT }, { headers: ada });
  using bobs = subscribe(gateway, { query: CONTENT }, { headers: bob });
  await gateway.open(2);
  const secretly = { 'x-trefoil-webhook-secret': secret };
  const about = fc.record({
    action: fc.constantFrom('Create', 'Update', 'Delete', 'WorkflowTransition', 'Custom'),
    contentTypeName: fc.constantFrom('_tag', '_TAG', 'blogpost', 'author'),
    payload: fc.record({ id: fc.constantFrom(...own), internal: fc.constant({ status: 'draft' }) }),
    salt: fc.string(),
  });
  await fc.assert(
    fc.asyncProperty(fc.oneof(bodies, about.map(stringify)), async (body) => {
      const status = await send(gateway.url, '/webhooks/flotiq', { headers: secretly, body });
      expect([200, 202, 400]).toContain(status);
    }),
    { seed, numRuns: 200 },
  );
  // The queue is in order: when this is heard, all that came before was told or was not to be told.
  const last = { action: 'Update', contentTypeName: 'blogpost', payload: { id: 'blogpost-9' } };
  await send(gateway.url, '/webhooks/flotiq', { headers: secretly, body: stringify(last) });
  while (!JSON.stringify(bobs.events).includes('blogpost-9'))
    await bobs.heard(bobs.events.length + 1);
  expect(JSON.stringify(bobs.events)).not.toMatch(/only-ada/);
  expect(JSON.stringify(adas.events)).toMatch(/only-ada/);
}, 60_000);
