import type { EnvironmentReader, Range } from './environment.ts';
import { listWebhookVariables } from './live/read-settings.ts';
import type { Limits, Source } from './source.ts';

export interface ConfiguredSource {
  source: Source;
  limits: Limits;
  /** Where it is; undefined means that its stand-in answers. */
  endpoint: string | undefined;
  /** The address of `.meshrc.yaml` is meant: a credential is configured, but no address. */
  isVendor: boolean;
}

const limits = {
  requestsPerSecond: {
    name: 'REQUESTS_PER_SECOND',
    says: 'sustained rate per credential; 0 is unlimited',
    range: { hasFractions: true },
  },
  accountRequestsPerSecond: {
    name: 'ACCOUNT_REQUESTS_PER_SECOND',
    says: 'sustained rate of all credentials of the account; 0 is unlimited',
    range: { hasFractions: true },
  },
  concurrency: { name: 'CONCURRENCY', says: 'calls under way at once', range: { minimum: 1 } },
  timeoutMs: { name: 'TIMEOUT_MS', says: 'time for one attempt', range: { minimum: 1 } },
  retries: {
    name: 'RETRIES',
    says: 'attempts after the first, for reads',
    range: { maximum: 10 },
  },
  answerBytes: { name: 'ANSWER_BYTES', says: 'largest answer', range: { minimum: 1 } },
  callsPerOperation: {
    name: 'CALLS_PER_OPERATION',
    says: 'upstream calls that one operation may cost',
    range: { minimum: 1 },
  },
} as const satisfies Record<keyof Limits, { name: string; says: string; range: Range }>;

export interface SourceVariable {
  name: string;
  /** Empty when there is none. */
  default: string;
  says: string;
}

/** Every variable that is about one source. `.env.example` is held against it. */
export function listVariables(whole: Source) {
  const { name, title, credentials, account, ...source } = whole;
  const prefix = name.toUpperCase();
  const accountVariables = account?.variables ?? [];
  const variables: SourceVariable[] = [
    ...accountVariables.map((variable) => ({
      name: variable,
      default: '',
      says: `in place of a whole address: ${accountVariables.join(' and ')} together`,
    })),
    {
      name: `${prefix}_ENDPOINT`,
      default: '',
      says: `where ${title} is, in place of its stand-in`,
    },
    ...credentials.flatMap(({ env, header }) => [
      { name: env, default: '', says: `the gateway's own credential; callers send ${header}` },
      { name: `${env}_FILE`, default: '', says: 'file that holds it' },
    ]),
    ...Object.entries(limits).map(([key, limit]) => ({
      name: `${prefix}_${limit.name}`,
      default: String(source.limits[key as keyof Limits]),
      says: limit.says,
    })),
    ...listWebhookVariables(whole),
  ];
  return variables;
}

/** Where a source is and what it may cost. Naming an address, an account or a credential ends its stand-in. */
export function configureSource(
  read: EnvironmentReader,
  source: Source,
  isDevelopment: boolean,
): ConfiguredSource {
  const endpoint = readEndpoint(read, source);
  const hasCredential = source.credentials.some(
    ({ env }) => read.raw(env) !== undefined || read.raw(`${env}_FILE`) !== undefined,
  );
  const isVendor = endpoint === undefined && hasCredential;
  const hasStandIn = isDevelopment && source.standIn !== undefined;
  if (isVendor && source.account) {
    read.problem(`${source.title} has a credential but no address: set ${addressOf(source)}`);
  } else if (endpoint === undefined && !isVendor && !hasStandIn) {
    read.problem(
      `${source.title} has no address: set ${addressOf(source)}, or leave it out with TREFOIL_SOURCES`,
    );
  }
  return { source, limits: readLimits(read, source), endpoint, isVendor };
}

function readLimits(read: EnvironmentReader, source: Source): Limits {
  const prefix = source.name.toUpperCase();
  return Object.fromEntries(
    Object.entries(limits).map(([key, { name, range }]) => [
      key,
      read.numberOr(`${prefix}_${name}`, source.limits[key as keyof Limits], range),
    ]),
  ) as unknown as Limits;
}

/** What to set, for people. */
function addressOf({ name, account, credentials }: Source): string {
  const endpoint = `${name.toUpperCase()}_ENDPOINT`;
  if (account) return `${account.variables.join(' and ')}, or ${endpoint}`;
  const [credential] = credentials;
  return `${endpoint}, or ${credential?.env} for the address in .meshrc.yaml`;
}

/** The whole address before the account: one in a shell then replaces an account in `.env`. */
function readEndpoint(read: EnvironmentReader, source: Source): string | undefined {
  const account = readAccount(read, source);
  return read.url(`${source.name.toUpperCase()}_ENDPOINT`) ?? account;
}

function readAccount(read: EnvironmentReader, { account }: Source): string | undefined {
  if (!account) return undefined;
  const values = Object.fromEntries(account.variables.map((name) => [name, read.raw(name)]));
  const missing = account.variables.filter((name) => values[name] === undefined);
  if (missing.length === account.variables.length) return undefined;
  if (missing.length > 0) {
    read.problem(
      `${account.variables.join(' and ')} go together: ${missing.join(', ')} is missing`,
    );
    return undefined;
  }
  const endpoint = account.endpoint(values as Record<string, string>);
  if (endpoint === undefined) {
    read.problem(`${account.variables.join(' and ')} make no address; one of them is misspelt`);
  }
  return endpoint;
}
