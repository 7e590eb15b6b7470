import { expect, it } from 'vitest';
import { sampleSiteIds } from '../../../sources/fleek/stand-in.ts';
import { startFleek, type TestFleek } from './fleek-client.ts';

const DEPLOYS = `query ($id: ID!, $limit: Int, $nextToken: String) {
  getDeploysBySite(siteId: $id, limit: $limit, nextToken: $nextToken) {
    deploys { id startedAt } nextToken
  }
}`;
const id = sampleSiteIds['acme-www'];

async function readPages(fleek: TestFleek, limit?: number, betweenPages = async () => {}) {
  const pages: { id: string; startedAt: string }[][] = [];
  let nextToken: string | null = null;
  do {
    const { data } = await fleek.ask(DEPLOYS, { id, limit, nextToken });
    pages.push(data.getDeploysBySite.deploys);
    nextToken = data.getDeploysBySite.nextToken;
    await betweenPages();
  } while (nextToken !== null);
  return pages;
}

it('pages through all deploys, newest first, without a repeat', async () => {
  await using fleek = await startFleek();
  const pages = await readPages(fleek, 10);
  expect(pages.map(({ length }) => length)).toEqual([10, 10, 8]);
  const deploys = pages.flat();
  expect(new Set(deploys.map((deploy) => deploy.id)).size).toBe(28);
  const times = deploys.map(({ startedAt }) => startedAt);
  expect(times).toEqual(times.toSorted().reverse());
});

it('gives 25 deploys when no limit is asked for, and no token on a page that is exactly the last', async () => {
  await using fleek = await startFleek();
  expect((await readPages(fleek)).map(({ length }) => length)).toEqual([25, 3]);
  expect((await readPages(fleek, 14)).map(({ length }) => length)).toEqual([14, 14]);
});

it('repeats and skips nothing when deploys start between two pages', async () => {
  await using fleek = await startFleek();
  const before = (await readPages(fleek, 100)).flat();
  const trigger = `mutation { triggerDeploy(siteId: "${id}") { id } }`;
  const pages = await readPages(fleek, 5, async () => void (await fleek.ask(trigger)));
  expect(pages.flat()).toEqual(before);
});

it('refuses a token of another list and a limit below 1', async () => {
  await using fleek = await startFleek();
  const sites = await fleek.ask('{ getSitesByTeam(teamId: "acme", limit: 1) { nextToken } }');
  const foreign = await fleek.ask(DEPLOYS, { id, nextToken: sites.data.getSitesByTeam.nextToken });
  expect(foreign).toMatchObject({
    data: { getDeploysBySite: null },
    errors: [{ message: 'Invalid nextToken', path: ['getDeploysBySite'] }],
  });
  const none = await fleek.ask(DEPLOYS, { id, limit: 0 });
  expect(none.errors?.[0]?.message).toBe('limit must be at least 1');
});

it('pages through the sites of a team', async () => {
  await using fleek = await startFleek();
  const query = `query ($nextToken: String) {
    getSitesByTeam(teamId: "acme", limit: 2, nextToken: $nextToken) { sites { slug } nextToken }
  }`;
  const first = (await fleek.ask(query)).data.getSitesByTeam;
  const second = (await fleek.ask(query, { nextToken: first.nextToken })).data.getSitesByTeam;
  expect([...first.sites, ...second.sites].map(({ slug }: { slug: string }) => slug)).toEqual([
    'acme-www',
    'acme-docs',
    'acme-shop',
  ]);
  expect(second.nextToken).toBeNull();
});

it('serves as many deploys as asked for, with the newest unchanged', async () => {
  await using small = await startFleek();
  await using large = await startFleek({ extraDeploys: 1000 });
  const pages = await readPages(large, 10_000);
  expect(pages.map(({ length }) => length)).toEqual([1028]);
  expect(pages.flat().slice(0, 28)).toEqual((await readPages(small, 28)).flat());
});
