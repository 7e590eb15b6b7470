import { expect, it } from 'vitest';
import { createTestGateway } from '../test-gateway.ts';

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
  await using gateway = await createTestGateway();
  const { data, errors } = await gateway.ask(thereAndBack);
  expect(errors).toBeUndefined();
  const [first] = data.getSitesByTeam.sites;
  expect(first.posts).toHaveLength(2);
  for (const site of data.getSitesByTeam.sites) {
    for (const post of site.posts) expect(post.site.name).toBe(site.slug);
  }
  const posts = data.getSitesByTeam.sites.flatMap((site: any) =>
    site.releases.flatMap((release: any) => release.tasks.map((task: any) => task.post?.title)),
  );
  expect(posts.filter(Boolean).length).toBeGreaterThan(3);
  expect({
    fleek: gateway.fleek.calls.length,
    fibery: gateway.fibery.calls.length,
    flotiq: gateway.flotiq.calls.length,
  }).toEqual({ fleek: 2, fibery: 1, flotiq: 2 });
});

it('gives the same answer over links through a plan and through Mesh', async () => {
  await using planned = await createTestGateway();
  await using meshed = await createTestGateway({ deps: { executor: 'mesh' } });
  const answer = await planned.ask(thereAndBack);
  expect(await meshed.ask(thereAndBack)).toEqual(answer);
});
