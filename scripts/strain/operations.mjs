// What the crowd asks, by kind: how often, and what an answer to it must hold.
/** What `TREFOIL_CACHE` has to be for the kind `cached` to be what it says. */
export const cachedTypes = 'FlotiqTag=2';

const siteId = '5f1c0a94-7d3e-4b62-9a08-c41e7726b1d3';

// Each selects the mark of every source that it asks.
const dashboard = {
  query: `{
    getSiteBySlug(slug: "acme-www") { description }
    me { email }
    listBlogpost(limit: 2) { items { internal { objectTitle } } }
  }`,
  roots: ['getSiteBySlug', 'me', 'listBlogpost'],
};
const single = {
  query: '{ getSiteBySlug(slug: "acme-www") { description latestDeploy { status } } }',
  roots: ['getSiteBySlug'],
};
const links = {
  query: `{
    getSitesByTeam(teamId: "acme") {
      sites {
        description
        posts(limit: 2) { internal { objectTitle } site { description } tasks { createdBy { email } } }
        releases { createdBy { email } }
      }
    }
  }`,
  roots: ['getSitesByTeam'],
};
const cached = {
  query: `{
    getTag(id: "_tag-1") { internal { objectTitle } }
    listTag(limit: 5) { items { name internal { objectTitle } } }
  }`,
  roots: ['getTag', 'listTag'],
};
const make = {
  query: `mutation Make($name: String!, $site: ID!) {
    triggerDeploy(siteId: $site, commit: $name) { repository { commit } }
    createTag(input: { name: $name }) { name internal { objectTitle } }
    tasks { create(name: $name) { message } }
  }`,
  roots: ['triggerDeploy', 'createTag', 'tasks'],
};
/** Root field of the mutation -> whose it is. */
export const madeBy = { triggerDeploy: 'fleek', createTag: 'flotiq', tasks: 'fibery' };

export const subscription = {
  query: `subscription ($site: ID!) {
    deployStatus(siteId: $site, follow: true) { status stale deploy { repository { commit } } }
  }`,
  variables: { site: siteId },
};

/** Refused by the gateway itself, each at another place. */
const mistakes = [
  { query: '{ getSiteBySlug(slug: ' },
  { query: '{ getSiteBySlug(slug: "acme-www") { nothing } }' },
  { query: 'query ($slug: String!) { getSiteBySlug(slug: $slug) { name } }', variables: {} },
  { query: `{ me { ${'a: email '.repeat(80)} } }` },
  { query: '{ me { email } }', variables: 7 },
  {},
];

/** How each kind is drawn. */
const kinds = {
  single: () => ({ operations: [single] }),
  query: () => ({ operations: [dashboard] }),
  links: () => ({ operations: [links] }),
  cached: () => ({ operations: [cached] }),
  mutation: (_, name) => ({ operations: [{ ...make, variables: { name, site: siteId } }] }),
  batch: () => ({ operations: [cached, dashboard], isBatch: true }),
  get: () => ({ operations: [dashboard], isGet: true }),
  mistake: (random) => ({ operations: [random.pick(mistakes)], isMistake: true }),
  abort: (random) => ({ operations: [random.pick([dashboard, links])], leaveMs: random.below(80) }),
  stream: (random) => ({ operations: [subscription], stayMs: 100 + random.below(1000) }),
  socket: (random) => ({ operations: [subscription], stayMs: 100 + random.below(1000) }),
};

/** Shares of a hundred. `varied` is all there is; `many` the same, with more of what costs little. */
const mixes = {
  varied: {
    single: 6,
    query: 26,
    links: 14,
    cached: 20,
    mutation: 8,
    batch: 4,
    get: 4,
    mistake: 5,
    abort: 9,
    stream: 2,
    socket: 2,
  },
  many: {
    single: 38,
    query: 8,
    links: 3,
    cached: 28,
    mutation: 2,
    batch: 2,
    get: 2,
    mistake: 8,
    abort: 7,
    stream: 1,
    socket: 1,
  },
};

export function drawOperation(random, name, mix) {
  let at = random.below(100);
  const [kind] = Object.entries(mixes[mix]).find(([, share]) => (at -= share) < 0);
  return { kind, name, ...kinds[kind](random, name) };
}
