import { readFileSync } from 'node:fs';
import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { expect, it } from 'vitest';
import { createTestGateway, sandboxHeaders, type TestGateway } from '../test-gateway.ts';

const dashboard = gql(readFileSync('examples/queries/1-three-sources.graphql', 'utf8'));

/** Apollo Client as an application sets it up, noting the status of each response. */
function createClient(gateway: TestGateway, headers: Record<string, string> = sandboxHeaders) {
  const statuses: number[] = [];
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: new HttpLink({
      uri: `${gateway.url}/graphql`,
      headers,
      async fetch(input, init) {
        const response = await fetch(input, init);
        statuses.push(response.status);
        return response;
      },
    }),
  });
  return { client, statuses };
}

it('runs the three-source query and reads it again from its cache', async () => {
  await using gateway = await createTestGateway();
  const { client, statuses } = createClient(gateway);
  const first = await client.query({ query: dashboard });
  expect(first.error).toBeUndefined();
  expect(first.data).toMatchObject({
    getSiteBySlug: { __typename: 'FleekSite', name: 'acme-www' },
    listBlogpost: { __typename: 'FlotiqBlogpostList' },
    findTasks: expect.arrayContaining([
      expect.objectContaining({ __typename: 'FiberyDeliveryTask' }),
    ]),
  });
  const again = await client.query({ query: dashboard });
  expect(again.data).toEqual(first.data);
  expect(statuses).toEqual([200]);
});

it.each(['fleek', 'fibery', 'flotiq'] as const)(
  'keeps the data of the others when %s is down, and says whose it lacks and why',
  async (down) => {
    await using gateway = await createTestGateway({
      env: { [`${down.toUpperCase()}_RETRIES`]: '0' },
    });
    gateway[down].faults.add({ kind: 'reset' });
    const { client, statuses } = createClient(gateway);
    const { data, error } = await client.query({ query: dashboard, errorPolicy: 'all' });
    expect(statuses).toEqual([200]);
    const fields = { fleek: 'getSiteBySlug', fibery: 'findTasks', flotiq: 'listBlogpost' };
    for (const [source, field] of Object.entries(fields)) {
      const value = (data as Record<string, unknown>)[field];
      if (source === down) expect(value).toBeNull();
      else expect(value).not.toBeNull();
    }
    if (!CombinedGraphQLErrors.is(error)) expect.fail(`${error} is no GraphQL error`);
    expect(error.errors.map(({ path, extensions }) => ({ path, extensions }))).toEqual([
      {
        path: [fields[down]],
        extensions: expect.objectContaining({ code: 'SOURCE_UNREACHABLE', source: down }),
      },
    ]);
    expect(gateway[down].faults.remaining).toBe(0);
  },
);

it('names the header to send when a credential is missing, and still shows the other sources', async () => {
  await using gateway = await createTestGateway();
  const { 'x-fibery-token': _, ...headers } = sandboxHeaders;
  const { client, statuses } = createClient(gateway, headers);
  const { data, error } = await client.query({ query: dashboard, errorPolicy: 'all' });
  expect(statuses).toEqual([200]);
  expect(data).toMatchObject({ getSiteBySlug: { name: 'acme-www' }, findTasks: null });
  if (!CombinedGraphQLErrors.is(error)) expect.fail(`${error} is no GraphQL error`);
  expect(error.errors[0]?.extensions).toMatchObject({
    code: 'CREDENTIAL_MISSING',
    source: 'fibery',
  });
  expect(error.errors[0]?.message).toContain('x-fibery-token');
  expect(gateway.fibery.calls).toEqual([]);
});
