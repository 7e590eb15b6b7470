import { commitHashOf, idOf, spread } from './identifiers.ts';
import { describeCommit } from './deploys.ts';
import type { BuildSettings, Commit, DeployRecord, SiteRecord, Source } from './records.ts';
import { githubRepository } from './sites.ts';

export const teams: Record<string, { id: string; name: string }> = {
  acme: { id: 'acme', name: 'Acme' },
  globex: { id: 'globex', name: 'Globex' },
};

/** Opens nothing real. */
export const sandboxKey = 'sandbox-fleek-key===';

/** The key of a second team, so that it can be shown whose sites a key does not open. */
export const otherTeamKey = 'sandbox-globex-key===';

export const teamOfKey = new Map([
  [sandboxKey, 'acme'],
  [otherTeamKey, 'globex'],
]);

export const sampleSiteIds = {
  'acme-www': '5f1c0a94-7d3e-4b62-9a08-c41e7726b1d3',
  'acme-docs': 'c2e97b10-08a4-4f5d-b6c3-3d9015ea42f7',
  'acme-shop': '91d4e6f8-b52a-47c0-8e1f-a07b3c65d928',
  'globex-www': 'e83b2d57-614f-4c9a-a3d0-5b7f90c812e6',
} as const;

export const storageObjects = new Set([
  'acme-team-bucket/press/logo.svg',
  'acme-team-bucket/press/team.jpg',
  'acme-team-bucket/downloads/catalogue-2024.pdf',
]);

const NEWEST_MS = Date.parse('2024-05-17T09:30:00Z');
const HOUR_MS = 3_600_000;
const SAMPLE_COMMITS = 32;

const wwwMessages = [
  'Announce the spring release on the home page',
  'Fix the contrast of links in the footer',
  'Load the hero image at the size it is shown in',
  'Add the customer story of Initech',
  'Move the newsletter form above the fold',
  'Correct the opening hours on the contact page',
  'Upgrade to Next 13.5',
  'Serve fonts from our own domain',
  'Remove the cookie banner, we set no cookies',
  'Add a page for partners',
  'Sort blog posts by date of publication',
  'Fix broken links to the documentation',
  'Translate the pricing page into German',
  'Show prices with and without tax',
  'Add structured data to articles',
  'Shorten the text of the sign-up button',
  'Prevent layout shift in the gallery',
  'Add alternative texts to all screenshots',
  'Redirect /press to /about/press',
  'Replace the carousel with a plain list',
  'Write the privacy notice in plain words',
  'Add an RSS feed',
  'Make the menu work without JavaScript',
  'Use the new logo',
  'Set a theme colour for mobile browsers',
  'Compress images during the build',
  'Add the imprint',
  'First version of the new website',
];

const globexMessages = ['Publish the annual report', 'First version of the website'];

/** The two teams' sites. `extraDeploys` older deploys of acme-www stand in for a long history. */
export function sampleSites(extraDeploys = 0): SiteRecord[] {
  const olderMessages = Array.from({ length: extraDeploys }, (_, i) => `Archive, part ${i + 1}`);
  return [
    builtSite('acme-www', [...wwwMessages, ...olderMessages], (n) =>
      n === 6 ? 'FAILED' : n === 13 ? 'CANCELLED' : 'DEPLOYED',
    ),
    ipfsSite(),
    // Never published: callers must be ready for a site without a published deploy.
    builtSite('acme-shop', ['Install the payment module', 'Set up the shop'], (n) =>
      n === 0 ? 'FAILED' : 'CANCELLED',
    ),
    builtSite('globex-www', globexMessages, () => 'DEPLOYED'),
  ];
}

type SampleSlug = keyof typeof sampleSiteIds;

function builtSite(
  slug: SampleSlug,
  messages: string[],
  outcomeOf: (n: number) => DeployRecord['outcome'],
): SiteRecord {
  const [owner, name] = slug.split('-');
  const source = githubRepository(`https://github.com/${owner}/${name}`, 'main');
  const commits = messages.map((message) => ({
    hash: commitHashOf(`${slug}/${message}`),
    message,
  }));
  const buildSettings: BuildSettings = {
    buildCommand: 'npm ci && npm run build',
    baseDirectoryPath: './',
    publishDirectoryPath: 'out',
    dockerImage: 'fleek/next-js:node-18',
    environmentVariables: [
      { name: 'NODE_ENV', value: 'production' },
      { name: 'SITE_URL', value: `https://${slug}.on.fleek.co` },
    ],
  };
  const deploys = commits.map((commit, n) =>
    sampleDeploy(slug, n, outcomeOf(n), source, commit, buildSettings.buildCommand),
  );
  // A long tail of deploys must not make every look-up of a commit slow.
  return {
    ...common(slug),
    source,
    buildSettings,
    commits: commits.slice(0, SAMPLE_COMMITS),
    deploys,
  };
}

/** A site whose files are on IPFS already, so its deploys name no commit. */
function ipfsSite(): SiteRecord {
  const slug = 'acme-docs';
  const cids = [
    'QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWKU8Vr',
    'QmPZ9gcCEpqKTo6aq61g2nXGUhM4iCL3ewB6LDXZCtioEB',
    'QmT5NvUtoM5nWFfrQdVrFtvGfKFmG7AHE8P34isapyhCxX',
  ] as const;
  const sources = cids.map((cid): Source => ({ __typename: 'IpfsSource', cid }));
  const deploys = sources.map((source, n) => sampleDeploy(slug, n, 'DEPLOYED', source));
  const buildSettings: BuildSettings = {
    buildCommand: null,
    baseDirectoryPath: null,
    publishDirectoryPath: null,
    dockerImage: null,
    environmentVariables: [],
  };
  const source: Source = { __typename: 'IpfsSource', cid: cids[0] };
  return { ...common(slug), source, buildSettings, commits: [], deploys };
}

function common(slug: SampleSlug) {
  return {
    id: sampleSiteIds[slug],
    slug,
    teamId: slug.split('-')[0] ?? slug,
    createdBy: idOf(`person/${slug}`),
    createdAtMs: NEWEST_MS - 400 * 24 * HOUR_MS,
    updatedAtMs: slug === 'acme-shop' ? null : NEWEST_MS - 48 * HOUR_MS,
    description: 'fleek',
    platform: 'ipfs' as const,
    autoPublishing: true,
    prDeployPreviews: slug === 'acme-www',
    dfinityUseProxy: null,
  };
}

function sampleDeploy(
  slug: string,
  n: number,
  outcome: DeployRecord['outcome'],
  source: Source,
  commit?: Commit,
  buildCommand: string | null = null,
): DeployRecord {
  const id = idOf(`sample/${slug}/${n}`);
  return {
    id,
    startedAtMs: NEWEST_MS - n * 26 * HOUR_MS - spread(id, 4 * HOUR_MS),
    durationMs: 40_000 + spread(`${id}/duration`, 90_000),
    outcome,
    source,
    repository: describeCommit(source, commit),
    buildCommand,
    autoPublish: true,
  };
}
