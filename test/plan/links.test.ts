import { expect, it } from 'vitest';
import { answers, away, sites, zoo } from './linked-zoo.ts';

it('asks once for all keys of a stage, each once, and gives every object its own', async () => {
  const { data, sent, variables } = await zoo.ask(
    '{ sites { posts { title } } }',
    answers(sites('a', 'b', 'a', null), {
      data: {
        l0: [
          { title: '1', _siteSlug: 'b' },
          { title: '2', _siteSlug: 'a' },
          { title: '3', _siteSlug: 'b' },
          { title: '4', _siteSlug: 'x' },
          null,
        ],
      },
    }),
  );
  expect(sent).toEqual([
    '{ sites { _slug: slug } }',
    'query($l0_siteSlug: [String!], $l0_limit: Int, $l0_offset: Int) { l0: posts(siteSlug: $l0_siteSlug, limit: $l0_limit, offset: $l0_offset) { title _siteSlug: siteSlug } }',
  ]);
  expect(variables[1]).toEqual({ l0_siteSlug: ['a', 'b'], l0_limit: 1000, l0_offset: 0 });
  const titles = data.sites.map((site: any) => site.posts.map((post: any) => post.title));
  expect(titles).toEqual([['2'], ['1', '3'], ['2'], []]);
});

it('asks nothing where no object has a key', async () => {
  const { data, sent } = await zoo.ask(
    '{ sites { owner { name } posts { title } } }',
    answers(sites(null, [])),
  );
  expect(sent).toHaveLength(1);
  expect(data.sites).toEqual([
    { owner: null, posts: [] },
    { owner: null, posts: [] },
  ]);
});

it('says at the link that what should be its key is an object', async () => {
  const { data, errors, sent } = await zoo.ask(
    '{ sites { posts { title } } }',
    answers(sites({ of: 'a' }, ['a', {}])),
  );
  expect(sent).toHaveLength(1);
  expect(data.sites).toEqual([{ posts: null }, { posts: null }]);
  expect(errors).toEqual(
    [0, 1].map(
      (at) =>
        `sites.${at}.posts: SOURCE_BAD_ANSWER zoo: Site.slug holds an object, which is no key.`,
    ),
  );
});

it('lets a source that is away cost its own fields', async () => {
  const { data, errors } = await zoo.ask(
    '{ sites { name posts { title } } }',
    answers(
      {
        data: {
          sites: [
            { name: 'A', _slug: 'a' },
            { name: 'B', _slug: null },
          ],
        },
      },
      away,
    ),
  );
  expect(data.sites).toEqual([
    { name: 'A', posts: null },
    { name: 'B', posts: [] },
  ]);
  expect(errors).toEqual(['sites.0.posts: SOURCE_UNREACHABLE blog: is away']);
});

it('says at the link that its key could not be told', async () => {
  const { data, errors } = await zoo.ask(
    '{ sites { posts { title } owner { name } } }',
    answers({ ...sites(null), errors: [{ message: 'no slug', path: ['sites', 0, '_slug'] }] }),
  );
  expect(data.sites).toEqual([{ posts: null, owner: null }]);
  expect(errors).toEqual([
    'sites.0.posts: SOURCE_ERROR zoo: no slug',
    'sites.0.owner: SOURCE_ERROR zoo: no slug',
  ]);
});

it('makes a list null for an item that may not be, at every object that has it', async () => {
  const { data, errors } = await zoo.ask(
    '{ sites { posts { title } } }',
    answers(sites('a', 'a', 'b'), {
      data: {
        l0: [
          { title: null, _siteSlug: 'a' },
          { title: 'B', _siteSlug: 'b' },
        ],
      },
    }),
  );
  expect(data.sites).toEqual([{ posts: null }, { posts: null }, { posts: [{ title: 'B' }] }]);
  const says = 'SOURCE_BAD_ANSWER blog: Cannot return null for non-nullable field Post.title.';
  expect(errors).toEqual([`sites.0.posts.0.title: ${says}`, `sites.1.posts.0.title: ${says}`]);
});

it('takes an answer of null for not knowing, and no list for a bad answer', async () => {
  const text = '{ sites { posts { title } } }';
  const unknown = await zoo.ask(text, answers(sites('a'), { data: { l0: null } }));
  expect(unknown).toMatchObject({ data: { sites: [{ posts: null }] }, errors: [] });
  const bad = await zoo.ask(text, answers(sites('a'), { data: { l0: 'text' } }));
  expect(bad.data).toEqual({ sites: [{ posts: null }] });
  expect(bad.errors).toEqual([
    'sites.0.posts: SOURCE_BAD_ANSWER blog: Expected Iterable, but did not find one for field "Query.posts".',
  ]);
});

it('says an error at the item that it is of, and one that is of none without a place', async () => {
  const { data, errors } = await zoo.ask(
    '{ sites { posts { title siteSlug } } }',
    answers(sites('a'), {
      data: {
        l0: [
          { title: 'x', siteSlug: null, _siteSlug: 'a' },
          { title: 'y', _siteSlug: null },
        ],
      },
      errors: [
        { message: 'no slug', path: ['l0', 0, 'siteSlug'] },
        { message: 'nobody', path: ['l0', 1, '_siteSlug'] },
        { message: 'a hidden one', path: ['l0', 0, '_siteSlug'] },
        { message: 'a warning' },
      ],
    }),
  );
  expect(data.sites).toEqual([{ posts: [{ title: 'x', siteSlug: null }] }]);
  expect(errors).toEqual([
    ': SOURCE_ERROR blog: nobody',
    ': SOURCE_ERROR blog: a warning',
    'sites.0.posts.0.siteSlug: SOURCE_ERROR blog: no slug',
    'sites.0.posts.0: SOURCE_ERROR blog: a hidden one',
  ]);
});

it('follows a link below a link, and keeps the variables of both and of the client apart', async () => {
  const { data, sent, variables } = await zoo.ask(
    'query ($l0_slug: Int) { sites { posts(limit: 1) { site { name(of: $l0_slug) posts { title } } } } }',
    answers(
      sites('a'),
      { data: { l0: [{ _siteSlug: 'a', __siteSlug: 'a' }] } },
      { data: { l0: { name: 'A', _slug: 'a' } } },
      { data: { l0: [{ title: 'x', _siteSlug: 'a' }] } },
    ),
    { l0_slug: 3 },
  );
  expect(sent).toHaveLength(4);
  expect(sent[2]).toBe(
    'query($l0_slug: Int, $_l0_slug: String!) { l0: site(slug: $_l0_slug) { name(of: $l0_slug) _slug: slug } }',
  );
  expect(variables[2]).toEqual({ l0_slug: 3, _l0_slug: 'a' });
  expect(data.sites[0].posts[0].site).toEqual({ name: 'A', posts: [{ title: 'x' }] });
});

it('lets one key that cannot be told about cost its own object only', async () => {
  const { data, errors } = await zoo.ask(
    '{ posts { site { name } } }',
    answers(
      { data: { posts: [{ _siteSlug: 'a' }, { _siteSlug: 'b' }] } },
      { data: { l0: null, l1: { name: 'B' } }, errors: [{ message: 'gone', path: ['l0'] }] },
    ),
  );
  expect(data.posts).toEqual([{ site: null }, { site: { name: 'B' } }]);
  expect(errors).toEqual(['posts.0.site: SOURCE_ERROR zoo: gone']);
});

it('follows the links of a mutation before the next mutation runs', async () => {
  const { sent } = await zoo.ask(
    'mutation { add { posts(limit: 1) { title } } drop }',
    answers({ data: { add: { _slug: 'a' } } }, { data: { l0: [] } }, { data: { drop: 1 } }),
  );
  expect(sent.map((text) => text.slice(0, 8))).toEqual(['mutation', 'query($l', 'mutation']);
});

it('asks nothing for objects that became null', async () => {
  const people = (slug: string, name: unknown) => ({ name, sites: [{ id: 1, _slug: slug }] });
  const { data, variables } = await zoo.ask(
    '{ people { sites { posts { title } id } name } }',
    answers({ data: { people: [people('a', 'Ada'), people('b', null)] } }, { data: { l0: [] } }),
  );
  expect(variables[1]).toMatchObject({ l0_siteSlug: ['a'] });
  expect(data.people).toEqual([{ sites: [{ posts: [], id: 1 }], name: 'Ada' }, null]);
});

it('asks nothing for what stands in a list that became null', async () => {
  const { data, sent } = await zoo.ask(
    '{ sites { posts { title } id } }',
    answers({ data: { sites: [{ _slug: 'a', id: 1 }, { _slug: 'b' }] } }),
  );
  expect(data).toEqual({ sites: null });
  expect(sent).toHaveLength(1);
});

it('asks a source that has no pages for all keys at once', async () => {
  const { data, variables } = await zoo.ask(
    '{ sites { teams { members { name } } } }',
    answers(
      { data: { sites: [{ teams: [{ _lead: 'a' }, { _lead: 'b' }] }] } },
      { data: { l0: [{ name: 'Bob', _id: 'b' }] } },
    ),
  );
  expect(variables[1]).toEqual({ l0_id: ['a', 'b'] });
  expect(data.sites[0].teams).toEqual([{ members: [] }, { members: [{ name: 'Bob' }] }]);
});

it('says below a link below a link where it is', async () => {
  const item = { _siteSlug: 'a', __siteSlug: 'a' };
  const { data, errors } = await zoo.ask(
    '{ sites { posts { site { id } } } }',
    answers(sites('a'), { data: { l0: [item, item] } }, away),
  );
  expect(data.sites).toEqual([{ posts: [{ site: null }, { site: null }] }]);
  expect(errors).toEqual(
    [0, 1].map((at) => `sites.0.posts.${at}.site: SOURCE_UNREACHABLE blog: is away`),
  );
});

it('follows nothing out of a linked list that became null, and says why it is once', async () => {
  const { data, errors, sent } = await zoo.ask(
    '{ sites { posts { title site { id } } } }',
    answers(sites('a'), {
      data: {
        l0: ['x', null].map((title) => ({ title, _siteSlug: 'a', __siteSlug: 'a' })),
      },
      errors: [{ message: 'no title', path: ['l0', 1, 'title'] }],
    }),
  );
  expect(data.sites).toEqual([{ posts: null }]);
  expect(errors).toEqual(['sites.0.posts.1.title: SOURCE_ERROR blog: no title']);
  expect(sent).toHaveLength(2);
});
