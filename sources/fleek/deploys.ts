import { cidOf, idOf } from './identifiers.ts';
import type { Commit, DeployRecord, DeployRepository, SiteRecord, Source } from './records.ts';

export interface DeployRules {
  now: () => number;
  deployMs: number;
  /** Whether a deploy of the commit breaks. Gets an empty string when the source is IPFS. */
  deployFails: (commit: string) => boolean;
}

/** A new deploy of the commit. Nothing runs: it is over once the clock has moved by `deployMs`. */
export function startDeploy(site: SiteRecord, rules: DeployRules, commit?: Commit): DeployRecord {
  return {
    id: idOf(`${site.id}/deploy/${site.deploys.length}`),
    startedAtMs: rules.now(),
    durationMs: rules.deployMs,
    outcome: rules.deployFails(commit?.hash ?? '') ? 'FAILED' : 'DEPLOYED',
    source: site.source,
    repository: describeCommit(site.source, commit),
    buildCommand: site.buildSettings.buildCommand,
    autoPublish: site.autoPublishing,
  };
}

/** The same commit, or the same files on IPFS, once more, under the settings of today. */
export function repeatDeploy(
  earlier: DeployRecord,
  site: SiteRecord,
  rules: DeployRules,
): DeployRecord {
  const { source, repository } = earlier;
  const outcome = rules.deployFails(repository.commit ?? '') ? 'FAILED' : 'DEPLOYED';
  return { ...startDeploy(site, rules), source, repository, outcome };
}

/** The commit that a caller means: by default the head of the branch, and undefined on an IPFS source. */
export function findCommit(site: SiteRecord, name: string | null | undefined): Commit | undefined {
  if (site.source.__typename === 'IpfsSource') return undefined;
  if (!name || name === 'HEAD') return site.commits[0];
  // Seven characters is how short git itself prints a hash.
  const known = site.commits.find(({ hash }) => name.length >= 7 && hash.startsWith(name));
  return known ?? { hash: name, message: 'fleek' };
}

export function describeCommit(source: Source, commit: Commit | undefined): DeployRepository {
  if (source.__typename === 'IpfsSource' || !commit) {
    return { commit: null, branch: null, owner: null, name: null, message: null };
  }
  const [name = null, owner = null] = source.url.split('/').reverse();
  return { commit: commit.hash, branch: source.branch, owner, name, message: commit.message };
}

export function statusOf(deploy: DeployRecord, nowMs: number) {
  const elapsedMs = nowMs - deploy.startedAtMs;
  // The sample's history is over under any clock, even one that starts before it.
  const isRunning = elapsedMs >= 0 && elapsedMs < deploy.durationMs;
  return isRunning ? 'IN_PROGRESS' : deploy.outcome;
}

/** The deploy that visitors see: the newest that succeeded and was to go live. */
export function findPublished(site: SiteRecord, nowMs: number): DeployRecord | undefined {
  return site.deploys.find(
    (deploy) => deploy.autoPublish && statusOf(deploy, nowMs) === 'DEPLOYED',
  );
}

/** The deploy as the contract shows it. What costs something to make is made only when selected. */
export function viewDeploy(deploy: DeployRecord, site: SiteRecord, nowMs: number) {
  const { id, startedAtMs, durationMs, repository, autoPublish } = deploy;
  const status = statusOf(deploy, nowMs);
  const isOver = status !== 'IN_PROGRESS';
  return {
    id,
    status,
    repository,
    autoPublish,
    totalTime: isOver ? durationMs : null,
    get startedAt() {
      return new Date(startedAtMs).toISOString();
    },
    get completedAt() {
      return isOver ? new Date(startedAtMs + durationMs).toISOString() : null;
    },
    get ipfsHash() {
      return status === 'DEPLOYED' ? filesOf(deploy, site) : null;
    },
    get previewImage() {
      return status === 'DEPLOYED' ? `https://previews.fleek.example/${id}.png` : null;
    },
    get published() {
      return findPublished(site, nowMs) === deploy;
    },
    get log() {
      const lines = logLines(deploy, site);
      const share = isOver ? 1 : (nowMs - startedAtMs) / durationMs;
      return lines.slice(0, Math.max(1, Math.floor(lines.length * share))).join('\n');
    },
  };
}

/** The same commit builds the same files, so it has the same address. */
function filesOf({ source, repository }: DeployRecord, site: SiteRecord): string {
  return source.__typename === 'IpfsSource' ? source.cid : cidOf(`${site.id}/${repository.commit}`);
}

const LAST_LINES = {
  DEPLOYED: 'Deploy complete',
  FAILED: 'Build failed: the command ended with code 1',
  CANCELLED: 'Deploy cancelled',
};

function logLines(deploy: DeployRecord, site: SiteRecord): string[] {
  const { source, repository, buildCommand, outcome } = deploy;
  const lines =
    source.__typename === 'IpfsSource'
      ? [`Fetching ${source.cid}`, 'Pinning files']
      : [
          `Cloning ${source.url}, branch ${source.branch}`,
          `Checking out ${repository.commit}`,
          `Running ${buildCommand ?? 'no build command'}`,
        ];
  if (outcome === 'DEPLOYED') {
    lines.push('Uploading files to IPFS', `Files are at ${filesOf(deploy, site)}`);
  }
  return [...lines, LAST_LINES[outcome]];
}
