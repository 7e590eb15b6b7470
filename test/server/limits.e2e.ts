import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestGateway, type TestGateway } from '../test-gateway.ts';
import { codesOf, expectNoCalls, post, send, waysIn } from './requests.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await createTestGateway({
    env: {
      TREFOIL_MAX_TOKENS: '300',
      TREFOIL_MAX_DEPTH: '6',
      TREFOIL_MAX_ALIASES: '5',
      TREFOIL_MAX_DIRECTIVES: '5',
      TREFOIL_MAX_ROOT_FIELDS: '4',
      TREFOIL_MAX_COST: '2000',
      TREFOIL_MAX_BATCH: '3',
      TREFOIL_MAX_BODY_BYTES: '20000',
    },
  });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const tooLarge = {
  tokens: `{ listBlogpost { items { ${'title '.repeat(300)} } } }`,
  depth:
    '{ getSiteBySlug(slug: "acme-www") { team { sites { team { sites { team { id } } } } } } }',
  aliases: `{ listBlogpost { ${[1, 2, 3, 4, 5, 6].map((n) => `a${n}: count`).join(' ')} } }`,
  directives: `{ listBlogpost { count ${'@include(if: true) '.repeat(6)} } }`,
  'root fields': '{ a: __typename b: __typename c: __typename d: __typename e: __typename }',
  cost: '{ listBlogpost(limit: 1000) { items { id title } } }',
};

describe.each(Object.entries(waysIn))('through %s', (_, ask) => {
  it.each(Object.entries(tooLarge))(
    'refuses what is over the limit for %s before any source is called',
    async (limit, query) => {
      const { body } = await ask(gateway.url, query);
      expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'OPERATION_TOO_LARGE', limit });
      expect(body.data).toBeUndefined();
      expectNoCalls(gateway);
    },
  );
});

it('refuses a page size in a variable before any source is called', async () => {
  const query = 'query ($n: Int!) { listBlogpost(limit: $n) { items { id title } } }';
  const { body } = await post(gateway.url, { query, variables: { n: 1000 } });
  expect(body.errors?.[0]?.extensions).toMatchObject({
    code: 'OPERATION_TOO_LARGE',
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
    code: 'OPERATION_TOO_LARGE',
    limit: 'batch',
    maximum: 3,
    found: 4,
  });
  expectNoCalls(gateway);
});

it.each(['with a length', 'without a length'])(
  'refuses a body %s that is too large with 413, and reads no further',
  async (how) => {
    const text = JSON.stringify({ query: '{ __typename }', variables: { x: 'y'.repeat(30_000) } });
    const stream = new Blob([text]).stream();
    const { status, body, headers } = await send(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      ...(how === 'with a length' ? { body: text } : { body: stream, duplex: 'half' }),
    } as RequestInit);
    expect(status).toBe(413);
    expect(body.errors?.[0]?.extensions).toMatchObject({
      code: 'OPERATION_TOO_LARGE',
      limit: 'body size',
      setting: 'TREFOIL_MAX_BODY_BYTES',
    });
    expect(headers.get('connection')).toBe('close');
  },
);

it.each([
  ['selections', `${'{a'.repeat(30_000)}${'}'.repeat(30_000)}`],
  ['values', `{ a(b: ${'['.repeat(60_000)}${']'.repeat(60_000)}) }`],
])('survives %s nested so deep that the parser runs out of stack', async (_, query) => {
  await using deep = await createTestGateway({ env: { TREFOIL_MAX_TOKENS: '1000000' } });
  const { body } = await post(deep.url, { query });
  expect(codesOf(body)).toEqual(['OPERATION_TOO_LARGE']);
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
