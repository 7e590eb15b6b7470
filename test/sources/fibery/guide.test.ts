import {
  buildClientSchema,
  buildSchema,
  getIntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { printSpace } from '../../../sources/fibery/print-space.ts';
import { sandboxCookie, sandboxToken } from '../../../sources/fibery/stand-in.ts';
import { openSpace } from './open-space.ts';

const headers = { 'content-type': 'application/json' };
const body = JSON.stringify({ query: '{me{email}}' });

describe("the calls of the vendor's guide", () => {
  it.each(['Token', 'Bearer'])('answers {me{email}} to `Authorization: %s`', async (scheme) => {
    await using space = await openSpace();
    const answer = await fetch(space.endpoint, {
      method: 'POST',
      headers: { ...headers, authorization: `${scheme} ${sandboxToken}` },
      body,
    });
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { data: { me: { email: 'ada@acme.example' } } },
    ]);
  });

  it('answers a query in the URL', async () => {
    await using space = await openSpace();
    const answer = await fetch(`${space.endpoint}?query=${encodeURIComponent('{me{name}}')}`, {
      headers: { authorization: `Token ${sandboxToken}` },
    });
    expect(await answer.json()).toEqual({ data: { me: { name: 'Ada Lovelace' } } });
  });

  it.each([
    ['no credential', {}],
    ['a token it never issued', { authorization: 'Token 00000000.unknown' }],
    ['a bare token', { authorization: sandboxToken }],
    ['a cookie, which only the account takes', { cookie: sandboxCookie }],
  ])('answers 401 in plain text to %s', async (_, credential) => {
    await using space = await openSpace();
    const answer = await fetch(space.endpoint, {
      method: 'POST',
      headers: { ...headers, ...credential } as Record<string, string>,
      body,
    });
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      401,
      'text/plain; charset=utf-8',
      'Unauthorized',
    ]);
  });

  it('serves the contract by introspection', async () => {
    await using space = await openSpace();
    const { data } = await space.ask(getIntrospectionQuery());
    const printed = (schema: Parameters<typeof printSchema>[0]) =>
      printSchema(lexicographicSortSchema(schema));
    expect(printed(buildClientSchema(data))).toBe(printed(buildSchema(printSpace())));
  });

  it.each([
    ['a named fragment', 'query { me { ...who } } fragment who on FiberyUser { email }'],
    ['an inline fragment', '{ me { ... on FiberyUser { email } } }'],
    ['a fragment without a type', '{ me { ... @include(if: true) { email } } }'],
    ['a fragment nobody spreads', '{ me { email } } fragment who on FiberyUser { email }'],
    [
      'introspection beside data',
      '{ __schema { ...s } me { email } } fragment s on __Schema { description }',
    ],
  ])('refuses %s', async (_, query) => {
    await using space = await openSpace();
    expect(await space.ask(query)).toEqual({
      errors: [{ message: 'Fragments are not supported in the current implementation' }],
    });
  });

  it('takes the dots of a text for text', async () => {
    await using space = await openSpace();
    const { data } = await space.ask('{ findTasks(name: { is: "fragment ... on" }) { id } }');
    expect(data).toEqual({ findTasks: [] });
  });

  it('says what is wrong with a query as graphql-js does', async () => {
    await using space = await openSpace();
    const { errors } = await space.ask('{ findTask { id } }');
    expect(errors?.[0]?.message).toMatch(
      /^Cannot query field "findTask" on type "Query"\. Did you/,
    );
  });

  it('knows no other space', async () => {
    await using space = await openSpace();
    const answer = await fetch(`${space.standIn.origin}/api/graphql/space/Other`);
    expect(answer.status).toBe(404);
  });
});
