import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestGateway, sandboxHeaders, type TestGateway } from '../test-gateway.ts';
import { codesOf, expectNoCalls, post, send, waysIn } from './requests.ts';

/** What scanners for GraphQL endpoints look for, asked of the production profile as it is by default. */
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await createTestGateway({ env: { TREFOIL_PROFILE: 'production' } });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const get = (search: string, headers: Record<string, string> = {}) =>
  send(`${gateway.url}/graphql?${search}`, { headers });

describe('the probes of graphql-cop find nothing', () => {
  it('alias overloading: 101 aliases are refused', async () => {
    const query = `{ ${Array.from({ length: 101 }, (_, n) => `alias${n}: __typename`).join(' ')} }`;
    expect(codesOf((await post(gateway.url, { query })).body)).toEqual(['LIMIT_ALIASES']);
  });

  it('batching: an array of ten queries is refused', async () => {
    const { status, body } = await post(
      gateway.url,
      Array.from({ length: 10 }, () => ({ query: 'query cop { __typename }' })),
    );
    expect(status).toBe(413);
    expect(codesOf(body)).toEqual(['LIMIT_BATCH']);
  });

  it('directive overloading: ten unknown directives do not make ten errors', async () => {
    const query = `query cop { __typename ${'@aa'.repeat(10)} }`;
    const { body } = await post(gateway.url, { query });
    expect(body.errors!.length).toBeGreaterThan(0);
    expect(body.errors!.length).toBeLessThan(10);
  });

  it('circular introspection is refused', async () => {
    const query = `query cop { __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }`;
    expect(codesOf((await post(gateway.url, { query })).body)).toEqual(['INTROSPECTION_DISABLED']);
  });

  it('field duplication: 500 times the same field is refused', async () => {
    const query = `query cop { ${'__typename '.repeat(500)} }`;
    expect(codesOf((await post(gateway.url, { query })).body)).toEqual(['LIMIT_ALIASES']);
  });

  it('field suggestions: a misspelt field, argument, value or variable names nothing of the graph', async () => {
    const misspelt = [
      { query: '{ listBlogpos { count } }' },
      { query: '{ listBlogpost(limi: 1) { count } }' },
      { query: '{ listBlogpost(orderBy: { field: titl }) { count } }' },
      { query: '{ listBlogpost { coun } }' },
      { query: '{ search(q: "a") { items { item { ... on FlotiqBlogpos { title } } } } }' },
      {
        query: 'query ($w: FlotiqBlogpostWhere) { listBlogpost(where: $w) { count } }',
        variables: { w: { titl: { equals: 'a' } } },
      },
    ];
    for (const operation of misspelt) {
      const { body, text } = await post(gateway.url, operation);
      expect(body.errors!.length, operation.query).toBeGreaterThan(0);
      expect(text).not.toMatch(/did you mean/i);
    }
  });

  it('introspection is refused, with the way to allow it', async () => {
    for (const query of [getIntrospectionQuery(), '{ __type(name: "Query") { name } }']) {
      const { body } = await post(gateway.url, { query });
      expect(codesOf(body)).toEqual(['INTROSPECTION_DISABLED']);
      expect(body.errors![0]!.message).toContain('TREFOIL_INTROSPECTION=on');
    }
    expect((await post(gateway.url, { query: '{ __typename }' })).body.data).toEqual({
      __typename: 'Query',
    });
  });

  it.each(['/', '/graphql', '/graphiql', '/playground', '/console', '/altair', '/voyager'])(
    'no explorer is at %s',
    async (path) => {
      const { text } = await send(gateway.url + path, { headers: { accept: 'text/html' } });
      expect(text).not.toMatch(/graphiql|playground|altair|voyager|apollo sandbox/i);
    },
  );

  it('a query by GET needs a header that no foreign page can add', async () => {
    expect((await get('query={__typename}')).status).toBe(403);
    expect((await get('query={__typename}', { accept: 'application/json' })).status).toBe(403);
  });

  it('a mutation by GET is refused, with that header too', async () => {
    const search = `query=${encodeURIComponent('mutation cop { __typename }')}`;
    expect((await get(search)).status).toBe(403);
    const { status, headers, body } = await get(search, { 'x-trefoil-csrf': '1' });
    expect([status, headers.get('allow')]).toEqual([405, 'POST']);
    expect(body.data).toBeUndefined();
  });

  it('a form post is refused', async () => {
    const { status, body } = await send(`${gateway.url}/graphql`, {
      method: 'POST',
      body: new URLSearchParams({ query: '{ __typename }' }),
    });
    expect(status).toBe(415);
    expect(codesOf(body)).toEqual(['BAD_REQUEST']);
  });

  it('no tracing and no timings are in answers', async () => {
    const answers = [
      await post(gateway.url, { query: '{ __typename }' }),
      await get('query={__typename}', { 'x-trefoil-csrf': '1' }),
    ];
    for (const { body, headers } of answers) {
      expect(body.data).toEqual({ __typename: 'Query' });
      expect(body.extensions).toBeUndefined();
      expect(headers.get('server-timing')).toBeNull();
    }
  });

  it('errors carry no exception, no stack and no path of the machine', async () => {
    for (const query of ['qwerty cop { abc }', '{ nope }', '{ getSiteBySlug { name } }']) {
      const { text } = await post(gateway.url, { query });
      expect(text).not.toMatch(/exception|stacktrace|\.ts:|\.js:|node_modules/);
    }
  });
});

describe('the cases of GraphQL Armor are refused on every way in', () => {
  const levels = 20;
  const cases: Record<string, [code: string, query: string]> = {
    'too deep': [
      'LIMIT_DEPTH',
      `{ getSiteBySlug(slug: "a") ${'{ team { sites '.repeat(levels)}{ id }${' } }'.repeat(levels)} }`,
    ],
    'too deep through fragments': [
      'LIMIT_DEPTH',
      `{ getSiteBySlug(slug: "a") { ...A0 } } ${Array.from(
        { length: levels },
        (_, n) => `fragment A${n} on FleekSite { team { sites { ...A${n + 1} } } }`,
      ).join(' ')} fragment A${levels} on FleekSite { id }`,
    ],
    'aliases inside a fragment': [
      'LIMIT_ALIASES',
      `{ a: listBlogpost { ...F } b: listBlogpost { ...F } }
      fragment F on FlotiqBlogpostList { ${Array.from({ length: 40 }, (_, n) => `a${n}: count`).join(' ')} }`,
    ],
    'too many directives': [
      'LIMIT_DIRECTIVES',
      `{ __typename ${'@include(if: true) '.repeat(61)} }`,
    ],
    'too many tokens': ['LIMIT_TOKENS', `{ listBlogpost(ids: [${'1 '.repeat(5001)}]) { count } }`],
    'too much to answer': [
      'LIMIT_COST',
      '{ listBlogpost(limit: 1000) { items { related { ... on FlotiqBlogpost { related { id } } } } } }',
    ],
  };

  describe.each(Object.entries(waysIn))('through %s', (_, ask) => {
    it.each(Object.entries(cases))('%s', async (__, [code, query]) => {
      const { body } = await ask(gateway.url, query);
      expect(codesOf(body)).toEqual([code]);
      expectNoCalls(gateway);
    });
  });

  it('fragments that spread each other are a mistake, not a loop', async () => {
    const query =
      '{ getSiteBySlug(slug: "a") { ...A } } fragment A on FleekSite { ...B } fragment B on FleekSite { ...A }';
    expect(codesOf((await post(gateway.url, { query })).body)).toContain(
      'GRAPHQL_VALIDATION_FAILED',
    );
  });
});

it('answers what it is for', async () => {
  const { body } = await post(gateway.url, {
    query: '{ getSiteBySlug(slug: "acme-www") { name } }',
  });
  expect(body).toEqual({ data: { getSiteBySlug: { name: 'acme-www' } } });
});

it('takes no credential from the stand-ins for callers who bring none', async () => {
  const { body } = await send(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ getSiteBySlug(slug: "acme-www") { name } }' }),
  });
  expect(codesOf(body)).toEqual(['CREDENTIAL_MISSING']);
  expect(Object.keys(sandboxHeaders)).toContain(body.errors![0]!.extensions['header']);
});
