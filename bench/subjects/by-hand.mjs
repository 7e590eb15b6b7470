import { Pool } from 'undici';

const json = { 'content-type': 'application/json', accept: 'application/json' };
const siteFields =
  'id name slug platform createdAt latestDeploy { id status completedAt ipfsHash totalTime }';

/**
 * What a person would write for the benchmark's operations and no others: the least they can cost.
 * Each takes the headers of its caller, whose credentials it passes on.
 */
export function createAnswers({ UPSTREAM }) {
  const pool = new Pool(UPSTREAM, { connections: 64 });

  async function call(method, path, headers, body) {
    const { statusCode, body: answer } = await pool.request({ method, path, headers, body });
    if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}`);
    return answer.json();
  }
  async function post(path, authorization, query) {
    const headers = { ...json, authorization };
    return (await call('POST', path, headers, JSON.stringify({ query }))).data;
  }
  const fleek = (caller, query) => post('/graphql', caller['x-fleek-key'], query);
  const fibery = (caller, query) =>
    post('/api/graphql/space/Delivery', `Token ${caller['x-fibery-token']}`, query);
  const flotiq = (caller, search) =>
    call('GET', `/api/v1/content/blogpost?${search}`, {
      accept: 'application/json',
      'x-auth-token': caller['x-flotiq-key'],
    });

  const getSite = async (caller) =>
    (await fleek(caller, `{ getSiteBySlug(slug: "acme-www") { ${siteFields} } }`)).getSiteBySlug;
  const findTasks = async (caller, limit) =>
    (await fibery(caller, `{ findTasks(limit: ${limit}) { id name publicId state { name } } }`))
      .findTasks;

  return {
    async Dashboard(caller) {
      const [getSiteBySlug, posts, tasks] = await Promise.all([
        getSite(caller),
        flotiq(caller, 'limit=10&hydrate=1'),
        findTasks(caller, 20),
      ]);
      const items = posts.data.map(({ id, title, slug, excerpt, publishedAt, author }) => ({
        id,
        title,
        slug,
        excerpt,
        publishedAt,
        author: author.map(({ name }) => ({ name })),
      }));
      const listBlogpost = { totalCount: posts.total_count, items };
      return { getSiteBySlug, listBlogpost, findTasks: tasks };
    },
    Single: async (caller) => ({ getSiteBySlug: await getSite(caller) }),
    List: async (caller) => ({ findTasks: await findTasks(caller, 1000) }),
    async Links(caller) {
      const { getSiteBySlug: site } = await fleek(
        caller,
        '{ getSiteBySlug(slug: "acme-www") { name slug } }',
      );
      const filters = JSON.stringify({ siteSlug: { type: 'equals', filter: site.slug } });
      const { data } = await flotiq(caller, `limit=10&filters=${encodeURIComponent(filters)}`);
      const ids = JSON.stringify(data.map(({ id }) => id));
      const tasks = await fibery(
        caller,
        `{ findTasks(postId: { in: ${ids} }, limit: 1000) { postId name state { name } } }`,
      );
      const byPost = new Map(data.map(({ id }) => [id, []]));
      for (const { postId, ...task } of tasks.findTasks) byPost.get(postId).push(task);
      const posts = data.map(({ id, title }) => ({ id, title, tasks: byPost.get(id) }));
      return { getSiteBySlug: { name: site.name, posts } };
    },
  };
}
