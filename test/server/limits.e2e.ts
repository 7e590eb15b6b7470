import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createTestGateway, type TestGateway } from '../test-gateway.ts';
import { codesOf, expectNoCalls, post, send, waysIn } from './requests.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await createTestGateway({
    env: {
      TREFOIL_MAX_CHARACTERS: '5000',
      TREFOIL_MAX_TOKENS: '300',
      TREFOIL_MAX_DEPTH: '6',
      TREFOIL_MAX_ALIASES: '5',
      TREFOIL_MAX_DIRECTIVES: '5',
      TREFOIL_MAX_ROOT_FIELDS: '4',
      TREFOIL_MAX_COST: '2000',
      TREFOIL_MAX_COMPARISONS: '200',
      TREFOIL_MAX_BATCH: '3',
      TREFOIL_MAX_BODY_BYTES: '20000',
    },
  });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const tooLarge: Record<string, string> = {
  LIMIT_CHARACTERS: `{ getSiteBySlug(slug: "${'x'.repeat(5000)}") { id } }`,
  LIMIT_TOKENS: `{ listBlogpost { items { ${'title '.repeat(300)} } } }`,
  LIMIT_DEPTH:
    '{ getSiteBySlug(slug: "acme-www") { team { sites { team { sites { team { id } } } } } } }',
  LIMIT_ALIASES: `{ listBlogpost { ${[1, 2, 3, 4, 5, 6].map((n) => `a${n}: count`).join(' ')} } }`,
  LIMIT_DIRECTIVES: `{ listBlogpost { count ${'@include(if: true) '.repeat(6)} } }`,
  LIMIT_ROOT_FIELDS: '{ a: __typename b: __typename c: __typename d: __typename e: __typename }',
  LIMIT_COST: '{ listBlogpost(limit: 1000) { items { id title } } }',
  LIMIT_COMPARISONS: `{ ${'...{ listBlogpost { count } } '.repeat(4).replaceAll('count', '...{ count } '.repeat(5))} }`,
};

/** A subscription asks sources too; only these two ways can carry one. */
const streams = ['an event stream', 'a WebSocket'];
const asSubscription: Record<string, string> = {
  LIMIT_TOKENS: `subscription { contentChanged { ${'id '.repeat(300)} } }`,
  LIMIT_ALIASES: `subscription { contentChanged { ${[1, 2, 3, 4, 5, 6].map((n) => `a${n}: id`).join(' ')} } }`,
  LIMIT_DIRECTIVES: `subscription { contentChanged { id ${'@include(if: true) '.repeat(6)} } }`,
  LIMIT_DEPTH: `subscription { workChanged { object { ... on FiberyDeliveryTask { project { tasks { project { tasks { id } } } } } } } }`,
  LIMIT_COST: `subscription ($n: Int = 1000) { workChanged { object { ... on FiberyDeliveryProject { tasks(limit: $n) { id name } } } } }`,
};

describe.each(Object.entries(waysIn))('through %s', (way, ask) => {
  const cases = [
    ...Object.entries(tooLarge),
    ...(streams.includes(way) ? Object.entries(asSubscription) : []),
  ];

  it.each(cases)('%s is the answer, before any source is called', async (code, query) => {
    const { body } = await ask(gateway.url, query);
    const setting = code.replace('LIMIT', 'TREFOIL_MAX');
    expect(body.errors).toEqual([
      {
        message: expect.stringContaining(setting),
        extensions: expect.objectContaining({ code, setting, maximum: expect.any(Number) }),
      },
    ]);
    expect(body.data).toBeUndefined();
    expectNoCalls(gateway);
  });
});

it('refuses a page size in a variable before any source is called', async () => {
  const query = 'query ($n: Int!) { listBlogpost(limit: $n) { items { id title } } }';
  const { body } = await post(gateway.url, { query, variables: { n: 1000 } });
  expect(body.errors?.[0]?.extensions).toMatchObject({
    code: 'LIMIT_COST',
    limit: 'cost',
    setting: 'TREFOIL_MAX_COST',
  });
  expectNoCalls(gateway);
});

it('refuses a batch that is too long with 413, and none of it runs', async () => {
  const { status, body } = await post(
    gateway.url,
    Array.from({ length: 4 }, () => ({ query: '{ me { id } }' })),
  );
  expect(status).toBe(413);
  expect(body.errors?.[0]?.extensions).toMatchObject({
    code: 'LIMIT_BATCH',
    limit: 'batch',
    maximum: 3,
    found: 4,
  });
  expectNoCalls(gateway);
});

it.each([
  ['with a length', 'application/json'],
  ['without a length', 'application/json'],
  ['for an event stream', 'text/event-stream'],
])('refuses a body %s that is too large with 413, and reads no further', async (how, accept) => {
  const text = JSON.stringify({ query: '{ __typename }', variables: { x: 'y'.repeat(30_000) } });
  const stream = new Blob([text]).stream();
  const { status, body, headers } = await send(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    ...(how === 'without a length' ? { body: stream, duplex: 'half' } : { body: text }),
  } as RequestInit);
  expect(status).toBe(413);
  expect(body.errors?.[0]?.extensions).toMatchObject({
    code: 'LIMIT_BODY_BYTES',
    limit: 'body size',
    setting: 'TREFOIL_MAX_BODY_BYTES',
  });
  expect(headers.get('connection')).toBe('close');
});

it('closes a WebSocket on a message that is too large with 1009, before any source is called', async () => {
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, [
    'graphql-transport-ws',
  ]);
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { x: 'y'.repeat(30_000) } }));
  expect((await once(socket, 'close'))[0]).toBe(1009);
  expectNoCalls(gateway);
});

it.each([
  ['selections', `${'{a'.repeat(30_000)}${'}'.repeat(30_000)}`],
  ['values', `{ a(b: ${'['.repeat(60_000)}${']'.repeat(60_000)}) }`],
])('survives %s nested so deep that the parser runs out of stack', async (_, query) => {
  await using deep = await createTestGateway({ env: { TREFOIL_MAX_TOKENS: '1000000' } });
  const { body } = await post(deep.url, { query });
  expect(codesOf(body)).toEqual(['LIMIT_DEPTH']);
  expect((await post(deep.url, { query: '{ __typename }' })).body.data).toBeDefined();
});

it('survives variables nested so deep that nothing can walk them', async () => {
  await using deep = await createTestGateway();
  const nested = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const query = 'query ($f: FlotiqJSON) { search(q: "a", filters: $f) { totalCount } }';
  const { body } = await post(
    deep.url,
    `{"query":${JSON.stringify(query)},"variables":{"f":${nested}}}`,
  );
  expect(body.errors).toHaveLength(1);
  expect((await post(deep.url, { query: '{ __typename }' })).body.data).toBeDefined();
});
