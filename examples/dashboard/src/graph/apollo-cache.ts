// Written by `trefoil schema --apollo`; write it anew when the graph changes.
import type { FieldPolicy, TypePolicies } from '@apollo/client';

/** `new InMemoryCache({ possibleTypes, typePolicies })` */
export const possibleTypes: Record<string, string[]> = {
  FiberyWork: [
    'FiberyDeliveryPerson',
    'FiberyDeliveryProject',
    'FiberyDeliveryRelease',
    'FiberyDeliveryTask',
  ],
  FleekSiteSource: ['FleekIpfsSource', 'FleekRepository'],
  FlotiqContent: [
    'FlotiqAuthor',
    'FlotiqBlogpost',
    'FlotiqMedia',
    'FlotiqOtherContent',
    'FlotiqProduct',
    'FlotiqTag',
  ],
};

/** Behind functions: a policy belongs to one cache. */
export const typePolicies: TypePolicies = {
  FiberyBackgroundJob: { merge: true },
  FiberyBackgroundJobAction: { merge: true },
  FiberyBackgroundJobStart: { merge: true },
  FiberyDateRange: { merge: true },
  FiberyDeliveryPersonOperations: { merge: true },
  FiberyDeliveryProjectOperations: { merge: true },
  FiberyDeliveryReleaseOperations: { merge: true },
  FiberyDeliveryTaskOperations: { merge: true },
  FiberyDoc: { merge: true },
  FiberyMutationResult: { merge: true },
  FiberyRichField: { merge: true },
  FleekBuildSettings: { merge: true },
  FleekDeployEvent: { merge: true },
  FleekDeployRepository: { merge: true },
  FleekDeploySettings: { merge: true },
  FleekEnvironmentVariable: { merge: true },
  FleekIpfsSource: { merge: true },
  FleekRepository: { merge: true },
  FleekSite: {
    fields: {
      posts: pages(['limit', 'mode', 'orderBy', 'where']),
      releases: offsets([
        'createdBy',
        'creationDate',
        'id',
        'limit',
        'modificationDate',
        'name',
        'orderBy',
        'project',
        'publicId',
        'rank',
        'releaseDate',
        'state',
        'taskCount',
        'tasks',
      ]),
    },
  },
  FleekStorageObject: { merge: true },
  FlotiqBatchResult: { merge: true },
  FlotiqBlogpost: {
    fields: {
      tasks: offsets([
        'assignees',
        'comments',
        'createdBy',
        'creationDate',
        'dates',
        'dueDate',
        'estimate',
        'files',
        'id',
        'limit',
        'modificationDate',
        'name',
        'orderBy',
        'project',
        'publicId',
        'rank',
        'release',
        'state',
      ]),
    },
  },
  FlotiqBlogpostLocation: { merge: true },
  FlotiqBlogpostResources: { merge: true },
  FlotiqInternal: { merge: true },
  FlotiqMediaVariants: { merge: true },
  FlotiqMediaVariantsTrim: { merge: true },
  FlotiqSearchHit: { merge: true },
  Query: {
    fields: {
      findPeople: offsets([
        'createdBy',
        'creationDate',
        'email',
        'id',
        'limit',
        'modificationDate',
        'name',
        'orderBy',
        'projects',
        'publicId',
        'rank',
        'role',
      ]),
      findProjects: offsets([
        'createdBy',
        'creationDate',
        'id',
        'lead',
        'limit',
        'modificationDate',
        'name',
        'orderBy',
        'publicId',
        'rank',
        'releases',
        'state',
        'tasks',
      ]),
      findReleases: offsets([
        'createdBy',
        'creationDate',
        'id',
        'limit',
        'modificationDate',
        'name',
        'orderBy',
        'project',
        'publicId',
        'rank',
        'releaseDate',
        'siteSlug',
        'state',
        'taskCount',
        'tasks',
      ]),
      findTasks: offsets([
        'assignees',
        'comments',
        'createdBy',
        'creationDate',
        'dates',
        'dueDate',
        'estimate',
        'files',
        'id',
        'limit',
        'modificationDate',
        'name',
        'orderBy',
        'postId',
        'project',
        'publicId',
        'rank',
        'release',
        'state',
      ]),
      getAuthor: lookup('FlotiqAuthor', 'id'),
      getBlogpost: lookup('FlotiqBlogpost', 'id'),
      getContentDefinition: lookup('FlotiqContentTypeDefinition', 'id'),
      getContentDefinitions: pagesOf(
        ['label', 'limit', 'name', 'orderBy', 'orderDirection'],
        'items',
      ),
      getDeploysBySite: tokens(['limit', 'siteId'], 'deploys'),
      getMedia: lookup('FlotiqMedia', 'id'),
      getProduct: lookup('FlotiqProduct', 'id'),
      getSiteById: lookup('FleekSite', 'siteId'),
      getSitesByTeam: tokens(['limit', 'teamId'], 'sites'),
      getTag: lookup('FlotiqTag', 'id'),
      listAuthor: pagesOf(['ids', 'limit', 'mode', 'orderBy', 'where'], 'items'),
      listAuthorVersion: pagesOf(['id', 'limit', 'mode', 'orderBy'], 'items'),
      listBlogpost: pagesOf(['ids', 'limit', 'mode', 'orderBy', 'where'], 'items'),
      listBlogpostVersion: pagesOf(['id', 'limit', 'mode', 'orderBy'], 'items'),
      listMedia: pagesOf(['ids', 'limit', 'mode', 'orderBy', 'where'], 'items'),
      listMediaVersion: pagesOf(['id', 'limit', 'mode', 'orderBy'], 'items'),
      listProduct: pagesOf(['ids', 'limit', 'mode', 'orderBy', 'where'], 'items'),
      listProductVersion: pagesOf(['id', 'limit', 'mode', 'orderBy'], 'items'),
      listTag: pagesOf(['ids', 'limit', 'mode', 'orderBy', 'where'], 'items'),
      listTagVersion: pagesOf(['id', 'limit', 'mode', 'orderBy'], 'items'),
      search: pagesOf(
        [
          'aggregateBy',
          'aggregateByNumeric',
          'contentTypes',
          'fields',
          'filters',
          'geoFilters',
          'limit',
          'mode',
          'orderBy',
          'orderDirection',
          'postFilters',
          'q',
        ],
        'items',
      ),
    },
  },
  TrefoilIdentity: { merge: true },
  TrefoilSourceIdentity: { merge: true },
};

type List = readonly unknown[];
type Page = Readonly<Record<string, unknown>>;
type Args = Record<string, unknown> | null;

/** `fetchMore({ variables: { page: 2 } })` appends; the first page begins anew. */
function pages(keyArgs: string[]): FieldPolicy {
  return {
    keyArgs,
    merge: (known: List = [], incoming: List, { args }) => place(known, incoming, startOf(args)),
    read: filled,
  };
}

/** The same where the list is in a field of the page. */
function pagesOf(keyArgs: string[], items: string): FieldPolicy {
  return {
    keyArgs,
    merge: (known: Page | null = null, incoming: Page | null, { args }) =>
      incoming
        ? { ...incoming, [items]: place(list(known, items), list(incoming, items), startOf(args)) }
        : startOf(args) > 0
          ? known
          : null,
    read: (known: Page | null | undefined) =>
      known && { ...known, ...(items in known && { [items]: filled(list(known, items)) }) },
  };
}

/** `fetchMore({ variables: { offset: 20 } })` appends. */
function offsets(keyArgs: string[]): FieldPolicy {
  return {
    keyArgs,
    merge: (known: List = [], incoming: List, { args }) =>
      place(known, incoming, numberOf(args?.['offset'], 0)),
    read: filled,
  };
}

/** `fetchMore({ variables: { nextToken } })` appends; without a token the list begins anew. */
function tokens(keyArgs: string[], items: string): FieldPolicy {
  return {
    keyArgs,
    merge: (known: Page | null = null, incoming: Page | null, { args }) => {
      if (!args?.['nextToken']) return incoming;
      return incoming
        ? { ...incoming, [items]: [...list(known, items), ...list(incoming, items)] }
        : known;
    },
  };
}

/** An object that some list brought already is there at once. */
function lookup(__typename: string, argument: string): FieldPolicy {
  return {
    read: (known, { args, toReference }) =>
      known ??
      (args && Object.keys(args).length === 1
        ? toReference({ __typename, id: String(args[argument]) })
        : undefined),
  };
}

function place(known: List, incoming: List | null, start: number): List | null {
  // A list that could not be had is no page of it, and takes nothing from those before.
  if (!incoming) return start > 0 ? known : null;
  const merged = start > 0 ? [...known] : [];
  for (const [index, item] of incoming.entries()) merged[start + index] = item;
  return merged;
}

/** A later page may have come first. */
function filled(known: List | null | undefined): List | null | undefined {
  return known && known.filter((item) => item !== undefined);
}

function list(page: Page | null, items: string): List {
  return (page?.[items] as List | null | undefined) ?? [];
}

function startOf(args: Args): number {
  return (numberOf(args?.['page'], 1) - 1) * numberOf(args?.['limit'], 20);
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
