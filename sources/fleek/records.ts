export interface Commit {
  hash: string;
  message: string;
}

export interface GithubRepository {
  __typename: 'Repository';
  type: 'GITHUB';
  url: string;
  branch: string;
}

export type Source = GithubRepository | { __typename: 'IpfsSource'; cid: string };

export interface DeployRepository {
  commit: string | null;
  branch: string | null;
  owner: string | null;
  name: string | null;
  message: string | null;
}

/** A deploy as it was started. What has become of it is a matter of the time at which one looks. */
export interface DeployRecord {
  id: string;
  startedAtMs: number;
  durationMs: number;
  outcome: 'DEPLOYED' | 'FAILED' | 'CANCELLED';
  source: Source;
  repository: DeployRepository;
  buildCommand: string | null;
  autoPublish: boolean;
}

export interface BuildSettings {
  buildCommand: string | null;
  baseDirectoryPath: string | null;
  publishDirectoryPath: string | null;
  dockerImage: string | null;
  environmentVariables: { name: string; value: string | null }[];
}

export interface SiteRecord {
  readonly id: string;
  readonly slug: string;
  readonly teamId: string;
  readonly createdBy: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number | null;
  readonly description: string;
  readonly platform: 'ipfs' | 'dfinity';
  readonly buildSettings: BuildSettings;
  readonly autoPublishing: boolean;
  readonly prDeployPreviews: boolean;
  readonly dfinityUseProxy: boolean | null;
  readonly source: Source;
  /** Newest first: the first one is the head of the branch. Empty when the source is IPFS. */
  readonly commits: readonly Commit[];
  /** Newest first. */
  readonly deploys: readonly DeployRecord[];
}

/** All sites by id, oldest first. Records are replaced, never changed, so many accounts can share one sample. */
export type Sites = Map<string, SiteRecord>;
