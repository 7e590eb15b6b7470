import { expect, it } from 'vitest';
import { planOver } from './plan-over.ts';

const sdl = /* GraphQL */ `
  type Post {
    title: String
    size: String
    topics: [Topic]
    items(order: String, limit: Int, offset: Int, where: Where): [Item!]
    bySize(size: [Int!]): [Item!]
    inPages(limit: Int, page: Int): [Item!]
    first: Item
    one: Item
  }
  type Topic {
    name: String
  }
  type Item {
    name: String
    topics: [String]
    size: Int
  }
  input Where {
    topics: In
  }
  input In {
    in: [String!]
  }
  type Query {
    posts: [Post!]
    items(where: Where, order: String, limit: Int, offset: Int): [Item!]
    sized(size: [Int!], limit: Int): [Item!]
    paged(size: [Int!], limit: Int, page: Int): [Item!]
    item(size: Float!): Item
  }
`;
const link = { contract: 'shelf', mode: 'list', isList: true };
const links = {
  'Post.items': {
    ...link,
    to: 'items',
    is: ['topics', 'name'],
    match: 'topics',
    keyPath: ['where', 'topics', 'in'],
  },
  'Post.bySize': { ...link, to: 'sized', is: ['size'], match: 'size', keyPath: ['size'] },
  'Post.inPages': { ...link, to: 'paged', is: ['size'], match: 'size', keyPath: ['size'] },
  'Post.first': {
    ...link,
    to: 'paged',
    is: ['size'],
    match: 'size',
    keyPath: ['size'],
    isList: false,
  },
  'Post.one': {
    ...link,
    to: 'item',
    is: ['size'],
    match: 'size',
    keyPath: ['size'],
    mode: 'each',
    isList: false,
  },
};
const zoo = planOver(sdl, {
  links: links as never,
  others: { shelf: ['items', 'sized', 'paged', 'item'] },
});
const answers =
  (...given: unknown[]) =>
  () =>
    given.shift();
const posts = (...topics: (string | null)[][]) => ({
  data: {
    posts: topics.map((names) => ({
      _topics_name: names.map((name) => name && { _name: name }),
    })),
  },
});
const items = (...found: [name: string, topics: string[]][]) => ({
  data: { l0: found.map(([name, _topics]) => ({ name, _topics })) },
});
const namesOf = (data: any, field = 'items') =>
  data.posts.map((post: any) => post[field].map(({ name }: any) => name));

it('joins many to many: an item once for each object, in the order of the source, paged', async () => {
  const { data, variables } = await zoo.ask(
    '{ posts { items(order: "name", limit: 3, offset: 1) { name } } }',
    answers(
      posts(['b', 'a', null, 'b'], ['c', 'a'], []),
      items(['1', ['a', 'c']], ['2', ['b']], ['3', ['a', 'b']], ['4', ['b']]),
    ),
  );
  expect(variables[1]).toEqual({
    l0_where: { topics: { in: ['b', 'a', 'c'] } },
    l0_order: 'name',
    l0_limit: 1000,
    l0_offset: 0,
  });
  expect(namesOf(data)).toEqual([['2', '3', '4'], ['3'], []]);
});

it('finds what has one of the keys that the client lists itself, and asks for no other', async () => {
  const text = '{ posts { items(where: { topics: { in: ["a", "x"] } }) { name } } }';
  const { data, variables } = await zoo.ask(
    text,
    answers(posts(['a'], ['b']), items(['1', ['a']])),
  );
  expect(variables[1]).toEqual({ l0_where: { topics: { in: ['a'] } } });
  expect(namesOf(data)).toEqual([['1'], []]);
  const numbers = '{ posts { bySize(size: [2]) { name } } }';
  const sized = { data: { posts: [{ _size: '1' }, { _size: '2' }] } };
  expect((await zoo.ask(numbers, answers(sized, items()))).variables[1]).toEqual({ l0_size: [2] });
  const none = await zoo.ask(text, answers(posts(['b'])));
  expect(none.sent).toHaveLength(1);
  expect(namesOf(none.data)).toEqual([[]]);
});

it('asks with numbers where the source takes numbers, and never with what is none', async () => {
  const sizes = ['1', 'large', '', '2.5', '3e9', null];
  const { data, variables, errors } = await zoo.ask(
    '{ posts { bySize { name } one { name } } }',
    answers(
      { data: { posts: sizes.map((_size) => ({ _size })) } },
      {
        data: {
          l0: [{ name: 'i', _size: 1 }],
          l1: { name: 'a' },
          l2: { name: 'b' },
          l3: null,
        },
      },
    ),
  );
  expect(variables[1]).toEqual({ l0_size: [1], l1_size: 1, l2_size: 2.5, l3_size: 3e9 });
  expect(errors).toEqual([]);
  expect(namesOf(data, 'bySize')).toEqual([['i'], [], [], [], [], []]);
  const ones = data.posts.map(({ one }: any) => one?.name ?? null);
  expect(ones).toEqual(['a', null, null, 'b', null, null]);
});

it('pages nothing at a source that has a limit and no pages', async () => {
  const found = Array.from({ length: 1000 }, (_, index) => ({ name: `${index}`, _size: 1 }));
  const { sent, variables } = await zoo.ask(
    '{ posts { bySize { name } } }',
    answers({ data: { posts: [{ _size: '1' }, { _size: '2' }] } }, { data: { l0: found } }),
  );
  expect(sent).toHaveLength(2);
  expect(variables[1]).toEqual({ l0_size: [1, 2], l0_limit: 1000 });
});

it('leaves the pages of a single key to the source', async () => {
  const { data, variables } = await zoo.ask(
    '{ posts { items(limit: 1, offset: 1) { name } } }',
    answers(posts(['a'], []), items(['2', ['a']])),
  );
  expect(variables[1]).toMatchObject({ l0_limit: 1, l0_offset: 1 });
  expect(namesOf(data)).toEqual([['2'], []]);
});

it('says what is wrong with a key at the links that it is of', async () => {
  const { errors } = await zoo.ask(
    '{ posts { items { name } one { name } } }',
    answers({
      data: { posts: [{ _topics_name: [], _size: null }] },
      errors: [{ message: 'no size', path: ['posts', 0, '_size'] }],
    }),
  );
  expect(errors).toEqual(['posts.0.one: SOURCE_ERROR zoo: no size']);
});

it('counts the pages of a source that has pages from one', async () => {
  const both = { data: { posts: [{ _size: '1' }, { _size: '2' }] } };
  const found = Array.from({ length: 1000 }, (_, index) => ({ name: `${index}`, _size: 1 }));
  const { data, variables } = await zoo.ask(
    '{ posts { inPages(limit: 2, page: 2) { name } } }',
    answers(both, { data: { l0: found } }, { data: { l0: [{ name: 'last', _size: 2 }] } }),
  );
  expect(variables.slice(1)).toMatchObject([{ l0_page: 1 }, { l0_page: 2 }]);
  expect(namesOf(data, 'inPages')).toEqual([['2', '3'], []]);
  const first = await zoo.ask(
    '{ posts { first { name } } }',
    answers(both, { data: { l0: found } }, { data: { l0: [{ name: 'last', _size: 2 }] } }),
  );
  expect(first.variables.slice(1)).toMatchObject([{ l0_limit: 1000, l0_page: 1 }, { l0_page: 2 }]);
  expect(first.data.posts).toEqual([{ first: { name: '0' } }, { first: { name: 'last' } }]);
  const none = await zoo.ask('{ posts { inPages(page: 0) { name } } }', answers(both));
  expect(none.errors).toEqual(
    [0, 1].map((at) => `posts.${at}.inPages: BAD_USER_INPUT page must be 1 or more`),
  );
});
