import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CombinedGraphQLErrors,
  gql,
  type ApolloClient,
  type ObservableQuery,
  type OperationVariables,
} from '@apollo/client';
import { getOperationAST, print, type DocumentNode } from 'graphql';
import { afterEach, describe, expect, it } from 'vitest';
import { createClient } from '../../examples/dashboard/src/client.ts';
import * as operations from '../../examples/dashboard/src/graph/operations.ts';
import {
  DeployStatusDocument,
  DeploysDocument,
  MorePostsDocument,
  PostDocument,
  SavePostDocument,
  SiteDocument,
  SitesDocument,
  TriggerDeployDocument,
} from '../../examples/dashboard/src/graph/operations.ts';
import documentIds from '../../examples/dashboard/src/graph/document-ids.json' with { type: 'json' };
import { digest } from '../../src/server/trusted-documents.ts';
import { createTestGateway, sandboxHeaders, type TestGateway } from '../test-gateway.ts';

const manifest = 'examples/dashboard/documents.json';
const onlyTrusted = { TREFOIL_DOCUMENTS: manifest, TREFOIL_DOCUMENTS_MODE: 'only' };

const documents: DocumentNode[] = Object.values(operations);

/** Of the client's requests, in order: `GET 200 Site`. */
let requests: string[];
const realFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = realFetch;
});

function connect(gateway: TestGateway, onError?: (error: unknown) => void): ApolloClient {
  requests = [];
  globalThis.fetch = async (input, init) => {
    const response = await realFetch(input, init);
    const url = new URL(String(input));
    const body = init?.body ? JSON.parse(String(init.body)) : {};
    const name = url.searchParams.get('operationName') ?? body.operationName;
    requests.push(`${init?.method ?? 'GET'} ${response.status} ${name}`);
    return response;
  };
  return createClient({
    uri: `${gateway.url}/graphql`,
    readHeaders: () => sandboxHeaders,
    ...(onError && { onError }),
  });
}

describe('Apollo Client 4 with the links of the dashboard', () => {
  it('reads by hash with GET, one request for three sources, and once', async () => {
    await using gateway = await createTestGateway({ env: onlyTrusted });
    const client = connect(gateway);
    const variables = { slug: 'acme-www' };
    const { data, error } = await client.query({ query: SiteDocument, variables });
    expect(error).toBeUndefined();
    expect(data?.getSiteBySlug?.slug).toBe('acme-www');
    expect(data?.listBlogpost?.totalCount).toBeGreaterThan(3);
    expect(data?.findReleases?.length).toBeGreaterThan(0);
    await client.query({ query: SiteDocument, variables });
    expect(requests).toEqual(['GET 200 Site']);
  });

  it('shows a mutation wherever its object is shown, without asking again', async () => {
    await using gateway = await createTestGateway({ env: onlyTrusted });
    const client = connect(gateway);
    const list = { query: SiteDocument, variables: { slug: 'acme-www' } };
    const post = { query: PostDocument, variables: { id: 'blogpost-3' } };
    await client.query(list);
    await client.query(post);
    await client.mutate({
      mutation: SavePostDocument,
      variables: { id: 'blogpost-3', input: { title: 'Meet the crew' } },
    });
    const titles = client.readQuery(list)?.listBlogpost?.items.map(({ title }) => title);
    expect(titles).toContain('Meet the crew');
    expect(client.readQuery(post)?.getBlogpost?.title).toBe('Meet the crew');
    expect(requests).toEqual(['GET 200 Site', 'GET 200 Post', 'POST 200 SavePost']);
  });

  it('makes one list of pages, each object once, by number and by token, also after a page that failed', async () => {
    const noRetries = { FLEEK_RETRIES: '0', FLOTIQ_RETRIES: '0' };
    await using gateway = await createTestGateway({ env: { ...onlyTrusted, ...noRetries } });
    const client = connect(gateway);
    const slug = 'acme-www';
    const page = client.watchQuery({ query: SiteDocument, variables: { slug } });
    const site = await loaded(page);
    const readPosts = () => client.readQuery({ query: SiteDocument, variables: { slug } });
    const morePosts = () =>
      page.fetchMore({
        query: MorePostsDocument,
        variables: { slug, page: 2 },
        errorPolicy: 'all',
      });
    gateway.flotiq.faults.add({ kind: 'status', status: 503 });
    expect((await morePosts()).error).toBeDefined();
    expect(readPosts()?.listBlogpost?.items).toHaveLength(3);
    await morePosts();
    const posts = readPosts()?.listBlogpost;
    expect(new Set(posts?.items.map(({ id }) => id)).size).toBe(posts?.totalCount);

    const siteId = site.getSiteBySlug!.id;
    const deploys = client.watchQuery({ query: DeploysDocument, variables: { siteId } });
    const nextToken = (await loaded(deploys)).getDeploysBySite?.nextToken;
    const readDeploys = () => client.readQuery({ query: DeploysDocument, variables: { siteId } });
    const older = () => deploys.fetchMore({ variables: { nextToken }, errorPolicy: 'all' });
    gateway.fleek.faults.add({ kind: 'status', status: 503 });
    expect((await older()).error).toBeDefined();
    expect(readDeploys()?.getDeploysBySite?.deploys).toHaveLength(6);
    await older();
    const both = readDeploys()?.getDeploysBySite?.deploys;
    expect(new Set(both?.map(({ id }) => id)).size).toBe(12);
  });

  it.each(['fleek', 'fibery', 'flotiq'] as const)(
    'gets what the others know when %s is down, with HTTP 200, and says whose is missing',
    async (source) => {
      await using gateway = await createTestGateway({
        env: { ...onlyTrusted, [`${source.toUpperCase()}_RETRIES`]: '0' },
      });
      gateway[source].faults.add({ kind: 'status', status: 503 });
      const seen: unknown[] = [];
      const client = connect(gateway, (error) => void seen.push(error));
      const variables = { slug: 'acme-www' };
      const query = { query: SiteDocument, variables, errorPolicy: 'all' as const };
      const { data, error } = await client.query(query);
      expect(requests).toEqual(['GET 200 Site']);
      const fields = { fleek: 'getSiteBySlug', fibery: 'findReleases', flotiq: 'listBlogpost' };
      for (const [name, field] of Object.entries(fields)) {
        const value = data?.[field as keyof typeof data];
        if (name === source) expect(value).toBeNull();
        else expect(value).toBeTruthy();
      }
      if (!CombinedGraphQLErrors.is(error)) expect.fail(`${error} is no GraphQL error`);
      expect(error.errors[0]?.extensions).toMatchObject({ code: 'SOURCE_UNAVAILABLE', source });
      expect(seen).toEqual([expect.objectContaining({ errors: error.errors })]);
      const again = await client.query({ ...query, fetchPolicy: 'network-only' });
      expect(again.error).toBeUndefined();
    },
  );

  it('follows a deploy by its events, which change the deploy in the cache', async () => {
    await using gateway = await createTestGateway({
      env: onlyTrusted,
      fleek: { deployMs: 300 },
    });
    const client = connect(gateway);
    const sites = await client.query({ query: SitesDocument, variables: { teamId: 'acme' } });
    const siteId = sites.data!.getSitesByTeam!.sites[0]!.id;
    const started = await client.mutate({
      mutation: TriggerDeployDocument,
      variables: { siteId },
    });
    const deploy = started.data!.triggerDeploy!;
    expect(deploy.status).toBe('IN_PROGRESS');
    const statuses: unknown[] = [];
    await new Promise<void>((resolve, reject) => {
      client
        .subscribe({ query: DeployStatusDocument, variables: { siteId, deployId: deploy.id } })
        .subscribe({
          next: ({ data }) => statuses.push(data?.deployStatus?.status),
          error: reject,
          complete: resolve,
        });
    });
    expect(statuses).toEqual(['IN_PROGRESS', 'DEPLOYED']);
    const id = client.cache.identify({ __typename: 'FleekDeploy', id: deploy.id })!;
    const fragment = gql`
      fragment Status on FleekDeploy {
        status
      }
    `;
    expect(client.cache.readFragment({ id, fragment })).toMatchObject({ status: 'DEPLOYED' });
  });

  it('asks three times again when the gateway does not answer, and never for a mutation', async () => {
    await using gateway = await createTestGateway({ env: onlyTrusted });
    const client = connect(gateway);
    const through = globalThis.fetch;
    let lost = 2;
    const calls: string[] = [];
    globalThis.fetch = async (input, init) => {
      calls.push(String(init?.method));
      if (lost > 0) {
        lost -= 1;
        throw new TypeError('fetch failed');
      }
      return through(input, init);
    };
    const { data } = await client.query({ query: SitesDocument, variables: { teamId: 'acme' } });
    expect(data?.getSitesByTeam?.sites).toHaveLength(3);
    expect(calls).toEqual(['GET', 'GET', 'GET']);
    lost = 1;
    const input = { title: 'Lost' };
    const saving = client.mutate({ mutation: SavePostDocument, variables: { id: 'x', input } });
    await expect(saving).rejects.toThrow('fetch failed');
    expect(calls.slice(3)).toEqual(['POST']);
  });
});

describe('documents', () => {
  it('of the manifest have the very text that the client sends', () => {
    const uri = 'http://127.0.0.1:9/graphql';
    const { cache } = createClient({ uri, readHeaders: () => ({}) });
    const { operations: listed } = JSON.parse(readFileSync(manifest, 'utf8')) as {
      operations: { id: string; name: string; body: string }[];
    };
    expect(Object.fromEntries(listed.map(({ name, id }) => [name, id]))).toEqual(documentIds);
    for (const { name, id, body } of listed) {
      const document = documents.find((each) => getOperationAST(each)?.name?.value === name)!;
      expect(print(cache.transformDocument(document)), name).toBe(body);
      expect(digest(body)).toBe(id);
    }
  });

  it('that no manifest holds are refused with a clear error, and the text is not asked for', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'trefoil-manifest-'));
    const file = join(folder, 'documents.json');
    await writeFile(file, JSON.stringify({ other: 'query Other { me { id } }' }));
    const env = { ...onlyTrusted, TREFOIL_DOCUMENTS: file };
    await using gateway = await createTestGateway({ env });
    await rm(folder, { recursive: true });
    const client = connect(gateway);
    const { error } = await client.query({
      query: SitesDocument,
      variables: { teamId: 'acme' },
      errorPolicy: 'all',
    });
    expect(requests).toHaveLength(1);
    expect(String(error)).toContain('extract the documents of this release');
    if (CombinedGraphQLErrors.is(error)) {
      expect(error.errors[0]?.extensions).toMatchObject({ code: 'OPERATION_UNKNOWN' });
    }
    expect(gateway.fleek.calls).toEqual([]);
  });

  it('are sent once in full where the gateway has no manifest, and by hash from then on', async () => {
    await using gateway = await createTestGateway();
    const client = connect(gateway);
    const query = { query: SitesDocument, variables: { teamId: 'acme' } };
    const options = { ...query, fetchPolicy: 'network-only' as const };
    expect((await client.query(options)).data?.getSitesByTeam?.sites).toHaveLength(3);
    await client.query(options);
    expect(requests).toEqual(['GET 200 Sites', 'POST 200 Sites', 'GET 200 Sites']);
  });

  it('asked for by hash may be kept by the caller, who asks whether they still hold', async () => {
    await using gateway = await createTestGateway({ env: onlyTrusted });
    const url = new URL(`${gateway.url}/graphql`);
    url.searchParams.set('documentId', `sha256:${documentIds.Sites}`);
    url.searchParams.set('variables', '{"teamId":"acme"}');
    const ask = (headers: Record<string, string>) => fetch(url, { headers });
    const first = await ask({ ...sandboxHeaders, 'x-trefoil-csrf': '1' });
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    expect(first.headers.get('vary')).toContain('x-fleek-key');
    const etag = first.headers.get('etag')!;
    const again = await ask({ ...sandboxHeaders, 'if-none-match': etag });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
    const stranger = await ask({ 'if-none-match': etag, 'x-fleek-key': 'sandbox-globex-key===' });
    expect(stranger.status).toBe(200);
    expect(stranger.headers.get('etag')).not.toBe(etag);
  });

  it('that lack something of what was asked are kept by nobody', async () => {
    await using gateway = await createTestGateway({ env: onlyTrusted });
    const response = await fetch(
      `${gateway.url}/graphql?documentId=${documentIds.Sites}&variables={"teamId":"acme"}`,
      { headers: { 'x-fleek-key': sandboxHeaders['x-fleek-key'] } },
    );
    expect(await response.json()).toHaveProperty('errors');
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    expect(response.headers.get('etag')).toBeNull();
  });
});

/** The first whole answer of a query that is watched. */
function loaded<T, V extends OperationVariables>(query: ObservableQuery<T, V>): Promise<T> {
  return new Promise((resolve, reject) => {
    query.subscribe({
      next: ({ data, dataState }) => dataState === 'complete' && resolve(data as T),
      error: reject,
    });
  });
}
