import { GatewayError } from '../../src/errors.ts';
import { planOver } from './plan-over.ts';

const sdl = /* GraphQL */ `
  type Site {
    id: Int!
    name(of: Int): String
    slug: String
    teams: [Team]
    posts(limit: Int): [Post!]
    owner: Person
  }
  type Team {
    lead: String
    members: [Person]
  }
  type Post {
    title: String!
    siteSlug: String
    site: Site
  }
  type Person {
    id: String
    name: String!
    sites: [Site]
  }
  type Query {
    sites: [Site!]
    site(slug: String!): Site
    posts(siteSlug: [String!], limit: Int, offset: Int): [Post]
    people(id: [String!]): [Person]
  }
  type Mutation {
    add: Site
    drop: Int
  }
`;
const links = {
  'Site.posts': {
    to: 'posts',
    contract: 'blog',
    is: ['slug'],
    match: 'siteSlug',
    mode: 'list',
    keyPath: ['siteSlug'],
    isList: true,
  },
  'Site.owner': {
    to: 'people',
    contract: 'blog',
    is: ['slug'],
    match: 'id',
    mode: 'list',
    keyPath: ['id'],
    isList: false,
  },
  'Team.members': {
    to: 'people',
    contract: 'blog',
    is: ['lead'],
    match: 'id',
    mode: 'list',
    keyPath: ['id'],
    isList: true,
  },
  'Post.site': {
    to: 'site',
    contract: 'zoo',
    is: ['siteSlug'],
    match: 'slug',
    mode: 'each',
    keyPath: ['slug'],
    isList: false,
  },
} as const;
export const zoo = planOver(sdl, { links: links as never, others: { blog: ['posts', 'people'] } });

/** Answers one contract after the other, as they are asked. */
export const answers =
  (...given: unknown[]) =>
  () => {
    const next = given.shift();
    if (next instanceof Error) throw next;
    return next;
  };
export const away = new GatewayError('SOURCE_UNREACHABLE', { source: 'blog', detail: 'is away' });
export const sites = (...slugs: unknown[]) => ({
  data: { sites: slugs.map((_slug) => ({ _slug })) },
});
