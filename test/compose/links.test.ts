import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { expect, it } from 'vitest';
import { readLinks } from '../../src/compose/links.ts';
import { parseMeshrc } from '../../src/compose/read-meshrc.ts';
import { packageRoot } from '../../src/package-root.ts';
import { sources } from '../../sources/index.ts';

const schema = buildSchema(/* GraphQL */ `
  type Site {
    slug: String
    tags: [Tag]
    size: Size
    items: Size
  }
  type Tag {
    id: ID
  }
  type Size {
    mb: Int
  }
  type Post {
    siteSlug: String
    title: String
    items: [Tag]
  }
  type Page {
    items: [Post!]
  }
  type Query {
    sites(slug: [String!]): [Site]
    site(slug: String!): Site
    posts(where: Where, limit: Int = 20, page: Int, author: Author): Page
    untold(slug: [String!]): [Post]
    things(slug: [String!]): [Thing]
    grid(siteSlug: [String!]): [[Post]]
    name(slug: String!): String
    mine(slug: String!, of: Int!, limit: Int): Site
  }
  union Thing = Site | Post
  input Where {
    siteSlug: Filter
  }
  input Filter {
    in: [String!]
  }
  input Author {
    name: String
  }
`);
const fields = {
  Query: {
    sites: 'host',
    site: 'host',
    posts: 'blog',
    untold: 'blog',
    things: 'blog',
    grid: 'blog',
    name: 'host',
    mine: 'host',
  },
  Mutation: {},
};
const read = (sdl: string) =>
  readLinks({ sdl, file: '.meshrc.yaml', firstLine: 10 }, schema, fields);
const link = (field: string, to = 'posts', where = 'siteSlug', is = 'slug') =>
  `extend type Site {\n  ${field} @link(to: "${to}", where: "${where}", is: "${is}")\n}`;

/** What is wrong with it, and where. */
function problemsOf(sdl: string): string[] {
  try {
    read(sdl);
    return [];
  } catch (error) {
    return (error as Error).message.split('\n');
  }
}

it('reads where what belongs to an object is found, and takes over the arguments', () => {
  const { links, typeDefs } = read(link('posts: [Post!]'));
  expect(links).toEqual({
    'Site.posts': {
      to: 'posts',
      contract: 'blog',
      is: ['slug'],
      match: 'siteSlug',
      mode: 'list',
      keyPath: ['where', 'siteSlug', 'in'],
      isList: true,
      items: 'items',
    },
  });
  expect(typeDefs).toContain(
    'posts(where: Where, limit: Int = 20, page: Int, author: Author): [Post!]',
  );
  expect(read(link('post: Post')).typeDefs).toContain('post(where: Where, author: Author): Post');
  expect(read(link('same: Site', 'site', 'slug')).links).toMatchObject({
    'Site.same': { mode: 'each', keyPath: ['slug'], isList: false },
  });
});

it.each([
  [
    link('posts: [Post!]', 'posts', 'slugg'),
    'Site.posts: posts cannot be asked by "slugg"; its arguments are where, limit, page, author',
  ],
  [link('posts: [Post!]', 'posts', 'siteSlug', 'slugg'), 'Site.posts: Site has no field "slugg"'],
  [link('posts: [Post!]', 'posts', 'siteSlug', 'size'), 'Site.posts: Site.size is no plain value'],
  [link('posts: [Post!]', 'posts', 'siteSlug', 'slug.id'), 'Site.posts: Site.slug is no object'],
  [
    link('posts: [Post!]!'),
    'Site.posts must be nullable: its source may be down when the others are not',
  ],
  [link('slug: Post'), 'Site.slug exists already; choose another name'],
  [link('same: [Site]'), 'Site.same is of type Site, but posts answers Post'],
  [
    link('posts: [Post]', 'untold', 'slug'),
    'Site.posts: Post has no field "slug" to tell whose an item is',
  ],
  [
    link('things: [Thing]', 'things', 'slug'),
    'Site.things: things answers [Thing], and a link leads to objects of one type',
  ],
  [link('posts: [Post]', 'grid'), 'Site.posts: grid answers [[Post]], and a link leads to objects'],
  [link('name: String', 'name', 'slug'), 'Site.name: name answers String, and a link leads to obj'],
  [link('posts: [[Post]]'), 'Site.posts is a list of lists, which no query answers to a link'],
  [link('posts(first: Int): [Post]'), 'Site.posts: posts has no argument "first"'],
  [
    link('posts(limit: String): [Post]'),
    'Site.posts: the argument "limit" of posts is of type Int',
  ],
  [link('posts(limit: Intt): [Post]'), 'Site.posts: the argument "limit" of posts is of type Int'],
  [
    link('mine(of: Int): Site', 'mine', 'slug'),
    'Site.mine: the argument "of" of mine is of type Int!',
  ],
  [link('mine(limit: Int): Site', 'mine', 'slug'), 'Site.mine: mine needs the argument "of" too'],
  ['extend type Site {\n  posts: [Post]\n}', 'Site.posts needs @link(to: …, where: …, is: …)'],
  [
    'extend type Site {\n  posts: [Post] @link(to: "posts", where: 3)\n}',
    'Site.posts: @link takes three strings: to, where and is',
  ],
  ['\ntype Other { id: ID }', 'only `extend type` is read here, with fields that carry @link'],
  ['extend type Site {\n  posts: [Post @link\n}', 'Syntax Error: Expected "]", found "@".'],
])('refuses %j, with its line', (sdl, says) => {
  expect(problemsOf(sdl)).toEqual([expect.stringContaining(`.meshrc.yaml:11: ${says}`)]);
});

it.each([
  link('mine: Site', 'mine', 'slug'),
  link('mine(of: Int!): Site', 'mine', 'slug'),
  link('posts(limit: Int!): [Post]'),
])('takes %j, which gives the query all that it needs', (sdl) => {
  expect(problemsOf(sdl)).toEqual([]);
});

it('refuses a field that is declared twice, and anything that is not a field', () => {
  const twice = `${link('a: Site', 'site', 'slug')}\n${link('a: Site', 'site', 'slug')}`;
  expect(problemsOf(twice)).toEqual([
    '.meshrc.yaml:14: Site.a exists already; choose another name',
  ]);
  const more = link('a: Site', 'site', 'slug').replace('Site {', 'Site implements Node {');
  expect(problemsOf(more)).toEqual([
    '.meshrc.yaml:10: Site can be given fields that carry @link, and nothing else',
  ]);
});

it('says everything that is wrong at once', () => {
  const text = `${link('a: Post', 'posts', 'x')}\n${link('b: Post', 'posts', 'y')}`;
  expect(problemsOf(text).map((line) => /:(\d+): (\S+):/.exec(line)?.slice(1))).toEqual([
    ['11', 'Site.a'],
    ['14', 'Site.b'],
  ]);
});

it('leaves out, and says, what joins types that another account does not have', () => {
  const { leftOut, links } = read(
    `${link('"A post."\n  a: Post', 'listPosts')}\n${link('b: Stranger')}\nextend type Stranger { c: Post }`,
  );
  expect(links).toEqual({});
  expect(leftOut).toEqual([
    '.meshrc.yaml:12: Site.a: there is no query listPosts to link to',
    '.meshrc.yaml:15: Site.b: the graph has no type Stranger',
    '.meshrc.yaml:17: the graph has no object type Stranger',
  ]);
});

it('counts lines from where the links begin in the file, and the file has the one of the docs', () => {
  const textOf = (file: string) => readFileSync(join(packageRoot, file), 'utf8');
  const text = textOf('.meshrc.yaml');
  const { typeDefsLine, additionalTypeDefs } = parseMeshrc(text, '.meshrc.yaml', sources);
  const lines = text.split('\n');
  expect(lines[typeDefsLine! - 1]?.trim()).toBe(additionalTypeDefs!.split('\n')[0]);
  const shown = /```yaml\n(additionalTypeDefs[^`]*)```/.exec(textOf('docs/links.md'))![1]!;
  for (const line of shown.trimEnd().split('\n')) expect(lines).toContain(line);
});
