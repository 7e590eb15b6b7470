import { GraphQLError } from 'graphql';
import {
  findCommit,
  findPublished,
  repeatDeploy,
  startDeploy,
  statusOf,
  viewDeploy,
  type DeployRules,
} from './deploys.ts';
import { cidOf } from './identifiers.ts';
import { takePage, type PageArguments } from './paging.ts';
import type { DeployRecord, SiteRecord, Sites } from './records.ts';
import { storageObjects, teams } from './sample-data.ts';
import { createSite, editSite, type AddSiteInput, type EditDeploySettings } from './sites.ts';

/** What a request may touch: all sites of the copy it works on, and the team its key belongs to. */
export interface Caller {
  sites: Sites;
  teamId: string;
  /** Takes the place of every description, so that an answer shows for whom it was made. */
  marker?: string;
}

/** The contract's root fields. What is not found and what is another team's are both null. */
export function rootFields(rules: DeployRules) {
  const ownSite = ({ sites, teamId }: Caller, siteId: string) => {
    const site = sites.get(siteId);
    return site?.teamId === teamId ? site : undefined;
  };

  const ownSites = ({ sites, teamId }: Caller) =>
    [...sites.values()].filter((site) => site.teamId === teamId);

  const viewSite = (site: SiteRecord, { marker }: Caller) => {
    const nowMs = rules.now();
    const published = findPublished(site, nowMs);
    const [latest] = site.deploys;
    return {
      id: site.id,
      createdBy: site.createdBy,
      createdAt: new Date(site.createdAtMs).toISOString(),
      updatedAt: site.updatedAtMs === null ? null : new Date(site.updatedAtMs).toISOString(),
      teamId: site.teamId,
      team: teams[site.teamId],
      name: site.slug,
      slug: site.slug,
      description: marker ?? site.description,
      platform: site.platform,
      buildSettings: site.buildSettings,
      deploySettings: site,
      publishedDeploy: published ? viewDeploy(published, site, nowMs) : null,
      latestDeploy: latest ? viewDeploy(latest, site, nowMs) : null,
      dfinityCanisterId: null,
    };
  };

  const record = (started: DeployRecord, site: SiteRecord, { sites }: Caller) => {
    const changed = { ...site, deploys: [started, ...site.deploys] };
    sites.set(site.id, changed);
    return viewDeploy(started, changed, rules.now());
  };

  return {
    getSiteById({ siteId }: { siteId: string }, caller: Caller) {
      const site = ownSite(caller, siteId);
      return site ? viewSite(site, caller) : null;
    },

    getSiteBySlug({ slug }: { slug: string }, caller: Caller) {
      const site = ownSites(caller).find((own) => own.slug === slug);
      return site ? viewSite(site, caller) : null;
    },

    getDeploysBySite(args: PageArguments & { siteId: string }, caller: Caller) {
      const site = ownSite(caller, args.siteId);
      if (!site) return null;
      const nowMs = rules.now();
      const { page, nextToken } = takePage(site.deploys, args);
      return { deploys: page.map((one) => viewDeploy(one, site, nowMs)), nextToken };
    },

    getSitesByTeam(args: PageArguments & { teamId: string }, caller: Caller) {
      if (args.teamId !== caller.teamId) return null;
      const { page, nextToken } = takePage(ownSites(caller), args);
      return { sites: page.map((site) => viewSite(site, caller)), nextToken };
    },

    getStorageObject({ bucket, key }: { bucket: string; key: string }, caller: Caller) {
      const path = `${bucket}/${key}`;
      const isOwn = bucket === `${caller.teamId}-team-bucket`;
      return isOwn && storageObjects.has(path) ? { hash: cidOf(path) } : null;
    },

    triggerDeploy(args: { siteId: string; commit?: string | null }, caller: Caller) {
      const site = ownSite(caller, args.siteId);
      if (!site) return null;
      return record(startDeploy(site, rules, findCommit(site, args.commit)), site, caller);
    },

    retryDeploy(args: { siteId: string; deployId: string }, caller: Caller) {
      const site = ownSite(caller, args.siteId);
      const earlier = site?.deploys.find(({ id }) => id === args.deployId);
      if (!site || !earlier) return null;
      if (statusOf(earlier, rules.now()) === 'IN_PROGRESS') {
        throw new GraphQLError('The deploy is still in progress');
      }
      return record(repeatDeploy(earlier, site, rules), site, caller);
    },

    purgeCache({ input }: { input: { siteId: string } }, caller: Caller) {
      return ownSite(caller, input.siteId) !== undefined;
    },

    addSite({ input }: { input: AddSiteInput }, caller: Caller) {
      if (input.teamId !== caller.teamId) return null;
      const takenSlugs = new Set([...caller.sites.values()].map(({ slug }) => slug));
      const site = createSite(input, takenSlugs, rules.now());
      caller.sites.set(site.id, site);
      return viewSite(site, caller);
    },

    editDeploySettings({ input }: { input: EditDeploySettings }, caller: Caller) {
      const site = ownSite(caller, input.siteId);
      if (!site) return null;
      const changed = editSite(site, input, rules.now());
      caller.sites.set(site.id, changed);
      return viewSite(changed, caller);
    },
  };
}
