import { GatewayError } from './errors.ts';
import { settings, type SettingName } from './settings.ts';
import type { Limits, Source } from './source.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Config {
  profile: 'development' | 'production';
  host: string;
  port: number;
  artifacts: string;
  corsOrigins: readonly string[];
  hasGraphiql: boolean;
  hasIntrospection: boolean;
  hasCoalescing: boolean;
  timeoutMs: number;
  logLevel: string;
  limits: RequestLimits;
  sources: readonly ConfiguredSource[];
  /** What was read, for the parts that take their own settings: keyring, JWT, server credentials. */
  env: Environment;
}

/** What one request may cost before anything upstream is asked. */
export interface RequestLimits {
  bodyBytes: number;
  tokens: number;
  depth: number;
  aliases: number;
  rootFields: number;
  directives: number;
  batch: number;
}

export interface ConfiguredSource {
  source: Source;
  limits: Limits;
  /** Where it is; undefined means that its stand-in answers. */
  endpoint: string | undefined;
  /** The address of `.meshrc.yaml` is meant: a credential is configured, but no address. */
  isVendor: boolean;
}

const limitNames = {
  requestsPerSecond: 'REQUESTS_PER_SECOND',
  accountRequestsPerSecond: 'ACCOUNT_REQUESTS_PER_SECOND',
  concurrency: 'CONCURRENCY',
  timeoutMs: 'TIMEOUT_MS',
  retries: 'RETRIES',
  answerBytes: 'ANSWER_BYTES',
  callsPerOperation: 'CALLS_PER_OPERATION',
} as const satisfies Record<keyof Limits, string>;

/** Reads the whole configuration and reports everything that is wrong with it in one CONFIG_INVALID. */
export function readConfig(env: Environment, sources: readonly Source[]): Config {
  const read = new Reader(env);
  read.refuseUnknown(Object.keys(settings));
  const profile = read.oneOf('TREFOIL_PROFILE', ['development', 'production']);
  const isDevelopment = profile === 'development';
  const chosen = chooseSources(read, sources);
  const config: Config = {
    profile,
    host: read.text('TREFOIL_HOST'),
    port: read.number('TREFOIL_PORT', 0, 65_535),
    artifacts: read.text('TREFOIL_ARTIFACTS'),
    corsOrigins: read.list('TREFOIL_CORS_ORIGINS'),
    hasGraphiql: read.onOff('TREFOIL_GRAPHIQL', isDevelopment),
    hasIntrospection: read.onOff('TREFOIL_INTROSPECTION', isDevelopment),
    hasCoalescing: read.onOff('TREFOIL_COALESCE', true),
    timeoutMs: read.number('TREFOIL_TIMEOUT_MS', 1),
    logLevel: read.oneOf('TREFOIL_LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent']),
    limits: {
      bodyBytes: read.number('TREFOIL_MAX_BODY_BYTES', 1),
      tokens: read.number('TREFOIL_MAX_TOKENS', 1),
      depth: read.number('TREFOIL_MAX_DEPTH', 1),
      aliases: read.number('TREFOIL_MAX_ALIASES', 0),
      rootFields: read.number('TREFOIL_MAX_ROOT_FIELDS', 1),
      directives: read.number('TREFOIL_MAX_DIRECTIVES', 0),
      batch: read.number('TREFOIL_MAX_BATCH', 0),
    },
    sources: chosen.map((source) => configureSource(read, source, isDevelopment)),
    env,
  };
  read.finish();
  return config;
}

function chooseSources(read: Reader, sources: readonly Source[]): readonly Source[] {
  const names = read.list('TREFOIL_SOURCES');
  if (names.length === 0) return sources;
  const known = sources.map(({ name }) => name);
  for (const name of names.filter((unknown) => !known.includes(unknown))) {
    read.problem(`TREFOIL_SOURCES: there is no source "${name}"; there are ${known.join(', ')}`);
  }
  return sources.filter(({ name }) => names.includes(name));
}

function configureSource(read: Reader, source: Source, isDevelopment: boolean): ConfiguredSource {
  const prefix = source.name.toUpperCase();
  const limits = Object.fromEntries(
    Object.entries(limitNames).map(([key, name]) => {
      const fallback = source.limits[key as keyof Limits];
      return [key, read.numberOr(`${prefix}_${name}`, fallback)];
    }),
  ) as unknown as Limits;
  const endpoint = read.url(`${prefix}_ENDPOINT`) ?? accountEndpoint(read, source);
  const hasCredential = source.credentials.some(
    ({ env }) => read.raw(env) !== undefined || read.raw(`${env}_FILE`) !== undefined,
  );
  const hasStandIn = isDevelopment && source.standIn !== undefined;
  if (endpoint === undefined && !hasCredential && !hasStandIn) {
    const alternatives = [
      `${prefix}_ENDPOINT`,
      ...(source.account?.variables ?? []),
      source.credentials[0]?.env,
    ];
    read.problem(
      `${source.title} has no address: set ${alternatives.filter(Boolean).join(' or ')}, or leave it out with TREFOIL_SOURCES`,
    );
  }
  if (endpoint === undefined && hasCredential && source.account) {
    read.problem(
      `${source.title} has a credential but no address: set ${source.account.variables.join(' and ')}, or ${prefix}_ENDPOINT`,
    );
  }
  return { source, limits, endpoint, isVendor: endpoint === undefined && hasCredential };
}

function accountEndpoint(read: Reader, { account }: Source): string | undefined {
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
  return account.endpoint(values as Record<string, string>);
}

/** Reads variables and remembers every problem, so that a person mends them in one go. */
class Reader {
  readonly #env: Environment;
  readonly #problems: string[] = [];

  constructor(env: Environment) {
    this.#env = env;
  }

  problem(says: string): void {
    this.#problems.push(says);
  }

  raw(name: string): string | undefined {
    return this.#env[name]?.trim() || undefined;
  }

  text(name: SettingName): string {
    return this.raw(name) ?? settings[name].default;
  }

  list(name: SettingName): string[] {
    return this.text(name)
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean);
  }

  oneOf<T extends string>(name: SettingName, values: readonly T[]): T {
    const value = this.text(name) as T;
    if (!values.includes(value))
      this.problem(`${name} is "${value}"; it is one of ${values.join(', ')}`);
    return value;
  }

  onOff(name: SettingName, fallback: boolean): boolean {
    const value = this.text(name);
    if (!['', 'on', 'off'].includes(value)) this.problem(`${name} is "${value}"; it is on or off`);
    return value === '' ? fallback : value === 'on';
  }

  number(name: SettingName, minimum: number, maximum = Number.MAX_SAFE_INTEGER): number {
    return this.numberOr(name, Number(settings[name].default), minimum, maximum);
  }

  numberOr(name: string, fallback: number, minimum = 0, maximum = Number.MAX_SAFE_INTEGER): number {
    const text = this.raw(name);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (!/^\d+(\.\d+)?$/.test(text) || value < minimum || value > maximum) {
      const range =
        maximum === Number.MAX_SAFE_INTEGER ? `at least ${minimum}` : `${minimum} to ${maximum}`;
      this.problem(`${name} is "${text}"; it is a number, ${range}`);
    }
    return value;
  }

  url(name: string): string | undefined {
    const text = this.raw(name);
    if (text === undefined) return undefined;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (
      !url ||
      !['http:', 'https:'].includes(url.protocol) ||
      url.username ||
      url.search ||
      url.hash
    ) {
      this.problem(
        `${name} is no address: it begins with http:// or https:// and has no user, query or fragment`,
      );
    }
    return text;
  }

  refuseUnknown(known: readonly string[]): void {
    for (const name of Object.keys(this.#env)) {
      if (!name.startsWith('TREFOIL_') || known.includes(name)) continue;
      const close = known.find((other) => isClose(other, name));
      this.problem(
        `${name} is unknown${close ? `; did you mean ${close}?` : '; .env.example lists all names'}`,
      );
    }
  }

  finish(): void {
    if (this.#problems.length === 0) return;
    throw new GatewayError('CONFIG_INVALID', { detail: this.#problems.join('\n') });
  }
}

/** Same letters, give or take one or two at the end, or a swapped pair. */
function isClose(a: string, b: string): boolean {
  const sorted = (text: string) => [...text].sort().join('');
  return sorted(a) === sorted(b) || a.startsWith(b.slice(0, -2)) || b.startsWith(a.slice(0, -2));
}
