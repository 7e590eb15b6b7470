import { Client, cacheExchange, fetchExchange, gql } from '@urql/core';
import { ClientError, GraphQLClient } from 'graphql-request';
import { describe, expect, it } from 'vitest';
import { SavePostDocument, SiteDocument } from '../../examples/dashboard/src/graph/operations.ts';
import { createTestGateway, sandboxHeaders } from '../test-gateway.ts';

const variables = { slug: 'acme-www' };
const rename = { id: 'blogpost-2', input: { title: 'Anvils' } };

describe('urql', () => {
  const open = (url: string, preferGetMethod = false) =>
    new Client({
      url: `${url}/graphql`,
      exchanges: [cacheExchange, fetchExchange],
      fetchOptions: { headers: { ...sandboxHeaders, 'x-trefoil-csrf': '1' } },
      preferGetMethod,
    });

  it('reads three sources, writes, and reads what was written', async () => {
    await using gateway = await createTestGateway();
    const client = open(gateway.url);
    const first = await client.query(SiteDocument, variables);
    expect(first.error).toBeUndefined();
    expect(first.data?.findReleases?.length).toBeGreaterThan(0);
    expect((await client.query(SiteDocument, variables)).operation.context.meta).toMatchObject({
      cacheOutcome: 'hit',
    });
    const written = await client.mutation(SavePostDocument, rename);
    expect(written.data?.patchBlogpost?.title).toBe('Anvils');
    // Its cache forgets every answer that holds an object of a type that a mutation answered.
    const again = await client.query(SiteDocument, variables);
    expect(again.data?.listBlogpost?.items.map(({ title }) => title)).toContain('Anvils');
  });

  it('gets data and error together, over GET too', async () => {
    await using gateway = await createTestGateway({ env: { FIBERY_RETRIES: '0' } });
    gateway.fibery.faults.add({ kind: 'reset' });
    const { data, error } = await open(gateway.url, true).query(SiteDocument, variables);
    expect(data?.getSiteBySlug?.slug).toBe('acme-www');
    expect(data?.findReleases).toBeNull();
    expect(error?.graphQLErrors[0]?.extensions).toMatchObject({
      code: 'SOURCE_UNREACHABLE',
      source: 'fibery',
    });
    expect(error?.networkError).toBeUndefined();
  });

  it('is told what is wrong with a document', async () => {
    await using gateway = await createTestGateway();
    const { error } = await open(gateway.url).query(
      gql`
        {
          nothing
        }
      `,
      {},
    );
    expect(error?.graphQLErrors[0]?.extensions['code']).toBe('GRAPHQL_VALIDATION_FAILED');
  });
});

describe('graphql-request', () => {
  it('reads three sources and writes, with typed documents', async () => {
    await using gateway = await createTestGateway();
    const client = new GraphQLClient(`${gateway.url}/graphql`, { headers: sandboxHeaders });
    const data = await client.request(SiteDocument, variables);
    expect(data.getSiteBySlug?.slug).toBe('acme-www');
    const written = await client.request(SavePostDocument, rename);
    expect(written.patchBlogpost?.title).toBe('Anvils');
  });

  it('throws what it got, or hands both out where it is told to', async () => {
    await using gateway = await createTestGateway({ env: { FLOTIQ_RETRIES: '0' } });
    gateway.flotiq.faults.add({ kind: 'status', status: 503 });
    const options = { headers: sandboxHeaders };
    const strict = new GraphQLClient(`${gateway.url}/graphql`, options);
    const failed = await strict.request(SiteDocument, variables).catch((error: unknown) => error);
    if (!(failed instanceof ClientError)) expect.fail(`${failed} is no ClientError`);
    expect(failed.response.status).toBe(200);
    expect(failed.response.errors?.[0]?.extensions?.['source']).toBe('flotiq');
    gateway.flotiq.faults.add({ kind: 'status', status: 503 });
    const lenient = new GraphQLClient(`${gateway.url}/graphql`, { ...options, errorPolicy: 'all' });
    const { data, errors } = await lenient.rawRequest<{ getSiteBySlug: unknown }>(
      'query ($slug: String!) { getSiteBySlug(slug: $slug) { name } listBlogpost { totalCount } }',
      variables,
    );
    expect(data.getSiteBySlug).toEqual({ name: 'acme-www' });
    expect(errors).toHaveLength(1);
  });

  it('sends several operations in one request, up to the limit', async () => {
    await using gateway = await createTestGateway({ env: { TREFOIL_MAX_BATCH: '2' } });
    const client = new GraphQLClient(`${gateway.url}/graphql`, { headers: sandboxHeaders });
    const document = 'query ($slug: String!) { getSiteBySlug(slug: $slug) { slug } }';
    const two = [
      { document, variables },
      { document, variables: { slug: 'acme-docs' } },
    ];
    const answers = await client.batchRequests(two);
    expect(answers.map(({ data }) => data)).toEqual([
      { getSiteBySlug: { slug: 'acme-www' } },
      { getSiteBySlug: { slug: 'acme-docs' } },
    ]);
    const three = client.batchRequests([...two, ...two.slice(1)]);
    await expect(three).rejects.toThrow(/LIMIT_BATCH|limit for batch is 2/);
  });
});
