import { buildSchema } from 'graphql';
import { expect, it } from 'vitest';
import { readCachePolicy } from '../../src/cache/cache-policy.ts';
import type { Graph } from '../../src/graph.ts';

const schema = buildSchema(/* GraphQL */ `
  type Query {
    listPost: PostPage
    getPost: Post
    posts: [Post!]!
    author: Author
    _identity: Self
  }
  type PostPage {
    items: [Post]
  }
  type Post {
    author: Author
  }
  type Author {
    name: String
  }
  type Self {
    caller: String
  }
`);
const owned = ['listPost', 'getPost', 'posts', 'author'].map((name) => [name, 'press']);
const graph = { fields: { Query: Object.fromEntries(owned), Mutation: {} } } as unknown as Graph;
const read = (text: string) => readCachePolicy(text, schema, graph);

it('keeps nothing that is not named', () => {
  const ttlOf = read('getPost=60');
  expect(ttlOf('getPost')).toBe(60_000);
  expect(ttlOf('listPost')).toBe(0);
  expect(ttlOf('__typename')).toBe(0);
});

it('takes a type for every query that answers it, a list or a page of it', () => {
  const ttlOf = read('Post=1.5');
  expect(['listPost', 'getPost', 'posts', 'author'].map(ttlOf)).toEqual([1500, 1500, 1500, 0]);
});

it.each(['getPost=5 Post=60', 'Post=60, getPost=5'])(
  'lets a query’s own word stand above that of its type: %s',
  (text) => {
    const ttlOf = read(text);
    expect([ttlOf('getPost'), ttlOf('posts')]).toEqual([5000, 60_000]);
  },
);

it.each(['Post=60 PostPage=30', 'PostPage=30 Post=60'])(
  'takes the shorter of two types: %s',
  (text) => {
    expect(read(text)('listPost')).toBe(30_000);
  },
);

it('names everything that it cannot read at once', () => {
  expect(() => read('nope=60 getPost Post=soon')).toThrow(
    'TREFOIL_CACHE: the graph of the sources has neither a query nor a type "nope"; "getPost" is not name=seconds; "Post=soon" is not name=seconds',
  );
});

it.each(['_identity', 'Self'])('keeps nothing that the gateway itself answers: %s', (name) => {
  expect(() => read(`${name}=60`)).toThrow(name);
});
