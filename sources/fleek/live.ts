import { GatewayError } from '../../src/errors.ts';
import type { Ask, Item, LiveOffer, Watch } from '../../src/live-offer.ts';
import { deployOperations } from './deploy-operations.ts';

/** Fleek has no subscriptions and no webhooks: deploys are followed by asking for them. */
export const live: LiveOffer = {
  extend({ schema }) {
    const { getDeploysBySite, getSiteById } = schema.getQueryType()?.getFields() ?? {};
    const { triggerDeploy, retryDeploy } = schema.getMutationType()?.getFields() ?? {};
    if (!getDeploysBySite || !getSiteById) return undefined;
    const wake = {
      watch: 'deployStatus',
      keyOf: ({ siteId }: Record<string, unknown>) => String(siteId),
    };
    return {
      sdl: triggerDeploy ? sdl + waitSdl : sdl,
      watches: { deployStatus },
      wakes: {
        ...(triggerDeploy && { triggerDeploy: wake }),
        ...(retryDeploy && { retryDeploy: wake }),
      },
      waits: triggerDeploy ? { deployAndWait } : {},
    };
  },
  deploy: deployOperations,
};

const sdl = /* GraphQL */ `
  extend type Subscription {
    """
    Tells how a deploy goes: the first event at once, then one for every change, and the end when the
    deploy is DEPLOYED, FAILED or CANCELLED. Without \`deployId\` it is the deploy that is the latest when
    you subscribe, or the first one of a site that has none.
    """
    deployStatus(
      "The \`id\` of the site, which is not its slug."
      siteId: ID!
      deployId: ID
      "Goes on with the next deploy of the site when one is over, and never ends by itself."
      follow: Boolean = false
    ): FleekDeployEvent
  }

  "How a deploy stood at a moment."
  type FleekDeployEvent {
    "Null for a site without deploys, and while it could not be fetched."
    deploy: FleekDeploy
    status: FleekDeployStatus
    "The deploy is over."
    isFinal: Boolean!
    "Fleek does not answer at present: this is what was seen last. The gateway keeps asking."
    stale: Boolean!
    "Milliseconds since Fleek was last seen; null when it never was."
    ageMs: Int
    "When the event was made, in ISO 8601."
    at: String!
    "Reports of the gateway that came faster than you took them, and were left out before this one."
    missed: Int!
  }
`;

const waitSdl = /* GraphQL */ `
  extend type Mutation {
    """
    Starts a deploy and answers when it is over, or when the time is: then \`isFinal\` is false.
    """
    deployAndWait(
      "The \`id\` of the site, which is not its slug."
      siteId: ID!
      "As in \`triggerDeploy\`."
      commit: String
      timeoutSeconds: Int = 600
    ): FleekDeployEvent
  }
`;

/** What one look covers; a site rarely has more deploys within a look. */
const pageSize = 20;
const largestPage = 100;
const mostPages = 5;

interface Listed {
  id: string;
  status: string;
  startedAt: string | null;
  completedAt: string | null;
}

const deployStatus: Watch = {
  objectField: 'deploy',
  reads: ['getDeploysBySite'],
  keyOf: ({ siteId }) => String(siteId),
  itemOf: ({ deployId }) =>
    deployId === null || deployId === undefined ? undefined : String(deployId),
  isEndless: ({ follow }) => follow === true,

  async look(ask, { siteId }, wanted) {
    const first = await readPage(ask, { siteId, limit: pageSize });
    if (!first) return expectSite(ask, String(siteId));
    let deploys = first.deploys;
    let { nextToken } = first;
    for (let page = 1; page < mostPages && nextToken && lacks(deploys, wanted); page += 1) {
      const more = await readPage(ask, { siteId, limit: largestPage, nextToken });
      if (!more) break;
      deploys = [...deploys, ...more.deploys];
      nextToken = more.nextToken;
    }
    return deploys.toSorted(newestFirst).map(toItem);
  },

  locate({ siteId }, item, sight) {
    // One more, for a deploy that began meanwhile.
    const limit = Math.max(sight.findIndex(({ id }) => id === item.id) + 2, 2);
    return {
      field: 'getDeploysBySite',
      args: { siteId, limit },
      below: ['deploys'],
      idField: 'id',
      id: item.id,
      typeName: 'FleekDeploy',
      known: { status: item.status },
    };
  },
};

const deployAndWait = {
  watch: 'deployStatus',
  start: {
    mutation: `mutation ($siteId: ID!, $commit: String) { triggerDeploy(siteId: $siteId, commit: $commit) { id } }`,
    variables: ({ siteId, commit }: Record<string, unknown>) => ({
      siteId,
      ...(commit !== undefined && { commit }),
    }),
  },
  watchArgs({ siteId }: Record<string, unknown>, started: Record<string, unknown>) {
    const { triggerDeploy: deploy } = started as { triggerDeploy: { id: string } | null };
    return deploy ? { siteId, deployId: deploy.id } : undefined;
  },
  timeoutMs: ({ timeoutSeconds }: Record<string, unknown>) => Number(timeoutSeconds ?? 600) * 1000,
};

interface Page {
  deploys: Listed[];
  nextToken: string | null;
}

const pageQuery =
  'query ($siteId: ID!, $limit: Int, $nextToken: String) { getDeploysBySite(siteId: $siteId, limit: $limit, nextToken: $nextToken) { deploys { id status startedAt completedAt } nextToken } }';

/** Null stands for a site that is not there, for one of another team, and at times for trouble. */
async function readPage(ask: Ask, variables: Record<string, unknown>): Promise<Page | null> {
  const { getDeploysBySite: page } = await ask(pageQuery, variables);
  return page as Page | null;
}

/** Who gave a slug would wait for its first deploy for ever. */
async function expectSite(ask: Ask, id: string): Promise<[]> {
  const { getSiteById: site } = await ask('query ($id: ID!) { getSiteById(siteId: $id) { id } }', {
    id,
  });
  if (site) return [];
  throw new GatewayError('SOURCE_NOT_FOUND', {
    source: 'fleek',
    detail: `there is no site with the id "${id}" for this credential; the id is not the slug, and getSiteBySlug knows it`,
  });
}

function lacks(deploys: readonly Listed[], wanted: ReadonlySet<string>): boolean {
  const found = new Set(deploys.map(({ id }) => id));
  return [...wanted].some((id) => !found.has(id));
}

/**
 * The order of the list is not documented. A deploy that waits for its turn may have no start; one that was
 * cancelled meanwhile never had one, and must not be taken for the newest ever after.
 */
function newestFirst(a: Listed, b: Listed): number {
  const [aMs, bMs] = [dateOf(a), dateOf(b)];
  return aMs === bMs ? 0 : bMs - aMs;
}

function dateOf({ status, startedAt, completedAt }: Listed): number {
  const dateMs = Date.parse(startedAt ?? completedAt ?? '');
  if (!Number.isNaN(dateMs)) return dateMs;
  return status === 'IN_PROGRESS' ? Infinity : -Infinity;
}

function toItem({ id, status }: Listed): Item {
  return { id, status, isFinal: status !== 'IN_PROGRESS' };
}
