import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { expect, it } from 'vitest';
import { sampleSiteIds, sandboxKey } from '../../../sources/fleek/stand-in.ts';
import { startFleek } from './fleek-client.ts';

it('answers the guide: which type is at the root', async () => {
  await using fleek = await startFleek();
  expect(await fleek.ask('{ __typename }')).toEqual({ status: 200, data: { __typename: 'Query' } });
});

it('answers the guide: details of a site and its published deploy', async () => {
  await using fleek = await startFleek();
  const { data } = await fleek.ask(`query {
    getSiteBySlug(slug: "acme-www") {
      id name platform
      publishedDeploy { id status ipfsHash log completedAt }
      team { id name }
    }
  }`);
  expect(data.getSiteBySlug).toEqual({
    id: sampleSiteIds['acme-www'],
    name: 'acme-www',
    platform: 'ipfs',
    publishedDeploy: {
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      status: 'DEPLOYED',
      ipfsHash: expect.stringMatching(/^Qm[1-9A-HJ-NP-Za-km-z]{44}$/),
      log: expect.stringContaining('Deploy complete'),
      completedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    },
    team: { id: 'acme', name: 'Acme' },
  });
});

it('answers the guide: trigger a deploy, then read the status of the latest one', async () => {
  await using fleek = await startFleek();
  const siteId = sampleSiteIds['acme-www'];
  const triggered = await fleek.ask(
    `mutation { triggerDeploy(siteId: "${siteId}", commit: "") { id status } }`,
  );
  const started = triggered.data.triggerDeploy;
  expect(started.status).toBe('IN_PROGRESS');
  const { data } = await fleek.ask(
    `query { getSiteById(siteId: "${siteId}") { id latestDeploy { id status } } }`,
  );
  expect(data.getSiteById).toEqual({ id: siteId, latestDeploy: started });
});

it('answers a GET, and a POST whose body does not say that it is JSON', async () => {
  await using fleek = await startFleek();
  const query = '{ getSiteBySlug(slug: "acme-docs") { slug } }';
  const headers = { authorization: sandboxKey };
  const url = `${fleek.origin}/graphql`;
  const answers = await Promise.all([
    fetch(`${url}?${new URLSearchParams({ query })}`, { headers }),
    fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) }),
  ]);
  for (const answer of answers) {
    expect(await answer.json()).toEqual({ data: { getSiteBySlug: { slug: 'acme-docs' } } });
  }
});

it('answers no other path', async () => {
  await using fleek = await startFleek();
  const answer = await fetch(`${fleek.origin}/`, { headers: { authorization: sandboxKey } });
  expect(answer.status).toBe(404);
});

it('refuses what is not in the contract with a GraphQL error', async () => {
  await using fleek = await startFleek();
  const answer = await fleek.ask('{ getSitesByTeamId(teamId: "acme") { nextToken } }');
  expect(answer.status).toBe(400);
  expect(answer.errors?.[0]?.message).toContain('Cannot query field "getSitesByTeamId"');
});

it('fills every field that the contract promises, for every site of the sandbox', async () => {
  await using fleek = await startFleek();
  const { data, errors } = await fleek.ask(`{
    getSitesByTeam(teamId: "acme") {
      sites {
        id createdBy createdAt updatedAt teamId name description slug dfinityCanisterId
        buildSettings {
          buildCommand baseDirectoryPath publishDirectoryPath dockerImage
          environmentVariables { name value }
        }
        deploySettings {
          autoPublishing prDeployPreviews dfinityUseProxy
          source { __typename ... on Repository { type url branch } ... on IpfsSource { cid } }
        }
        publishedDeploy { published }
        latestDeploy {
          id startedAt completedAt status ipfsHash previewImage totalTime log published autoPublish
          repository { commit branch owner name message }
        }
      }
    }
  }`);
  expect(errors).toBeUndefined();
  const [www, docs, shop] = data.getSitesByTeam.sites;
  expect(www).toMatchObject({
    slug: 'acme-www',
    deploySettings: {
      source: { type: 'GITHUB', url: 'https://github.com/acme/www', branch: 'main' },
    },
    publishedDeploy: { published: true },
    latestDeploy: {
      repository: { commit: expect.stringMatching(/^[0-9a-f]{40}$/), owner: 'acme', name: 'www' },
    },
  });
  expect(docs.deploySettings.source.__typename).toBe('IpfsSource');
  expect(docs.latestDeploy.ipfsHash).toBe(docs.deploySettings.source.cid);
  expect(docs.latestDeploy.repository.commit).toBeNull();
  expect(docs.buildSettings.environmentVariables).toEqual([]);
  expect(shop).toMatchObject({ publishedDeploy: null, latestDeploy: { status: 'FAILED' } });
});

it('describes every operation of the contract and every siteId it takes', () => {
  const path = new URL('../../../sources/fleek/schema.graphql', import.meta.url);
  const schema = buildSchema(readFileSync(path, 'utf8'));
  const fields = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
    Object.values(type?.getFields() ?? {}),
  );
  expect(fields).toHaveLength(10);
  for (const field of fields) {
    expect(field.description, field.name).toBeTruthy();
    for (const arg of field.args.filter(({ name }) => name !== 'input')) {
      expect(arg.description, `${field.name}(${arg.name})`).toBeTruthy();
    }
  }
});
