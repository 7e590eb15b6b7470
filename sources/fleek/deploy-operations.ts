import type { DeployOperations } from '../../src/live-offer.ts';

type Found = { id: string } | null | undefined;

const idOf = (field: string) => (data: Record<string, unknown>) => (data[field] as Found)?.id;

/** What `trefoil deploy` runs: people call a site by its slug, scripts by its id. */
export const deployOperations: DeployOperations = {
  find: [
    {
      query: 'query ($site: String!) { getSiteBySlug(slug: $site) { id } }',
      idOf: idOf('getSiteBySlug'),
    },
    {
      query: 'query ($site: ID!) { getSiteById(siteId: $site) { id } }',
      idOf: idOf('getSiteById'),
    },
  ],
  start: {
    query:
      'mutation ($id: ID!, $commit: String) { triggerDeploy(siteId: $id, commit: $commit) { id } }',
    idOf: idOf('triggerDeploy'),
  },
  follow: {
    query:
      'subscription ($id: ID!, $deploy: ID!) { deployStatus(siteId: $id, deployId: $deploy) { status isFinal stale ageMs } }',
    field: 'deployStatus',
  },
  isGood: (status) => status === 'DEPLOYED',
};
