import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestGateway, type TestGateway } from '../test-gateway.ts';
import { expectNoCalls, send, type Exchange } from './requests.ts';

const FRIEND = 'https://app.example.com';
const query = '{ getSiteBySlug(slug: "acme-www") { name } }';
const body = JSON.stringify({ query });

let open: TestGateway;
let listed: TestGateway;
beforeAll(async () => {
  [open, listed] = await Promise.all([
    createTestGateway(),
    createTestGateway({ env: { TREFOIL_CORS_ORIGINS: `${FRIEND},https://two.example.com` } }),
  ]);
});
afterAll(async () => {
  await open[Symbol.asyncDispose]();
  await listed[Symbol.asyncDispose]();
});

describe('what a foreign page can send without asking never runs', () => {
  const forms: Record<string, RequestInit> = {
    'a form': { body: new URLSearchParams({ query }) },
    'a form with a file': {
      body: Object.entries({ operations: body, map: '{}' }).reduce((form, [name, value]) => {
        form.append(name, value);
        return form;
      }, new FormData()),
    },
    'plain text': { body },
    'plain text that says it is JSON after all': {
      body,
      headers: { 'content-type': 'text/plain;application/json' },
    },
    'a body without a type': { body: new Blob([body]) },
    'JSON in another character set': {
      body,
      headers: { 'content-type': 'application/json; charset=utf-16' },
    },
    'something that ends like JSON': {
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded+json, text/plain' },
    },
  };
  it.each(Object.entries(forms))('a POST of %s', async (_, init) => {
    const exchange = await send(`${open.url}/graphql`, { method: 'POST', ...init });
    expect(exchange.status).toBe(415);
    expect(exchange.headers.get('accept-post')).toBe('application/json');
    expect(exchange.body.errors?.[0]?.extensions['code']).toBe('BAD_REQUEST');
    expectNoCalls(open);
  });

  it.each(['cross-site', 'same-site'])('a GET that the browser calls %s', async (site) => {
    const exchange = await get(open, { 'sec-fetch-site': site });
    expect(exchange.status).toBe(403);
    expect(exchange.body.errors?.[0]?.message).toContain('x-trefoil-csrf');
    expectNoCalls(open);
  });
});

describe('what was meant runs', () => {
  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/graphql-response+json',
    'application/graphql+json',
    'Application/JSON',
    'application/json; profile="own"',
  ])('a POST of %s', async (type) => {
    const headers = { 'content-type': type };
    const init = { method: 'POST', headers, body: '{"query":"{__typename}"}' };
    expect((await send(`${open.url}/graphql`, init)).status).toBe(200);
  });

  it.each([
    { 'x-trefoil-csrf': '1' },
    { 'apollo-require-preflight': 'true' },
    { 'x-apollo-operation-name': 'Site' },
    { 'content-type': 'application/json' },
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
    {},
  ])('a GET in development with %o', async (headers: Record<string, string>) => {
    expect((await get(open, headers, '{__typename}')).status).toBe(200);
  });
});

describe('CORS', () => {
  const corsHeaders = (exchange: Exchange) =>
    [...exchange.headers.keys()].filter((name) => name.startsWith('access-control-'));

  it.each([FRIEND, 'https://evil.example.com', 'null', 'http://localhost:3000'])(
    'says nothing to %s when no origin is listed',
    async (origin) => {
      expect(corsHeaders(await ask(open, origin))).toEqual([]);
      const preflight = await preflightFrom(open, origin);
      expect([preflight.status, corsHeaders(preflight)]).toEqual([403, []]);
    },
  );

  it.each([
    'https://evil.example.com',
    'null',
    `${FRIEND}.evil.com`,
    `${FRIEND}:8443`,
    'http://app.example.com',
    'https://APP.example.com',
    '*',
    '',
  ])('says nothing to the origin "%s" that is not listed', async (origin) => {
    expect(corsHeaders(await ask(listed, origin))).toEqual([]);
    expect((await preflightFrom(listed, origin)).status).toBe(403);
  });

  it('lets a listed origin read the answer, without credentials, and keeps caches apart', async () => {
    const { headers } = await ask(listed, FRIEND);
    expect(headers.get('access-control-allow-origin')).toBe(FRIEND);
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('access-control-expose-headers')).toContain('x-request-id');
    expect(headers.get('vary')).toBe('Origin');
    expect((await ask(listed, undefined)).headers.get('vary')).toBe('Origin');
  });

  it('answers a preflight of a listed origin for hours, with the headers that carry credentials', async () => {
    const { status, headers } = await preflightFrom(listed, FRIEND);
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe(FRIEND);
    expect(headers.get('access-control-max-age')).toBe('7200');
    expect(headers.get('access-control-allow-methods')).toBe('GET, POST');
    const allowed = headers.get('access-control-allow-headers')!.split(', ');
    for (const name of ['x-fleek-key', 'x-fibery-token', 'x-flotiq-key', 'authorization']) {
      expect(allowed).toContain(name);
    }
  });

  it('marks refusals too, so that a page can read why', async () => {
    const { status, headers } = await send(`${listed.url}/graphql`, {
      method: 'POST',
      headers: { origin: FRIEND, 'content-type': 'text/plain' },
      body,
    });
    expect([status, headers.get('access-control-allow-origin')]).toEqual([415, FRIEND]);
  });

  it('lets a page send a GET that it had to ask for, as JSON', async () => {
    const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'cross-site' };
    expect((await get(open, headers, '{__typename}')).status).toBe(200);
  });

  it('lets pages of a listed origin send a GET', async () => {
    const headers = { origin: FRIEND, 'sec-fetch-site': 'cross-site' };
    expect((await get(listed, headers, '{__typename}')).status).toBe(200);
  });
});

function get(gateway: TestGateway, headers: Record<string, string>, text = query) {
  return send(`${gateway.url}/graphql?query=${encodeURIComponent(text)}`, { headers });
}

function ask(gateway: TestGateway, origin: string | undefined) {
  const headers = { 'content-type': 'application/json', ...(origin !== undefined && { origin }) };
  const init = { method: 'POST', headers, body: '{"query":"{__typename}"}' };
  return send(`${gateway.url}/graphql`, init);
}

function preflightFrom(gateway: TestGateway, origin: string) {
  return send(`${gateway.url}/graphql`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,x-fleek-key',
    },
  });
}
