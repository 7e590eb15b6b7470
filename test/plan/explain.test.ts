import { inject, expect, it } from 'vitest';
import { sources } from '../../sources/index.ts';
import { readArtifacts } from '../../src/artifacts.ts';
import { createExplainer } from '../../src/explainer.ts';
import { printPlan } from '../../src/plan/explain.ts';

const explain = async (text: string) =>
  createExplainer(await readArtifacts(inject('artifacts')), sources)(text);

it('says what is asked at once and what a link has to wait for', async () => {
  const { stages } = await explain(`{
    getSiteBySlug(slug: "acme-www") { posts { title site { name } } }
    me { email }
  }`);
  expect(
    stages.map((stage) => stage.map(({ source, fills }) => `${source} -> ${fills.join()}`)),
  ).toEqual([
    ['fleek -> getSiteBySlug', 'fibery -> me'],
    ['flotiq -> FleekSite.posts'],
    ['fleek -> FlotiqBlogpost.site'],
  ]);
  expect(stages[1]![0]!.by).toBe('listBlogpost where siteSlug is slug');
});

it('shows the request of a source with the key of a link that was not asked for', async () => {
  const { stages } = await explain('{ getSiteBySlug(slug: "a") { posts { title } } }');
  expect(stages[0]![0]!.sends).toBe('{ getSiteBySlug(slug: "a") { _slug: slug } }');
});

it('shows the fields of a mutation one after another', async () => {
  const { stages } = await explain(
    'mutation { a: createTag(input: { name: "x" }) { id } b: createTag(input: { name: "y" }) { id } }',
  );
  expect(stages).toHaveLength(2);
});

it('prints a plan as a tree', async () => {
  expect(printPlan(await explain('{ me { email } }'))).toBe(
    'at once\n  fibery -> me\n    sends { me { email } }',
  );
});

it('refuses what the graph has not, with its place', async () => {
  await expect(explain('{ me { nam } }')).rejects.toThrow(/1:8: Cannot query field "nam"/);
});
