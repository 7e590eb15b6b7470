import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { otherTeamKey, sampleSiteIds, sandboxKey } from '../../../sources/fleek/stand-in.ts';
import { startFleek } from './fleek-client.ts';

const DESCRIPTION = '{ getSiteBySlug(slug: "acme-www") { description } }';

describe('a key', () => {
  it.each([
    ['missing', null],
    ['unknown', 'not-a-key'],
    ['preceded by Bearer', `Bearer ${sandboxKey}`],
    ['preceded by Token', `Token ${sandboxKey}`],
  ])('is refused when %s', async (_, authorization) => {
    await using fleek = await startFleek();
    expect(await fleek.ask(DESCRIPTION, {}, authorization)).toEqual({
      status: 401,
      errors: [{ message: 'Unauthorized' }],
    });
  });

  it('opens the sites of its own team and no others', async () => {
    await using fleek = await startFleek();
    const query = `query ($id: ID!) {
      getSiteById(siteId: $id) { slug }
      getSiteBySlug(slug: "globex-www") { slug }
      getSitesByTeam(teamId: "globex") { sites { slug } }
      getDeploysBySite(siteId: $id) { nextToken }
    }`;
    const variables = { id: sampleSiteIds['globex-www'] };
    const own = await fleek.ask(query, variables, otherTeamKey);
    expect(own.data).toEqual({
      getSiteById: { slug: 'globex-www' },
      getSiteBySlug: { slug: 'globex-www' },
      getSitesByTeam: { sites: [{ slug: 'globex-www' }] },
      getDeploysBySite: { nextToken: null },
    });
    const others = await fleek.ask(query, variables);
    expect(others).toEqual({
      status: 200,
      data: {
        getSiteById: null,
        getSiteBySlug: null,
        getSitesByTeam: null,
        getDeploysBySite: null,
      },
    });
  });

  it("changes nothing of another team's sites", async () => {
    await using fleek = await startFleek();
    const { data } = await fleek.ask(
      `mutation ($id: ID!, $site: String!) {
        triggerDeploy(siteId: $id) { id }
        retryDeploy(siteId: $id, deployId: "any") { id }
        purgeCache(input: { siteId: $site })
        addSite(input: { teamId: "globex", platform: ipfs, ipfsSource: { cid: "x" } }) { id }
        editDeploySettings(input: { siteId: $id, autoPublishing: false }) { id }
      }`,
      { id: sampleSiteIds['globex-www'], site: sampleSiteIds['globex-www'] },
    );
    expect(data).toEqual({
      triggerDeploy: null,
      retryDeploy: null,
      purgeCache: false,
      addSite: null,
      editDeploySettings: null,
    });
  });
});

describe('when any credential is accepted', () => {
  const markerOf = (key: string) =>
    `seen:${createHash('sha256').update(key).digest('hex').slice(0, 12)}`;

  it('marks every answer with the key it was given for', async () => {
    await using fleek = await startFleek({ acceptAnyCredential: true });
    const keys = ['ada-key===', 'bob-key==='];
    const answers = await Promise.all(keys.map((key) => fleek.ask(DESCRIPTION, {}, key)));
    expect(answers.map(({ data }) => data.getSiteBySlug.description)).toEqual(keys.map(markerOf));
  });

  it('gives each key its own data to change', async () => {
    await using fleek = await startFleek({ acceptAnyCredential: true });
    const trigger = `mutation { triggerDeploy(siteId: "${sampleSiteIds['acme-www']}") { id } }`;
    const latest = '{ getSiteBySlug(slug: "acme-www") { latestDeploy { status } } }';
    await fleek.ask(trigger, {}, 'ada-key===');
    const ada = await fleek.ask(latest, {}, 'ada-key===');
    const bob = await fleek.ask(latest, {}, 'bob-key===');
    expect(ada.data.getSiteBySlug.latestDeploy.status).toBe('IN_PROGRESS');
    expect(bob.data.getSiteBySlug.latestDeploy.status).toBe('DEPLOYED');
  });

  it.each([null, 'Bearer ada-key===', 'two words'])('still refuses %s', async (authorization) => {
    await using fleek = await startFleek({ acceptAnyCredential: true });
    expect((await fleek.ask(DESCRIPTION, {}, authorization)).status).toBe(401);
  });
});
