import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestGateway, type TestGateway } from '../test-gateway.ts';
import { codesOf, post } from './requests.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await createTestGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** Written by hand: `JSON.stringify` leaves `__proto__` out. */
const ask = (query: string, variables = '{}', more = '') =>
  post(gateway.url, `{"query":${JSON.stringify(query)},"variables":${variables}${more}}`);

const names = ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString'];

it.each(names)(
  'an alias called %s is an alias, at the root and inside every source',
  async (name) => {
    const { text } = await ask(`{
    ${name}: __typename
    getSiteBySlug(slug: "acme-www") { ${name}: name }
    listBlogpost(limit: 1) { ${name}: count items { ${name}: id } }
    findTasks(limit: 1) { ${name}: name }
  }`);
    expect(JSON.parse(text).errors).toBeUndefined();
    expect(text.split(`"${name}":`)).toHaveLength(6);
    expect(text).toContain(`"${name}":"Query"`);
    expect(text).toContain(`"${name}":"acme-www"`);
  },
);

it.each(names)('a variable called %s is a variable', async (name) => {
  const query = `query ($${name}: String!) { getSiteBySlug(slug: $${name}) { name } }`;
  const { body } = await ask(query, `{"${name}":"acme-www"}`);
  expect(body.data).toEqual({ getSiteBySlug: { name: 'acme-www' } });
});

it.each(names)(
  '%s as operation name, fragment, directive and type finds nothing that is not there',
  async (name) => {
    const unknown = await ask('query a { __typename }', '{}', `,"operationName":"${name}"`);
    expect(codesOf(unknown.body)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    const known = await ask(`query ${name} { __typename }`, '{}', `,"operationName":"${name}"`);
    expect(known.body.data).toEqual({ __typename: 'Query' });
    const fragment = await ask(`{ ...${name} } fragment ${name} on Query { __typename }`);
    expect(fragment.body.data).toEqual({ __typename: 'Query' });
    for (const query of [`{ ${name} }`, `{ __typename @${name} }`, `{ ... on ${name} { x } }`]) {
      expect(codesOf((await ask(query)).body)).toContain('GRAPHQL_VALIDATION_FAILED');
    }
  },
);

it.each(names)('%s as a key of variables and inputs pollutes nothing', async (name) => {
  const where = 'query ($w: FlotiqBlogpostWhere) { listBlogpost(where: $w) { count } }';
  const refused = await ask(where, `{"w":{"${name}":{"polluted":true}}}`);
  expect(codesOf(refused.body)).toEqual(['BAD_USER_INPUT']);
  const json = 'query ($f: FlotiqJSON) { search(q: "a", filters: $f) { totalCount } }';
  await ask(json, `{"f":{"${name}":{"polluted":true,"prototype":{"polluted":true}}}}`);
  await ask('{ __typename }', `{"${name}":{"polluted":true}}`);
  await ask('{ __typename }', '{}', `,"${name}":{"polluted":true},"extensions":{"${name}":1}`);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect((await ask('{ __typename }')).body.data).toEqual({ __typename: 'Query' });
});
