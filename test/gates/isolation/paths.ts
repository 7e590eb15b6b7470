import type { Person } from './people.ts';

const query = `{
  getSiteBySlug(slug: "acme-www") { description }
  me { email }
  listBlogpost(limit: 2) { items { internal { objectTitle } } }
}`;

const links = `{
  getSitesByTeam(teamId: "acme") {
    sites {
      description
      posts(limit: 2) { internal { objectTitle } site { description } tasks { createdBy { email } } }
      releases { createdBy { email } }
    }
  }
}`;

const cached =
  '{ getTag(id: "_tag-1") { internal { objectTitle } } listTag { items { internal { objectTitle } } } }';

/** What `TREFOIL_CACHE` has to be for that query to be answered from memory. */
export const cachedTypes = 'FlotiqTag=300';

const mutation = `mutation {
  createTag(input: { name: "mine" }) { internal { objectTitle } }
  tasks { create(name: "mine") { message } }
}`;

const deploy = `mutation ($siteId: ID!, $commit: String) {
  triggerDeploy(siteId: $siteId, commit: $commit) { repository { commit } }
}`;

export const pathNames = [
  'query',
  'get',
  'links',
  'cached',
  'mutation',
  'deploy',
  'batch',
] as const;
export type PathName = (typeof pathNames)[number];

export interface Ask {
  url: string;
  siteId: string;
  signal: AbortSignal;
}

/** Asks as a client would; a batch answers several operations. Each selects the mark of all that it asks. */
export async function askBy(path: PathName, person: Person, ask: Ask): Promise<unknown[]> {
  const { url, siteId, signal } = ask;
  const post = async (body: unknown) => {
    const headers = { 'content-type': 'application/json', ...person.headers };
    const sent = { method: 'POST', headers, body: JSON.stringify(body), signal };
    const answered = (await (await fetch(`${url}/graphql`, sent)).json()) as unknown;
    return Array.isArray(answered) ? answered : [answered];
  };
  if (path === 'batch') return post([{ query }, { query: cached }, { query: mutation }]);
  if (path === 'get') {
    const search = new URLSearchParams({ query });
    const response = await fetch(`${url}/graphql?${search}`, { headers: person.headers, signal });
    return [await response.json()];
  }
  if (path === 'deploy') {
    return post({ query: deploy, variables: { siteId, commit: person.commit } });
  }
  return post({ query: { query, links, cached, mutation }[path] });
}

export const operationsOf = (path: PathName): number => (path === 'batch' ? 3 : 1);
