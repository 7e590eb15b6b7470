import { GraphQLError } from 'graphql';
import { commitHashOf, idOf } from './identifiers.ts';
import type { BuildSettings, Commit, GithubRepository, SiteRecord, Source } from './records.ts';

interface SourceInput {
  githubSource?: { url: string; branch: string } | null;
  ipfsSource?: { cid: string } | null;
}

export interface AddSiteInput extends SourceInput {
  teamId: string;
  platform: SiteRecord['platform'];
  buildSettings?: Partial<BuildSettings> | null;
}

export interface EditDeploySettings extends SourceInput {
  siteId: string;
  autoPublishing?: boolean | null;
  prDeployPreviews?: boolean | null;
  dfinityUseProxy?: boolean | null;
}

export function githubRepository(url: string, branch: string): GithubRepository {
  return { __typename: 'Repository', type: 'GITHUB', url, branch };
}

/** A site without a deploy, named after its repository, under a slug that is not taken. */
export function createSite(
  input: AddSiteInput,
  takenSlugs: ReadonlySet<string>,
  nowMs: number,
): SiteRecord {
  const from = readSource(input);
  if (!from) throw new GraphQLError('Give one of githubSource and ipfsSource');
  const slug = freeSlug(from.source, takenSlugs);
  const { buildSettings } = input;
  return {
    ...from,
    id: idOf(`site/${slug}`),
    slug,
    teamId: input.teamId,
    createdBy: idOf(`person/${input.teamId}`),
    createdAtMs: nowMs,
    updatedAtMs: null,
    description: 'fleek',
    platform: input.platform,
    buildSettings: {
      buildCommand: buildSettings?.buildCommand ?? null,
      baseDirectoryPath: buildSettings?.baseDirectoryPath ?? null,
      publishDirectoryPath: buildSettings?.publishDirectoryPath ?? null,
      dockerImage: buildSettings?.dockerImage ?? null,
      environmentVariables: buildSettings?.environmentVariables ?? [],
    },
    autoPublishing: true,
    prDeployPreviews: false,
    dfinityUseProxy: null,
    deploys: [],
  };
}

export function editSite(site: SiteRecord, input: EditDeploySettings, nowMs: number): SiteRecord {
  return {
    ...site,
    ...readSource(input),
    autoPublishing: input.autoPublishing ?? site.autoPublishing,
    prDeployPreviews: input.prDeployPreviews ?? site.prDeployPreviews,
    dfinityUseProxy: input.dfinityUseProxy ?? site.dfinityUseProxy,
    updatedAtMs: nowMs,
  };
}

function readSource(input: SourceInput): { source: Source; commits: Commit[] } | undefined {
  const { githubSource, ipfsSource } = input;
  if (githubSource && ipfsSource) {
    throw new GraphQLError('Give only one of githubSource and ipfsSource');
  }
  if (ipfsSource) {
    return { source: { __typename: 'IpfsSource', cid: ipfsSource.cid }, commits: [] };
  }
  if (!githubSource) return undefined;
  const { url, branch } = githubSource;
  const head = { hash: commitHashOf(`${url}/${branch}`), message: 'fleek' };
  return { source: githubRepository(url.replace(/(\.git|\/)$/, ''), branch), commits: [head] };
}

function freeSlug(source: Source, taken: ReadonlySet<string>): string {
  const wanted =
    source.__typename === 'Repository' ? source.url.split('/').slice(-2).join('-') : 'fleek-site';
  let slug = wanted;
  for (let n = 2; taken.has(slug); n += 1) slug = `${wanted}-${n}`;
  return slug;
}
