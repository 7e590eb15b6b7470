import { inject, expect, it } from 'vitest';
import { sources } from '../../sources/index.ts';
import { readArtifacts } from '../../src/artifacts.ts';
import { createExplainer } from '../../src/explainer.ts';
import { NotPlanned } from '../../src/plan/compile.ts';
import { explainNotPlanned } from '../../src/plan/explain.ts';
import type { ExplainedFetch } from '../../src/plan/explained.ts';
import { printPlan } from '../../src/plan/print-plan.ts';

const explain = async (text: string) =>
  createExplainer(await readArtifacts(inject('artifacts')), sources)(text);

const outline = (fetches: readonly ExplainedFetch[]): unknown[] =>
  fetches.map(({ stage, source, fills, links = [] }) => [
    `${stage} ${source} -> ${fills.join()}`,
    ...outline(links),
  ]);

it('says what is asked at once, and below it what a link has to wait for', async () => {
  const { fetches } = await explain(`{
    getSiteBySlug(slug: "acme-www") { posts { title site { name } } }
    me { email }
  }`);
  expect(outline(fetches)).toEqual([
    [
      '1 fleek -> getSiteBySlug',
      ['2 flotiq -> getSiteBySlug.posts', ['3 fleek -> getSiteBySlug.posts.site']],
    ],
    ['1 fibery -> me'],
  ]);
  expect(fetches[0]!.links![0]!.by).toBe('listBlogpost where siteSlug is slug');
});

it('shows the request of a source with the key of a link that was not asked for', async () => {
  const { fetches } = await explain('{ getSiteBySlug(slug: "a") { posts { title } } }');
  expect(fetches[0]!.sends).toBe('{ getSiteBySlug(slug: "a") { _slug: slug } }');
});

it('shows the request of a link with the client’s arguments and the place of the keys', async () => {
  const { fetches } = await explain('{ getSiteBySlug(slug: "a") { releases(limit: 2) { name } } }');
  expect(fetches[0]!.links![0]!.sends).toBe(
    '{ findReleases(limit: 2, siteSlug: { in: $keys }) { name _siteSlug: siteSlug } }',
  );
});

it('shows the fields of a mutation one after another, each with what it leads to', async () => {
  const { fetches } = await explain(`mutation {
    updateBlogpost(id: "a", input: { title: "x" }) { site { name } }
    createTag(input: { name: "y" }) { id }
  }`);
  expect(outline(fetches)).toEqual([
    ['1 flotiq -> updateBlogpost', ['2 fleek -> updateBlogpost.site']],
    ['3 flotiq -> createTag'],
  ]);
});

it('explains what the gateway answers by itself', async () => {
  const { fetches } = await explain('mutation { deployAndWait(siteId: "a") { __typename } }');
  expect(fetches).toEqual([{ stage: 1, sends: 'deployAndWait', fills: ['deployAndWait'] }]);
});

it('prints a plan as a tree', async () => {
  const text = '{ getSiteBySlug(slug: "a") { name posts { id } releases { name } } me { email } }';
  expect(printPlan(await explain(text)).split('\n')).toEqual([
    '2 stages: each begins when the one before has ended',
    '1. fleek -> getSiteBySlug',
    '│    sends { getSiteBySlug(slug: "a") { name _slug: slug } }',
    '├─ 2. flotiq -> getSiteBySlug.posts',
    '│       by    listBlogpost where siteSlug is slug',
    '│       sends GET /api/v1/content/blogpost',
    '└─ 2. fibery -> getSiteBySlug.releases',
    '        by    findReleases where siteSlug is slug',
    '        sends { findReleases(siteSlug: { in: $keys }) { name _siteSlug: siteSlug } }',
    '1. fibery -> me',
    '     sends { me { email } }',
  ]);
});

it('says why an operation has no plan, and whom it asks all the same', () => {
  const root = { contract: 'fleek', source: 'fleek' };
  const plan = explainNotPlanned(
    new NotPlanned('nobody knows how', false, [
      { ...root, field: 'getSiteBySlug' },
      { ...root, field: 'getSiteById' },
    ]),
  );
  expect(printPlan(plan)).toBe(
    'No plan: Mesh’s executor runs it (nobody knows how)\nfleek -> getSiteBySlug, getSiteById',
  );
});

it('refuses what the graph has not, with its place', async () => {
  await expect(explain('{ me { nam } }')).rejects.toThrow(/1:8: Cannot query field "nam"/);
});

it('refuses a subscription in words', async () => {
  await expect(explain('subscription { contentChanged { id } }')).rejects.toThrow(
    /no plan of its own/,
  );
});
