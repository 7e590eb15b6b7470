import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ScriptedFault } from '../../sources/stand-in/faults.ts';
import { createTestGateway, sandboxHeaders, type TestGateway } from '../test-gateway.ts';

const query = `{
  getSiteBySlug(slug: "acme-www") { name }
  findTasks(limit: 1) { name }
  listProduct(limit: 1) { totalCount }
}`;
const fields = { fleek: 'getSiteBySlug', fibery: 'findTasks', flotiq: 'listProduct' } as const;
type SourceName = keyof typeof fields;
const sources = Object.keys(fields) as SourceName[];

const html =
  '<!DOCTYPE html><html><head><title>Sign in</title></head><body>secret page</body></html>';
const json = { 'content-type': 'application/json' };
const status = (code: number, body = '', headers: Record<string, string> = {}): ScriptedFault => ({
  kind: 'status',
  status: code,
  body,
  headers,
});

/** What a source may answer in place of what was asked for; the fault matrix has the other troubles. */
const answers: Record<string, { fault: ScriptedFault; code: string }> = {
  'plain text': {
    fault: status(200, 'All fine', { 'content-type': 'text/plain' }),
    code: 'SOURCE_BAD_ANSWER',
  },
  'JSON that breaks off': { fault: { kind: 'malformed' }, code: 'SOURCE_BAD_ANSWER' },
  'nothing at all': { fault: status(200), code: 'SOURCE_BAD_ANSWER' },
  'a number': { fault: status(200, '7', json), code: 'SOURCE_BAD_ANSWER' },
  'a list': { fault: status(200, '[]', json), code: 'SOURCE_BAD_ANSWER' },
  'another object': { fault: status(200, '{"ok":true}', json), code: 'SOURCE_BAD_ANSWER' },
  'a string where an object belongs': {
    fault: status(200, '"x"', json),
    code: 'SOURCE_BAD_ANSWER',
  },
  'a page of HTML with 502': {
    fault: status(502, html, { 'content-type': 'text/html' }),
    code: 'SOURCE_UNAVAILABLE',
  },
  'plain text with 500': {
    fault: status(500, 'at Object.<anonymous> (/srv/app.js:1:1)'),
    code: 'SOURCE_UNAVAILABLE',
  },
  '404': { fault: status(404, html), code: 'SOURCE_NOT_FOUND' },
};

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await createTestGateway({
    env: Object.fromEntries(sources.map((name) => [`${name.toUpperCase()}_RETRIES`, '0'])),
  });
});
afterEach(() => {
  for (const source of sources) gateway[source].reset();
});
afterAll(() => gateway[Symbol.asyncDispose]());

async function post(body: string) {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...sandboxHeaders },
    body,
  });
  return { status: response.status, text: await response.text() };
}

/** All that an error may tell beside what the vendor says in words. */
const known = new Set([
  'code',
  'source',
  'requestId',
  'retryAfterMs',
  'sourceCode',
  'fields',
  'messages',
]);

describe.each(sources)('when %s answers', (source) => {
  it.each(Object.entries(answers))(
    '%s, its field alone fails, and the next request is healthy',
    async (_, { fault, code }) => {
      gateway[source].faults.add(fault);
      const { status: httpStatus, text } = await post(JSON.stringify({ query }));
      expect(gateway[source].faults.remaining).toBe(0);
      expect(httpStatus).toBe(200);
      const { data, errors } = JSON.parse(text);
      // Below it, where an object lacks what it must have.
      expect(errors).toEqual([
        {
          message: expect.stringContaining(`${source}: `),
          path: expect.arrayContaining([fields[source]]),
          extensions: expect.objectContaining({ code, source, requestId: expect.any(String) }),
        },
      ]);
      for (const other of sources) {
        if (other === source) expect(data[fields[other]]).toBeNull();
        else expect(data[fields[other]]).not.toBeNull();
      }
      expect(Object.keys(errors[0].extensions).filter((key) => !known.has(key))).toEqual([]);
      expect(text).not.toMatch(
        /127\.0\.0\.1|169\.254|https?:|<html|secret page|app\.js|node_modules/i,
      );
      for (const secret of Object.values(sandboxHeaders)) expect(text).not.toContain(secret);

      const next = JSON.parse((await post(JSON.stringify({ query }))).text);
      expect(next.errors).toBeUndefined();
      expect(next.data[fields[source]]).not.toBeNull();
    },
  );
});

describe.each(['fleek', 'fibery'] as const)('when %s answers with errors of GraphQL', (source) => {
  const field = fields[source];
  const leaky = {
    code: 'FORBIDDEN',
    stacktrace: ['Error: no', '    at /srv/app.js:1:1'],
    request: { url: 'http://10.0.0.1/graphql', headers: { authorization: 'sandbox-fleek-key===' } },
  };

  it.each([
    ['with a path', { message: 'Not yours', path: [field], extensions: leaky }],
    ['without a path', { message: 'Not yours', extensions: leaky }],
  ])('%s, passes on the words and the code and nothing else', async (_, error) => {
    const body = JSON.stringify({ data: { [field]: null }, errors: [error] });
    gateway[source].faults.add(status(200, body, json));
    const { data, errors } = await gateway.ask(query);
    expect(data[field]).toBeNull();
    expect(errors).toEqual([
      {
        message: `${source}: Not yours`,
        path: [field],
        extensions: {
          code: 'SOURCE_ERROR',
          source,
          sourceCode: 'FORBIDDEN',
          requestId: expect.any(String),
        },
      },
    ]);
  });

  it('keeps the data that comes beside an error below it', async () => {
    const value = source === 'fibery' ? [{ name: null }] : { name: null };
    const path = source === 'fibery' ? [field, 0, 'name'] : [field, 'name'];
    const body = JSON.stringify({
      data: { [field]: value },
      errors: [{ message: 'No name today', path }],
    });
    gateway[source].faults.add(status(200, body, json));
    const { data, errors } = await gateway.ask(query);
    expect(errors?.[0]).toMatchObject({ message: `${source}: No name today`, path });
    // A site must have a name, a task need not.
    expect(data[field]).toEqual(source === 'fibery' ? [{ name: null }] : null);
  });

  it('hears its own credential quoted, and keeps it to itself', async () => {
    const secret = { fleek: 'sandbox-fleek-key===', fibery: 'sandbox1.fibery0token' }[source];
    const message = `The <b>key</b> ${secret} is odd\n    at check (/srv/keys.js:7:1)`;
    gateway[source].faults.add(status(200, JSON.stringify({ errors: [{ message }] }), json));
    const { errors } = await gateway.ask(query);
    expect(errors?.map((error) => error.message)).toEqual([`${source}: The key [redacted] is odd`]);
  });

  it('takes a GraphQL error with status 400 for what the source says', async () => {
    const body = JSON.stringify({ errors: [{ message: 'Cannot query field "x"' }] });
    gateway[source].faults.add(status(400, body, json));
    const { errors } = await gateway.ask(query);
    expect(errors?.map(({ path, message }) => [path, message])).toEqual([
      [[field], `${source}: Cannot query field "x"`],
    ]);
  });
});

describe('when the request is bad', () => {
  it.each([
    ['JSON that breaks off', '{"query": "{ me'],
    ['nothing', ''],
    ['a list of nothing', '[]'],
    ['no query', '{"variables": {}}'],
    ['a query that is no string', '{"query": 7}'],
    ['a query that breaks off', '{"query": "{ me"}'],
    ['a field that is not there', '{"query": "{ nope }"}'],
    [
      'a variable of the wrong type',
      '{"query": "query ($a: Int!) { findTasks(limit: $a) { id } }", "variables": {"a": "x"}}',
    ],
  ])('%s gets an error with a code, and nobody is asked', async (_, body) => {
    const { text, status: httpStatus } = await post(body);
    const { data, errors } = JSON.parse(text);
    expect(data ?? null).toBeNull();
    expect(errors[0].extensions.code).toMatch(
      /^(?:BAD_REQUEST|GRAPHQL_\w+_FAILED|BAD_USER_INPUT)$/,
    );
    expect(httpStatus).toBeLessThan(500);
    for (const source of sources) expect(gateway[source].calls).toEqual([]);
  });

  it('a query over the limit of tokens is refused before it is read', async () => {
    const { text } = await post(JSON.stringify({ query: `{ ${'__typename '.repeat(6000)} }` }));
    expect(JSON.parse(text).errors[0].extensions.code).toBe('LIMIT_TOKENS');
  });
});
