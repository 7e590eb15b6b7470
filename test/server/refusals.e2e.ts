import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestGateway, type TestGateway } from '../test-gateway.ts';
import { post, send, type Exchange } from './requests.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await createTestGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const json = { 'content-type': 'application/json' };
const requests: Record<string, [status: number, code: string, path: string, init: RequestInit]> = {
  'a path where nothing is': [404, 'BAD_REQUEST', '/nothing?token=canary-value', {}],
  'a method that is not spoken': [405, 'BAD_REQUEST', '/graphql', { method: 'DELETE' }],
  'a POST to a page': [405, 'BAD_REQUEST', '/health', { method: 'POST' }],
  'a compressed body': [
    415,
    'BAD_REQUEST',
    '/graphql',
    { method: 'POST', headers: { ...json, 'content-encoding': 'gzip' }, body: 'x' },
  ],
  'an accept that cannot be met': [
    406,
    'BAD_REQUEST',
    '/graphql',
    { method: 'POST', headers: { ...json, accept: 'text/csv' }, body: '{}' },
  ],
  'an empty body': [400, 'BAD_REQUEST', '/graphql', { method: 'POST', headers: json }],
  'a body that is no JSON': [
    400,
    'BAD_REQUEST',
    '/graphql',
    { method: 'POST', headers: json, body: '{"query' },
  ],
  'an empty batch': [400, 'BAD_REQUEST', '/graphql', { method: 'POST', headers: json, body: '[]' }],
  'a batch for an event stream': [
    406,
    'BAD_REQUEST',
    '/graphql',
    { method: 'POST', headers: { ...json, accept: 'text/event-stream' }, body: '[{}]' },
  ],
  'an accept that wants none of it': [
    406,
    'BAD_REQUEST',
    '/graphql',
    { method: 'POST', headers: { ...json, accept: 'application/json;q=0' }, body: '{}' },
  ],
  'no query': [400, 'BAD_REQUEST', '/graphql', { method: 'POST', headers: json, body: '{}' }],
  'variables in a URL that are no JSON': [
    400,
    'BAD_REQUEST',
    '/graphql?query={__typename}&variables=x',
    {},
  ],
  'variables in a URL that are a list': [
    400,
    'BAD_REQUEST',
    '/graphql?query={__typename}&variables=[1]',
    {},
  ],
  'a wrong access key': [
    401,
    'ACCESS_DENIED',
    '/graphql',
    {
      method: 'POST',
      headers: { ...json, authorization: 'Bearer trf_nope' },
      body: '{"query":"{__typename}"}',
    },
  ],
};

describe('every refusal is JSON in the shape of a GraphQL answer, with a code and a request id', () => {
  it.each(Object.entries(requests))('%s', async (_, [status, code, path, init]) => {
    const exchange = await send(gateway.url + path, init);
    expect(exchange.status).toBe(status);
    expect(exchange.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(exchange.headers.get('cache-control')).toBe('private, no-store');
    expect(exchange.text).not.toContain('canary-value');
    expectError(exchange, code);
  });
});

it('says which methods are spoken', async () => {
  const exchange = await send(`${gateway.url}/graphql`, { method: 'PUT' });
  expect(exchange.headers.get('allow')).toBe('GET, POST, OPTIONS');
});

it('asks for a token where one is wanted', async () => {
  const headers = { authorization: 'Bearer trf_nope' };
  const exchange = await post(gateway.url, { query: '{ __typename }' }, headers);
  expect(exchange.headers.get('www-authenticate')).toBe('Bearer');
});

it('keeps a request id that a client brings, and makes one where it brings none or a dangerous one', async () => {
  const ask = async (headers: Record<string, string>) =>
    (await post(gateway.url, { query: '{ __typename }' }, headers)).headers.get('x-request-id');
  expect(await ask({ 'x-request-id': 'client-chosen-1' })).toBe('client-chosen-1');
  expect(await ask({})).toMatch(/^[\da-f-]{36}$/);
  expect(await ask({ 'x-request-id': '<script>alert(1)</script>' })).toMatch(/^[\da-f-]{36}$/);
});

it('answers one operation of a batch for each, and a bad one costs itself only', async () => {
  const { status, body } = await post(gateway.url, [
    { query: '{ __typename }' },
    { query: '{' },
    7,
    [],
    { query: '{ __typename }', id: 'of the client alone' },
  ]);
  expect(status).toBe(200);
  expect(body).toMatchObject([
    { data: { __typename: 'Query' } },
    { errors: [{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }] },
    { errors: [{ extensions: { code: 'BAD_REQUEST', requestId: expect.any(String) } }] },
    { errors: [{ extensions: { code: 'BAD_REQUEST', requestId: expect.any(String) } }] },
    { data: { __typename: 'Query' } },
  ]);
});

it('answers an event stream with its result and a word of completion', async () => {
  const headers = { accept: 'text/event-stream' };
  const { text, headers: answered } = await post(gateway.url, { query: '{ __typename }' }, headers);
  expect(answered.get('content-type')).toMatch(/^text\/event-stream/);
  expect(text).toContain('event: next\ndata: {"data":{"__typename":"Query"}}\n\n');
  expect(text).toMatch(/event: complete\ndata:?\s*\n\n$/);
});

it('a source that fails costs HTTP nothing: 200, data, and an error in its place', async () => {
  gateway.fleek.faults.add({ kind: 'status', status: 500 });
  const accept = 'application/graphql-response+json';
  const query = '{ getSiteBySlug(slug: "acme-www") { name } me { id } }';
  const { status, headers, body } = await post(gateway.url, { query }, { accept });
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe(`${accept}; charset=utf-8`);
  expect(body.data.getSiteBySlug).toBeNull();
  expect(body.data.me.id).toEqual(expect.any(String));
  expect(body.errors?.[0]?.extensions['source']).toBe('fleek');
});

it('does not describe itself as anything', async () => {
  const { headers } = await post(gateway.url, { query: '{ __typename }' });
  expect(headers.get('x-powered-by')).toBeNull();
  expect(headers.get('server')).toBeNull();
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

function expectError({ body, headers }: Exchange, code: string): void {
  expect(body.data).toBeUndefined();
  expect(body.errors?.[0]?.extensions).toMatchObject({
    code,
    requestId: headers.get('x-request-id'),
  });
}
