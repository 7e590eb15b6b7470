import { describe, expect, it } from 'vitest';
import { sampleSiteIds } from '../../../sources/fleek/stand-in.ts';
import { startFleek, type TestFleek } from './fleek-client.ts';

const id = sampleSiteIds['acme-www'];
const DEPLOY = `id status startedAt completedAt ipfsHash previewImage totalTime log published
  repository { commit branch message }`;

async function trigger(fleek: TestFleek, commit?: string, siteId: string = id) {
  const query = `mutation ($siteId: ID!, $commit: String) {
    triggerDeploy(siteId: $siteId, commit: $commit) { ${DEPLOY} }
  }`;
  return (await fleek.ask(query, { siteId, commit })).data.triggerDeploy;
}

async function readSite(fleek: TestFleek, siteId: string = id) {
  const query = `query ($siteId: ID!) {
    getSiteById(siteId: $siteId) { updatedAt latestDeploy { ${DEPLOY} } publishedDeploy { ${DEPLOY} } }
  }`;
  return (await fleek.ask(query, { siteId })).data.getSiteById;
}

describe('a triggered deploy', () => {
  it('is in progress, then deployed and published', async () => {
    await using fleek = await startFleek({ deployMs: 4000 });
    const before = await readSite(fleek);
    const started = await trigger(fleek);
    expect(started).toMatchObject({
      status: 'IN_PROGRESS',
      startedAt: '2024-06-01T12:00:00.000Z',
      completedAt: null,
      ipfsHash: null,
      previewImage: null,
      totalTime: null,
      published: false,
    });

    fleek.passTime(3999);
    const during = await readSite(fleek);
    expect(during.latestDeploy).toMatchObject({ id: started.id, status: 'IN_PROGRESS' });
    expect(during.latestDeploy.log.length).toBeGreaterThan(started.log.length);
    expect(during.publishedDeploy).toEqual(before.publishedDeploy);

    fleek.passTime(1);
    const after = await readSite(fleek);
    expect(after.latestDeploy).toMatchObject({
      id: started.id,
      status: 'DEPLOYED',
      completedAt: '2024-06-01T12:00:04.000Z',
      ipfsHash: expect.stringMatching(/^Qm/),
      previewImage: expect.stringMatching(/^https:/),
      totalTime: 4000,
      published: true,
    });
    expect(after.latestDeploy.log.startsWith(during.latestDeploy.log)).toBe(true);
    expect(after.publishedDeploy).toEqual(after.latestDeploy);
  });

  it('takes the head of the branch when the commit is left out, empty or HEAD', async () => {
    await using fleek = await startFleek();
    const head = (await readSite(fleek)).latestDeploy.repository;
    expect(head.branch).toBe('main');
    for (const commit of [undefined, '', 'HEAD']) {
      expect((await trigger(fleek, commit)).repository).toEqual(head);
    }
  });

  it('finds a commit by the start of its hash', async () => {
    await using fleek = await startFleek();
    const head = (await readSite(fleek)).latestDeploy.repository;
    expect((await trigger(fleek, head.commit.slice(0, 7))).repository).toEqual(head);
  });

  it('fails when its commit says so, and leaves the published one', async () => {
    await using fleek = await startFleek();
    const before = await readSite(fleek);
    const started = await trigger(fleek, 'this-will-fail');
    expect(started.status).toBe('IN_PROGRESS');
    fleek.passTime(4000);
    const after = await readSite(fleek);
    expect(after.latestDeploy).toMatchObject({ id: started.id, status: 'FAILED', ipfsHash: null });
    expect(after.latestDeploy.log).toContain('Build failed');
    expect(after.publishedDeploy).toEqual(before.publishedDeploy);
  });

  it('fails when the test says so', async () => {
    await using fleek = await startFleek({ deployFails: () => true });
    await trigger(fleek);
    fleek.passTime(4000);
    expect((await readSite(fleek)).latestDeploy.status).toBe('FAILED');
  });

  it('is not published by a site that does not publish by itself', async () => {
    await using fleek = await startFleek();
    const before = await readSite(fleek);
    await fleek.ask(
      `mutation { editDeploySettings(input: { siteId: "${id}", autoPublishing: false }) { id } }`,
    );
    await trigger(fleek);
    fleek.passTime(4000);
    const after = await readSite(fleek);
    expect(after.latestDeploy).toMatchObject({ status: 'DEPLOYED', published: false });
    expect(after.publishedDeploy).toEqual(before.publishedDeploy);
  });

  it('is gone after a reset', async () => {
    await using fleek = await startFleek();
    const before = await readSite(fleek);
    await trigger(fleek);
    expect(await readSite(fleek)).not.toEqual(before);
    fleek.reset();
    expect(await readSite(fleek)).toEqual(before);
  });
});

describe('a retry', () => {
  const RETRY = `mutation ($siteId: ID!, $deployId: ID!) {
    retryDeploy(siteId: $siteId, deployId: $deployId) { ${DEPLOY} }
  }`;

  it('is a new deploy of the same commit', async () => {
    await using fleek = await startFleek();
    const { data } = await fleek.ask(`{
      getDeploysBySite(siteId: "${id}") { deploys { ${DEPLOY} } }
    }`);
    const failed = data.getDeploysBySite.deploys.find(
      ({ status }: { status: string }) => status === 'FAILED',
    );
    const answer = await fleek.ask(RETRY, { siteId: id, deployId: failed.id });
    const retried = answer.data.retryDeploy;
    expect(retried).toMatchObject({ status: 'IN_PROGRESS', repository: failed.repository });
    expect(retried.id).not.toBe(failed.id);
    fleek.passTime(4000);
    expect((await readSite(fleek)).publishedDeploy.id).toBe(retried.id);
  });

  it('answers null for a deploy that is not of the site, and an error for one that runs', async () => {
    await using fleek = await startFleek();
    const unknown = await fleek.ask(RETRY, { siteId: id, deployId: 'unknown' });
    expect(unknown).toEqual({ status: 200, data: { retryDeploy: null } });
    const { id: deployId } = await trigger(fleek);
    const running = await fleek.ask(RETRY, { siteId: id, deployId });
    expect(running.data).toEqual({ retryDeploy: null });
    expect(running.errors?.[0]?.message).toBe('The deploy is still in progress');
  });
});

describe('a site with an IPFS source', () => {
  const docsId = sampleSiteIds['acme-docs'];
  const cid = 'QmNewFilesOfTheDocumentation';

  it('publishes a new CID with its next deploy, not before', async () => {
    await using fleek = await startFleek();
    const { data } = await fleek.ask(
      `mutation ($input: EditDeploySettings!) {
        editDeploySettings(input: $input) {
          deploySettings { source { ... on IpfsSource { cid } } }
          publishedDeploy { ipfsHash }
        }
      }`,
      { input: { siteId: docsId, ipfsSource: { cid } } },
    );
    expect(data.editDeploySettings.deploySettings.source.cid).toBe(cid);
    expect(data.editDeploySettings.publishedDeploy.ipfsHash).not.toBe(cid);
    await trigger(fleek, undefined, docsId);
    fleek.passTime(4000);
    const { updatedAt, publishedDeploy } = await readSite(fleek, docsId);
    expect(publishedDeploy.ipfsHash).toBe(cid);
    expect(updatedAt).toBe('2024-06-01T12:00:00.000Z');
  });
});

describe('an added site', () => {
  const ADD = `mutation ($input: AddSiteInput!) {
    addSite(input: $input) {
      id slug platform publishedDeploy { id } latestDeploy { id }
      buildSettings { buildCommand environmentVariables { name value } }
    }
  }`;
  const githubSource = { url: 'https://github.com/acme/www', branch: 'next', installationId: '1' };
  const input = { teamId: 'acme', platform: 'ipfs', githubSource };

  it('has no deploy until one is triggered, and a slug of its own', async () => {
    await using fleek = await startFleek();
    const buildSettings = { buildCommand: 'make' };
    const { data } = await fleek.ask(ADD, { input: { ...input, buildSettings } });
    expect(data.addSite).toEqual({
      id: expect.any(String),
      slug: 'acme-www-2',
      platform: 'ipfs',
      publishedDeploy: null,
      latestDeploy: null,
      buildSettings: { buildCommand: 'make', environmentVariables: [] },
    });
    await trigger(fleek, undefined, data.addSite.id);
    fleek.passTime(4000);
    const { publishedDeploy } = await readSite(fleek, data.addSite.id);
    expect(publishedDeploy).toMatchObject({ status: 'DEPLOYED', repository: { branch: 'next' } });
  });

  it('needs one source, and only one', async () => {
    await using fleek = await startFleek();
    const both = await fleek.ask(ADD, { input: { ...input, ipfsSource: { cid: 'x' } } });
    expect(both.errors?.[0]?.message).toBe('Give only one of githubSource and ipfsSource');
    const none = await fleek.ask(ADD, { input: { ...input, githubSource: null } });
    expect(none.errors?.[0]?.message).toBe('Give one of githubSource and ipfsSource');
  });
});

it('purges the cache of a site, and knows a stored file by its path', async () => {
  await using fleek = await startFleek();
  const purge = 'mutation ($input: PurgeCacheInput!) { purgeCache(input: $input) }';
  expect((await fleek.ask(purge, { input: { siteId: id } })).data.purgeCache).toBe(true);
  const file = `query ($key: String!) {
    getStorageObject(bucket: "acme-team-bucket", key: $key) { hash }
  }`;
  const logo = await fleek.ask(file, { key: 'press/logo.svg' });
  expect(logo.data.getStorageObject.hash).toMatch(/^Qm/);
  expect((await fleek.ask(file, { key: 'unknown' })).data.getStorageObject).toBeNull();
});
