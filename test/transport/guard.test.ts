import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guardHeaders, guardPath } from '../../src/transport/guard.ts';
import { makeRequest, source } from './request.ts';

const endpoint = new URL('http://shop.test/api');
const guard = (url: string, base = endpoint) => guardPath(makeRequest({ url }), base);
const refused = expect.objectContaining({ code: 'BAD_USER_INPUT', source: 'shop' });

it.each([
  ['http://shop.test/api', '/api'],
  ['http://shop.test/api?query=%7Bok%7D', '/api?query=%7Bok%7D'],
  ['http://shop.test/api/items/1?page=2&q=a/../b', '/api/items/1?page=2&q=a/../b'],
  [
    "http://shop.test/api/items/a%20b%23c%3Fd%25?name=o'neill",
    '/api/items/a%20b%23c%3Fd%25?name=o%27neill',
  ],
  ['http://shop.test/api/v1.2/..hidden/a..b', '/api/v1.2/..hidden/a..b'],
])('lets %s out as it is', (url, path) => {
  expect(guard(url)).toBe(path);
});

it('lets an endpoint at the root, or one that ends in a slash, be called', () => {
  expect(guard('http://shop.test', new URL('http://shop.test'))).toBe('/');
  expect(guard('http://shop.test/?q=1', new URL('http://shop.test'))).toBe('/?q=1');
  expect(guard('http://shop.test/a', new URL('http://shop.test'))).toBe('/a');
  expect(guard('http://shop.test/a/', new URL('http://shop.test/a/'))).toBe('/a/');
  expect(guard('http://shop.test/a/b', new URL('http://shop.test/a/'))).toBe('/a/b');
});

it.each([
  'http://evil.test/api/items',
  'https://shop.test/api/items',
  'http://shop.test:8080/api/items',
  'http://shop.test@evil.test/api/items',
  'http://shop.test.evil.test/api/items',
  '//evil.test/api',
  '/api/items',
  'javascript:alert(1)',
  '',
])('refuses %j, which is not at the endpoint', (url) => {
  expect(() => guard(url)).toThrow(refused);
});

it.each([
  'http://shop.test/apis/items',
  'http://shop.test/',
  'http://shop.test/admin',
  'http://shop.test/api/../admin',
  'http://shop.test/api/items/..',
  'http://shop.test/api/items/.',
  'http://shop.test/api/items/%2e%2e/keys',
  'http://shop.test/api/items/.%2E/keys',
  'http://shop.test/api/items/%252e%252e/keys',
  'http://shop.test/api/items/..;/keys',
  'http://shop.test/api/items/..%3b/keys',
  'http://shop.test/api/items/..%2fkeys',
  'http://shop.test/api/items/..%252Fkeys',
  'http://shop.test/api/items/..%25252fkeys',
  'http://shop.test/api/items/..%5ckeys',
  'http://shop.test/api/items/..\\keys',
  'http://shop.test/api//keys',
  'http://shop.test/api/items/',
  'http://shop.test/api/items/;',
  'http://shop.test/api/%3Bx/keys',
  'http://shop.test/api/items/..%253b/keys',
  'http://shop.test/api/%253bx/keys',
  'http://shop.test/api/items/%00',
  'http://shop.test/api/it\tems',
  'http://shop.test/api/items/1#part',
  'http://shop.test/api/items/1?q=2#part',
])('refuses %j, whose path is not what it seems', (url) => {
  expect(() => guard(url)).toThrow(refused);
});

it('refuses an address that is longer than servers read', () => {
  const longest = `http://shop.test/api?q=${'x'.repeat(14_977)}`;
  expect(guard(longest)).toMatch(/^\/api\?q=x+$/);
  expect(() => guard(`${longest}x`)).toThrow(/address of 15001 characters, and 15000 is the most/);
});

describe('whatever stands in an argument', () => {
  // Letters that make paths, more often than chance would have it.
  const argument = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom(
        '.',
        '/',
        '\\',
        '%',
        '2',
        'e',
        'f',
        '5',
        'c',
        ';',
        '?',
        '#',
        '@',
        ':',
        'a',
        '\t',
      ),
    }),
  );
  // Seen from a server that decodes as often as it can and then resolves dots.
  const resolveGreedily = (path: string) => {
    let decoded = path;
    for (let round = 0; round < 5; round++)
      decoded = decoded.replace(/%([0-7][\da-f])/gi, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      );
    return decoded;
  };

  it('encoded into the path, it stays one segment of the template or the call is refused', () => {
    fc.assert(
      fc.property(argument, (id) => {
        let path: string;
        try {
          path = guard(`http://shop.test/api/items/${encodeURIComponent(id)}/notes`);
        } catch (error) {
          if (!(error instanceof URIError)) expect(error).toMatchObject({ code: 'BAD_USER_INPUT' });
          return;
        }
        expect(path).toMatch(/^\/api\/items\/[^/?#\\]+\/notes$/);
        expect(decodeURIComponent(path.split('/')[3] as string)).toBe(id);
      }),
      { numRuns: 1_000 },
    );
  });

  it('even unencoded, it leaves neither the origin nor the base path, however it is decoded', () => {
    fc.assert(
      fc.property(argument, (id) => {
        let path: string;
        try {
          path = guard(`http://shop.test/api/items/${id}`);
        } catch (error) {
          expect(error).toMatchObject({ code: 'BAD_USER_INPUT' });
          return;
        }
        const [pathname = ''] = path.split('?', 1);
        const segments = resolveGreedily(pathname).split('/');
        expect(segments.slice(0, 3)).toEqual(['', 'api', 'items']);
        expect(segments.some((segment) => /^\.{1,2}(;|$)/.test(segment))).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it('in the query, it changes nothing but the query', () => {
    fc.assert(
      fc.property(argument, argument, (name, value) => {
        const query = new URLSearchParams([[name, value]]);
        expect(guard(`http://shop.test/api/items?${query}`)).toBe(`/api/items?${query}`);
      }),
    );
  });
});

describe('headers', () => {
  const headersOf = (headers: Record<string, string>) => () =>
    guardHeaders(makeRequest({ headers }));

  it('go out when their values can be carried', () => {
    expect(
      headersOf({ authorization: 'Token a$&b=', accept: '*/*', 'x-name': 'Žofie'.slice(1) }),
    ).not.toThrow();
  });

  it.each(['\r\nx-admin: 1', '\n', '\0', 'key\u2028', '\x7f'])(
    'with %j in the credential are refused without showing it',
    (odd) => {
      const send = headersOf({ authorization: `secret${odd}` });
      expect(send).toThrow(expect.objectContaining({ code: 'CREDENTIAL_INVALID' }));
      expect(send).toThrow(/x-shop-key/);
      expect(send).not.toThrow(/secret/);
    },
  );

  it('are looked through again when they may have changed since', () => {
    const headers = { 'x-mode': 'plain' };
    const send = headersOf(headers);
    expect(send).not.toThrow();
    headers['x-mode'] = 'a\nb';
    expect(send).toThrow(refused);
  });

  it('of a credential that its source spells with capitals are known as one', () => {
    const [kind] = source.credentials;
    const spelt = { ...source, credentials: [{ ...kind!, upstreamHeader: 'X-Shop-Auth' }] };
    const headers = { 'x-shop-auth': 'secret\n' };
    expect(() => guardHeaders(makeRequest({ source: spelt, headers }))).toThrow(
      expect.objectContaining({ code: 'CREDENTIAL_INVALID' }),
    );
  });

  it('with a line break anywhere else are refused', () => {
    expect(headersOf({ 'x-mode': 'a\nb' })).toThrow(refused);
  });

  it.each([
    'host',
    'connection',
    'transfer-encoding',
    'content-length',
    'X-Upper',
    'a b',
    'a\r\nb',
    '',
  ])('named %j are not set by anyone', (name) => {
    expect(headersOf({ [name]: 'x' })).toThrow(refused);
  });
});
