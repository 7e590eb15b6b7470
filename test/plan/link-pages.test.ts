import { expect, it } from 'vitest';
import { answers, sites, zoo } from './linked-zoo.ts';

it('pages the items of several objects as each was asked for', async () => {
  const found = ['1', '2', '3'].map((title) => ({ title, _siteSlug: 'a' }));
  const { data, variables } = await zoo.ask(
    'query ($n: Int) { sites { posts(limit: 2) { title } all: posts(limit: $n) { title } } }',
    answers(sites('a', 'b'), { data: { l0: found, l1: found } }),
    { n: null },
  );
  expect(variables[1]).toMatchObject({ l0_limit: 1000, l1_limit: 1000 });
  expect(data.sites[0].posts.map(({ title }: any) => title)).toEqual(['1', '2']);
  expect(data.sites[0].all.map(({ title }: any) => title)).toEqual(['1', '2', '3']);
});

it('asks nothing for a page that there cannot be, and says so at every object', async () => {
  const { data, errors, sent } = await zoo.ask(
    '{ sites { posts(limit: -1) { title } } }',
    answers(sites('a', 'b')),
  );
  expect(sent).toHaveLength(1);
  expect(data.sites).toEqual([{ posts: null }, { posts: null }]);
  expect(errors).toEqual(
    [0, 1].map((at) => `sites.${at}.posts: BAD_USER_INPUT limit must be 0 or more`),
  );
});

it('asks for the next page behind one that is full', async () => {
  const full = Array.from({ length: 1000 }, (_, index) => ({ title: `${index}`, _siteSlug: 'a' }));
  const { data, variables } = await zoo.ask(
    '{ sites { posts { title } } }',
    answers(
      sites('a', 'b'),
      { data: { l0: full } },
      { data: { l0: [{ title: 'last', _siteSlug: 'a' }] } },
    ),
  );
  expect(variables.map((it) => it?.['l0_offset'])).toEqual([undefined, 0, 1000]);
  expect(data.sites[0].posts).toHaveLength(1001);
});

it('asks for no more pages than it takes to give every object what was asked for', async () => {
  const page = (of: string) => Array.from({ length: 1000 }, () => ({ title: of, _siteSlug: of }));
  const { data, variables } = await zoo.ask(
    '{ sites { posts(limit: 2) { title } } }',
    answers(sites('a', 'b'), { data: { l0: page('a') } }, { data: { l0: page('b') } }),
  );
  expect(variables.map((it) => it?.['l0_offset'])).toEqual([undefined, 0, 1000]);
  const titles = data.sites.map((site: any) => site.posts.map((post: any) => post.title));
  expect(titles).toEqual([
    ['a', 'a'],
    ['b', 'b'],
  ]);
});
