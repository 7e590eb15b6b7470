const siteFields =
  'id name slug platform createdAt latestDeploy { id status completedAt ipfsHash totalTime }';
const postFields = 'id title slug excerpt publishedAt author { name }';
const taskFields = 'id name publicId state { name }';

/** What REST answers has other names in our graph than where the contract is taken as it is. */
const posts = (limit) => ({
  ours: `listBlogpost(limit: ${limit}) { totalCount items { ${postFields} } }`,
  theirs: `listBlogpost(limit: ${limit}, hydrate: 1) { total_count data { ${postFields} } }`,
});
const site = `getSiteBySlug(slug: "acme-www") { ${siteFields} }`;
const tasks = (limit) => `findTasks(limit: ${limit}) { ${taskFields} }`;

const dashboard = {
  ours: `query Dashboard { ${site} ${posts(10).ours} ${tasks(20)} }`,
  theirs: `query Dashboard { ${site} ${posts(10).theirs} ${tasks(20)} }`,
};
const same = (query) => ({ ours: query, theirs: query });
const all = ['floor', 'yoga', 'mesh', 'hive', 'hive-rust', 'trefoil'];

/**
 * Each is asked of its subjects in turn. Every connection is a caller of its own unless `callers` says
 * otherwise, so that nobody shares a call with anybody.
 */
export const scenarios = [
  {
    name: 'dashboard',
    title: 'three sources',
    queries: dashboard,
    subjects: [...all, 'trefoil-coalesced', 'trefoil-cached'],
  },
  { name: 'single', title: 'one source', queries: same(`query Single { ${site} }`), subjects: all },
  {
    name: 'list',
    title: 'a list of 1,000 items',
    queries: same(`query List { ${tasks(1000)} }`),
    subjects: all,
  },
  {
    name: 'links',
    title: 'links two deep',
    queries: same(
      `query Links { getSiteBySlug(slug: "acme-www") { name posts(limit: 10) { id title tasks { name state { name } } } } }`,
    ),
    subjects: ['floor', 'yoga', 'trefoil'],
  },
  {
    name: 'concurrent',
    title: '20 identical at once, upstreams take 50 ms',
    queries: dashboard,
    subjects: [...all, 'trefoil-coalesced'],
    connections: 20,
    callers: 1,
    delayMs: 50,
  },
  ...[10, 100, 1000].map((fields) => ({
    name: `fields-${fields}`,
    grows: { what: 'fields', count: fields },
    queries: same(
      `query Fields { getSiteBySlug(slug: "acme-www") { ${repeat(fields, (n) => `f${n}: name`)} } }`,
    ),
    subjects: ['trefoil'],
  })),
  ...[10, 100, 1000, 10_000].map((items) => ({
    name: `items-${items}`,
    grows: { what: 'items', count: items },
    queries: same(`query Items { ${tasks(items)} }`),
    subjects: ['trefoil'],
  })),
  ...[1, 10, 50].map((fields) => ({
    name: `roots-${fields}`,
    grows: { what: 'root fields', count: fields },
    queries: same(
      `query Roots { ${repeat(fields, (n) => `r${n}: getSiteBySlug(slug: "acme-${n}") { id name }`)} }`,
    ),
    subjects: ['trefoil'],
  })),
];

function repeat(count, print) {
  return Array.from({ length: count }, (_, index) => print(index)).join(' ');
}
