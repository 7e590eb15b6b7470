import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkbench, meshrcText } from '../compose/workbench.ts';
import { createTestGateway, sandboxHeaders, type TestGateway } from '../test-gateway.ts';

/** Beside those of the repository: many to many, a key below a list, and a key that is a number. */
const moreLinks = `
  extend type FiberyDeliveryProject {
    posts: [FlotiqBlogpost!] @link(to: "listBlogpost", where: "id", is: "tasks.postId")
  }

  extend type FiberyDeliveryTask {
    alike: [FiberyDeliveryTask] @link(to: "findTasks", where: "estimate", is: "estimate")
  }
`;

/** As many posts as do not fit on one page of Flotiq's. */
const extraPosts = 1100;

type Executor = 'plan' | 'mesh';
const executors = ['plan', 'mesh'] as const;
const gateways = {} as Record<Executor, TestGateway>;

beforeAll(async () => {
  await using workbench = await createWorkbench();
  const artifacts = await workbench.build({ meshrc: `${meshrcText}${moreLinks}` });
  for (const executor of executors) {
    gateways[executor] = await createTestGateway({
      env: { TREFOIL_ARTIFACTS: artifacts, FLEEK_RETRIES: '0', FLOTIQ_RETRIES: '0' },
      deps: { executor },
      flotiq: { extraPosts },
    });
    // Mesh is loaded by its first operation, from the artifacts.
    await gateways[executor].ask('{ getSiteBySlug(slug: "acme-www") { name } }');
  }
}, 60_000);
afterAll(async () => {
  for (const executor of executors) await gateways[executor]?.[Symbol.asyncDispose]();
});

/** What both answer, which must be the same, and how often each source was asked. */
async function askBoth(query: string, options: Parameters<TestGateway['ask']>[1] = {}) {
  const hear = async (executor: Executor) => {
    const gateway = gateways[executor];
    const { fleek, fibery, flotiq } = gateway;
    const before = [fleek, fibery, flotiq].map(({ calls }) => calls.length);
    const { data, errors } = await gateway.ask(query, options);
    const [a = 0, b = 0, c = 0] = before;
    return {
      data,
      errors: errors?.map(({ path, extensions: { code, source } }) => ({ path, code, source })),
      calls: {
        fleek: fleek.calls.length - a,
        fibery: fibery.calls.length - b,
        flotiq: flotiq.calls.length - c,
      },
    };
  };
  const planned = await hear('plan');
  const meshed = await hear('mesh');
  expect(meshed.data).toEqual(planned.data);
  expect(meshed.errors).toEqual(planned.errors);
  return { ...planned, callsOfMesh: meshed.calls };
}

const thereAndBack = /* GraphQL */ `
  {
    getSitesByTeam(teamId: "acme") {
      sites {
        slug
        posts(limit: 2, orderBy: { internal: { createdAt: ASC } }) {
          title
          author {
            name
          }
          site {
            name
          }
        }
        releases {
          name
          tasks {
            name
            post {
              title
            }
          }
        }
      }
    }
  }
`;

it('walks site -> posts -> site and site -> releases -> tasks -> post with one call per source and stage', async () => {
  const { data, errors, calls, callsOfMesh } = await askBoth(thereAndBack);
  expect(errors).toBeUndefined();
  const { sites } = data.getSitesByTeam;
  expect(sites[0].posts).toHaveLength(2);
  for (const site of sites) {
    for (const post of site.posts) expect(post.site.name).toBe(site.slug);
  }
  const posts = sites.flatMap((site: any) =>
    site.releases.flatMap((release: any) => release.tasks.map((task: any) => task.post?.title)),
  );
  expect(posts.filter(Boolean).length).toBeGreaterThan(3);
  // Sites, their posts and releases, the posts' sites and the tasks' posts.
  expect(calls).toEqual({ fleek: 2, fibery: 1, flotiq: 2 });
  expect(callsOfMesh.fleek).toBe(calls.fleek);
});

it('joins many to many, by keys below a list and arguments passed through', async () => {
  const { data, calls } = await askBoth(
    '{ findProjects { name posts(limit: 2, orderBy: { title: DESC }) { title } } }',
  );
  const [website] = data.findProjects;
  expect(website.posts).toEqual([
    { title: 'Meet the loading dock' },
    { title: 'How we forge an anvil' },
  ]);
  expect(calls).toEqual({ fleek: 0, fibery: 1, flotiq: 1 });
});

it('leads both ways, and from one to one', async () => {
  const { data } = await askBoth(
    '{ getBlogpost(id: "blogpost-2") { id tasks { name post { id tasks { name } } } } }',
  );
  const { id, tasks } = data.getBlogpost;
  expect(tasks.length).toBeGreaterThan(0);
  for (const task of tasks) expect(task.post).toEqual({ id, tasks: tasks.map(nameOf) });
});

const nameOf = ({ name }: { name: string }) => ({ name });

it('joins by numbers at a source that takes no text for them', async () => {
  const { data, errors } = await askBoth('{ findTasks { estimate alike { estimate } } }');
  expect(errors).toBeUndefined();
  for (const { estimate, alike } of data.findTasks) {
    for (const other of alike) expect(other.estimate).toBe(estimate);
    if (estimate !== null) expect(alike.length).toBeGreaterThan(0);
  }
});

it('asks for more pages when the keys find more than fits on one', async () => {
  const { data, calls, callsOfMesh } = await askBoth(
    '{ getSitesByTeam(teamId: "acme") { sites { posts(limit: 1, page: 350) { id } } } }',
  );
  for (const { posts } of data.getSitesByTeam.sites) expect(posts).toHaveLength(1);
  expect(calls).toEqual({ fleek: 1, fibery: 0, flotiq: 2 });
  expect(callsOfMesh).toEqual(calls);
});

it('asks for all keys of a source without a list in one request, each once', async () => {
  const { data, calls, callsOfMesh } = await askBoth(
    '{ listBlogpost(limit: 60) { items { site { slug } again: site { name } } } }',
  );
  expect(data.listBlogpost.items).toHaveLength(60);
  expect(calls).toEqual({ fleek: 1, fibery: 0, flotiq: 1 });
  const { query } = JSON.parse(gateways.plan.fleek.calls.at(-1)!.body) as { query: string };
  const slugs = new Set(data.listBlogpost.items.map(({ site }: any) => site?.slug));
  expect(query.match(/getSiteBySlug/g)!.length).toBeLessThanOrEqual(2 * slugs.size);
  expect(callsOfMesh.flotiq).toBe(1);
});

it('keeps to the keys that a client lists itself', async () => {
  const { data } = await askBoth(
    '{ getSitesByTeam(teamId: "acme") { sites { slug posts(where: { siteSlug: { in: ["acme-docs"] } }) { siteSlug } } } }',
  );
  for (const { slug, posts } of data.getSitesByTeam.sites) {
    expect(posts.length > 0).toBe(slug === 'acme-docs');
  }
});

describe('a source that does not answer', () => {
  const query =
    '{ getSitesByTeam(teamId: "acme") { sites { slug posts(limit: 1) { id } releases { name } } } }';
  const expectCost = ({ data, errors }: Awaited<ReturnType<typeof askBoth>>, code: string) => {
    for (const { slug, posts, releases } of data.getSitesByTeam.sites) {
      expect([slug, posts]).toEqual([expect.stringMatching(/^acme-/), null]);
      expect(releases.length).toBeGreaterThan(0);
    }
    const pathOf = (index: number) => ['getSitesByTeam', 'sites', index, 'posts'];
    expect(errors).toEqual([0, 1, 2].map((at) => ({ path: pathOf(at), code, source: 'flotiq' })));
  };

  it('costs the fields of its links only', async () => {
    for (const executor of executors) {
      gateways[executor].flotiq.faults.add({ kind: 'status', status: 503 });
    }
    expectCost(await askBoth(query), 'SOURCE_UNAVAILABLE');
  });

  it('costs no more when its credential is missing, and is not asked', async () => {
    const { 'x-flotiq-key': _missing, ...headers } = sandboxHeaders;
    const answer = await askBoth(query, { headers });
    expectCost(answer, 'CREDENTIAL_MISSING');
    expect(answer.calls).toEqual({ fleek: 1, fibery: 1, flotiq: 0 });
  });
});
