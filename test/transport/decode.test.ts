import { describe, expect, it, vi } from 'vitest';
import { readAnswer, takesCredential } from '../../src/transport/decode.ts';
import type { UpstreamAnswer, UpstreamRequest } from '../../src/transport/step.ts';
import { makeRequest, source } from './request.ts';

const json = { 'content-type': 'application/json' };
const answer = (
  status: number,
  body: unknown,
  headers: Record<string, string> = json,
): UpstreamAnswer => ({
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const rest = (changes: Partial<UpstreamRequest> = {}) =>
  makeRequest({ method: 'GET', body: undefined as never, ...changes });

function failureOf(request: UpstreamRequest, given: UpstreamAnswer) {
  try {
    readAnswer(request, given);
  } catch (error) {
    return error as Error & { code: string; facts: Record<string, unknown> };
  }
  throw new Error('the answer was taken for a good one');
}

it('reads JSON, whatever its content type says', () => {
  expect(readAnswer(rest(), answer(200, { id: 1 }))).toEqual({ id: 1 });
  expect(readAnswer(rest(), answer(200, '\ufeff[1]', { 'content-type': 'text/html' }))).toEqual([
    1,
  ]);
});

it('reads an answer without content as undefined where none is due', () => {
  const removal = rest({ method: 'DELETE', isRead: false });
  for (const status of [200, 202, 204, 205]) {
    expect(readAnswer(removal, answer(status, ''))).toBeUndefined();
    expect(failureOf(rest(), answer(status, ''))).toMatchObject({ code: 'SOURCE_BAD_ANSWER' });
  }
});

it.each([
  ['an empty body', ''],
  ['HTML', '<html><body>Welcome</body></html>'],
  ['plain text', 'The upstream server is timing out'],
  ['half of a JSON document', '{"data": {"half'],
])('takes %s for a bad answer', (_what, body) => {
  expect(failureOf(rest(), answer(200, body))).toMatchObject({
    code: 'SOURCE_BAD_ANSWER',
    source: 'shop',
  });
});

it.each([
  [400, 'SOURCE_INVALID_INPUT'],
  [401, 'CREDENTIAL_REFUSED'],
  [402, 'SOURCE_ERROR'],
  [403, 'CREDENTIAL_REFUSED'],
  [404, 'SOURCE_NOT_FOUND'],
  [409, 'SOURCE_ERROR'],
  [410, 'SOURCE_NOT_FOUND'],
  [413, 'SOURCE_INVALID_INPUT'],
  [422, 'SOURCE_INVALID_INPUT'],
  [429, 'SOURCE_RATE_LIMITED'],
  [500, 'SOURCE_UNAVAILABLE'],
  [503, 'SOURCE_UNAVAILABLE'],
])('turns %i into %s', (status, code) => {
  expect(failureOf(rest(), answer(status, ''))).toMatchObject({ code, source: 'shop' });
});

it('says which header carries the credential that was refused', () => {
  expect(failureOf(rest(), answer(401, 'Unauthorized', {})).message).toBe(
    'shop: answered 401 Unauthorized; send a valid credential that may do this in x-shop-key',
  );
  const [usual] = source.credentials;
  const session = { ...usual!, header: 'x-shop-cookie', contract: 'shop_account' };
  const both = { ...source, credentials: [usual!, session] };
  const request = rest({ source: both, contract: 'shop_account' });
  expect(failureOf(request, answer(401, '', {})).message).toContain('in x-shop-cookie');
});

it.each(['2', '2, 1', '9'.repeat(400), new Date(Date.now() + 600_000).toUTCString()])(
  'passes on when to come back (%s)',
  (retryAfter) => {
    const { facts } = failureOf(
      rest(),
      answer(429, 'Too Many Requests', { 'retry-after': retryAfter }),
    );
    expect(facts.retryAfterMs).toBeGreaterThan(1_000);
    expect(facts.retryAfterMs).toBeLessThan(Infinity);
  },
);

it.each([undefined, 'soon', 'soon 5', '-1', '1e3'])(
  'does not invent when to come back (%s)',
  (retryAfter) => {
    const headers: Record<string, string> = retryAfter ? { 'retry-after': retryAfter } : {};
    expect(failureOf(rest(), answer(429, 'Too Many Requests', headers)).facts).toEqual({});
  },
);

describe('a GraphQL result', () => {
  const result = { errors: [{ message: 'Cannot query field "x"' }] };

  it.each([400, 422, 500, 503])('with status %i is a result all the same', (status) => {
    expect(readAnswer(makeRequest(), answer(status, result))).toEqual(result);
    expect(readAnswer(makeRequest(), answer(status, { data: { a: 1 } }))).toEqual({
      data: { a: 1 },
    });
  });

  it.each([
    [401, 'CREDENTIAL_REFUSED'],
    [403, 'CREDENTIAL_REFUSED'],
    [429, 'SOURCE_RATE_LIMITED'],
  ])('with status %i is a refusal', (status, code) => {
    expect(failureOf(makeRequest(), answer(status, result))).toMatchObject({ code });
  });

  it('is none when it answers a call that was no GraphQL', () => {
    expect(failureOf(rest(), answer(404, result)).message).toContain('Cannot query field');
    const post = makeRequest({ body: '{"title":"x"}', isRead: false });
    expect(failureOf(post, answer(400, result))).toMatchObject({ code: 'SOURCE_INVALID_INPUT' });
  });

  it.each([[{ errors: ['no'] }], [{ errors: [] }], [{ data: [] }], [{ message: 'no' }], ['no']])(
    'is not %j',
    (body) => {
      expect(failureOf(makeRequest(), answer(400, body))).toMatchObject({
        code: 'SOURCE_INVALID_INPUT',
      });
    },
  );
});

describe("the source's own words", () => {
  it.each([
    [{ message: 'No such site' }, 'No such site'],
    [{ error: 'No such site' }, 'No such site'],
    [{ error: { message: 'No such site' } }, 'No such site'],
    [{ errors: ['No such site', 'and more'] }, 'No such site'],
    [{ errors: [{ message: 'No such site' }] }, 'No such site'],
    ['No such site', 'No such site'],
  ])('are found in %j', (body, words) => {
    expect(failureOf(rest(), answer(404, body)).message).toContain(`(${words})`);
  });

  it('are one short line without markup', () => {
    const words = `<b>Bad</b>\r\n\u0000 ${'x'.repeat(1_000)}`;
    const { message } = failureOf(rest(), answer(400, { message: words }));
    expect(message).toMatch(/^shop: answered 400 Bad Request \(Bad x+…\)$/);
    expect(message.length).toBeLessThan(250);
  });

  it('are looked through no further than a line of them goes', () => {
    const words = `No such site ${'at '.repeat(100_000)}`;
    const replace = vi.spyOn(String.prototype, 'replace');
    const { message } = failureOf(rest(), answer(404, { message: words }));
    const lengths = replace.mock.contexts.map((text) => String(text).length);
    replace.mockRestore();
    expect(message).toMatch(/\(No such site at at .*…\)$/);
    expect(Math.max(0, ...lengths)).toBeLessThan(10_000);
  });

  it('tell nothing of its insides', () => {
    const message = 'no luck\n    at find (/srv/shop/app.js:10:5)\n    at /srv/shop/run.js:2:1';
    expect(failureOf(rest(), answer(500, { message })).message).toContain('(no luck)');
  });

  it('are left out when they are a page', () => {
    const page = '<!doctype html><h1>500 nginx at 10.0.0.7</h1>';
    expect(failureOf(rest(), answer(500, page)).message).toBe(
      'shop: answered 500 Internal Server Error; try again later',
    );
  });

  it('never repeat a credential of the request, in whatever form', () => {
    // Each of its forms is another text.
    const secret = 'abc???>>>of-ada==';
    const request = rest({ headers: { authorization: `Token ${secret}` } });
    const encodings = ['base64', 'base64url', 'hex'] as const;
    const encoded = encodings.map((encoding) => Buffer.from(secret).toString(encoding));
    const inUrl = encodeURIComponent(secret);
    const upper = Buffer.from(secret).toString('hex').toUpperCase();
    for (const echo of [`Token ${secret}`, secret, inUrl, upper, ...encoded]) {
      const { message } = failureOf(request, answer(400, { message: `bad header: ${echo}!` }));
      expect(message).toContain('[redacted]');
      expect(message).not.toContain(echo);
    }
  });
});

describe('the errors of a GraphQL result', () => {
  it.each([
    ['a list', [{ message: 'no secret-of-ada' }]],
    ['a list of texts', ['no secret-of-ada']],
    ['one error', { message: 'no secret-of-ada' }],
    ['a text', 'no secret-of-ada'],
  ])('never repeat a credential of the request, be they %s', (_, errors) => {
    const result = readAnswer(makeRequest(), answer(200, { data: null, errors }));
    expect(result).toEqual({ data: null, errors: [{ message: 'no [redacted]' }] });
  });

  it('are a thousand at most, and how many more', () => {
    const errors = Array.from({ length: 1234 }, () => ({ message: 'no' }));
    const result = readAnswer(makeRequest(), answer(200, { data: {}, errors })) as typeof answer;
    expect(result).toMatchObject({ errors: { length: 1001 } });
    expect(result).toHaveProperty('errors.1000', { message: 'reports 234 more errors' });
  });
});

it('leaves what a REST source calls errors as it is: there it is content', () => {
  const content = { errors: [{ message: 'no <b>luck</b>' }] };
  expect(readAnswer(rest(), answer(200, content))).toEqual(content);
});

it('takes the secret of a cookie out of what a source says without its name', () => {
  const cookie = { ...source.credentials[0]!, upstreamHeader: 'Cookie' };
  const request = rest({
    source: { ...source, credentials: [cookie] },
    headers: { cookie: 'session=secret-of-ada; theme=secret-of-bob==' },
  });
  const message = 'sessions secret-of-ada and secret-of-bob== are over';
  expect(failureOf(request, answer(400, { message })).message).toContain(
    'sessions [redacted] and [redacted] are over',
  );
});

it('knows by its status whether a REST source takes a credential, by a value whether GraphQL does', () => {
  const takes = (request: UpstreamRequest, status: number, body: unknown) =>
    takesCredential(request, answer(status, body));
  expect([takes(rest(), 200, '{"ok":null}'), takes(rest(), 404, '{}')]).toEqual([true, false]);
  expect(takes(makeRequest(), 200, { data: { ok: null, also: [] } })).toBe(true);
  expect(takes(makeRequest(), 200, { data: { ok: null } })).toBe(false);
  expect(takes(makeRequest(), 500, { data: { ok: 1 } })).toBe(false);
});

describe('what a source explains', () => {
  const explaining = (explain: NonNullable<typeof source.explain>) =>
    rest({ source: { ...source, explain } });

  it('comes before what the status alone means', () => {
    const request = explaining(({ status, body }) =>
      status === 403 && JSON.stringify(body).includes('quota')
        ? { code: 'SOURCE_QUOTA_EXCEEDED', detail: 'the quota is used up', facts: { quota: 10 } }
        : undefined,
    );
    expect(failureOf(request, answer(403, { message: 'quota' }))).toMatchObject({
      code: 'SOURCE_QUOTA_EXCEEDED',
      message: 'shop: the quota is used up',
      facts: { quota: 10 },
    });
    expect(failureOf(request, answer(403, {}))).toMatchObject({ code: 'CREDENTIAL_REFUSED' });
  });

  it('is made fit for clients as well', () => {
    const request = explaining(() => ({
      code: 'SOURCE_INVALID_INPUT',
      detail: 'no: secret-of-ada',
      facts: { fields: { 'secret-of-ada': ['<i>secret-of-ada</i>\nis wrong', 7, null] } },
    }));
    const { message, facts } = failureOf(request, answer(400, {}));
    expect(message).toBe('shop: no: [redacted]');
    expect(facts).toEqual({ fields: { '[redacted]': ['[redacted] is wrong', 7, null] } });
  });
});
