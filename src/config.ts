import { configureSource, listVariables, type ConfiguredSource } from './configure-source.ts';
import { EnvironmentReader, type Environment } from './environment.ts';
import { readLiveSettings, type LiveSettings } from './live/read-settings.ts';
import { settings } from './settings.ts';
import type { Source } from './source.ts';

export type { ConfiguredSource, Environment };

export interface Config {
  profile: 'development' | 'production';
  host: string;
  port: number;
  artifacts: string;
  corsOrigins: readonly string[];
  hasGraphiql: boolean;
  hasIntrospection: boolean;
  hasCoalescing: boolean;
  documents: DocumentsSettings;
  /** Which answers are kept, as `TREFOIL_CACHE` says it. */
  cache: string;
  cacheBytes: number;
  /** `extensions.trace` and `Server-Timing` in answers. */
  hasTrace: boolean;
  metricsAccess: 'loopback' | 'public' | 'off';
  timeoutMs: number;
  logLevel: string;
  limits: RequestLimits;
  load: LoadLimits;
  /** Processes that share the port. */
  workers: number;
  live: LiveSettings;
  sources: readonly ConfiguredSource[];
  /** What was read, for the parts that take their own settings: keyring, JWT, server credentials. */
  env: Environment;
}

/**
 * What the gateway runs. `any`: every text. `log`: every text, and one that no manifest holds is
 * logged: the step before `only`. `apq`: documents of the manifests, and texts that come with their
 * hash. `only`: documents of the manifests.
 */
const documentsModes = ['any', 'apq', 'log', 'only'] as const;

export type DocumentsMode = (typeof documentsModes)[number];

export interface DocumentsSettings {
  /** Manifests. */
  files: readonly string[];
  mode: DocumentsMode;
}

/** What one request may cost before anything upstream is asked. */
export interface RequestLimits {
  bodyBytes: number;
  /** Of the text of an operation. */
  characters: number;
  tokens: number;
  depth: number;
  aliases: number;
  rootFields: number;
  directives: number;
  /** Values that its answer may hold. */
  cost: number;
  /** Of fields and fragments that meet at one place of the answer. */
  comparisons: number;
  batch: number;
}

/** What all clients together may take of one process, and how long they may take over it. */
export interface LoadLimits {
  /** HTTP requests under way. */
  concurrency: number;
  /** Work that may be before the event loop; 0 does not look at it. */
  backlogMs: number;
  connections: number;
  receiveTimeoutMs: number;
  keepAliveMs: number;
  drainMs: number;
}

/** Reads the whole configuration and reports everything that is wrong with it in one CONFIG_INVALID. */
export function readConfig(env: Environment, sources: readonly Source[]): Config {
  const read = new EnvironmentReader(env);
  refuseStrangers(read, sources);
  const profile = read.oneOf('TREFOIL_PROFILE', ['development', 'production']);
  // A profile that is misspelt has its own line; what production alone lacks is no second one.
  const isDevelopment = profile !== 'production';
  const chosen = chooseSources(read, sources);
  const config: Config = {
    profile,
    host: read.text('TREFOIL_HOST'),
    port: read.number('TREFOIL_PORT', { maximum: 65_535 }),
    artifacts: read.text('TREFOIL_ARTIFACTS'),
    corsOrigins: readOrigins(read),
    hasGraphiql: read.onOff('TREFOIL_GRAPHIQL', isDevelopment),
    hasIntrospection: read.onOff('TREFOIL_INTROSPECTION', isDevelopment),
    hasCoalescing: read.onOff('TREFOIL_COALESCE', true),
    documents: readDocuments(read, isDevelopment),
    cache: read.text('TREFOIL_CACHE'),
    cacheBytes: read.number('TREFOIL_CACHE_BYTES', { minimum: 1 }),
    hasTrace: read.onOff('TREFOIL_TRACE', isDevelopment),
    metricsAccess: read.oneOf('TREFOIL_METRICS', ['loopback', 'public', 'off']),
    timeoutMs: read.number('TREFOIL_TIMEOUT_MS', { minimum: 1 }),
    logLevel: read.oneOf('TREFOIL_LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent']),
    limits: {
      bodyBytes: read.number('TREFOIL_MAX_BODY_BYTES', { minimum: 1 }),
      characters: read.number('TREFOIL_MAX_CHARACTERS', { minimum: 1 }),
      tokens: read.number('TREFOIL_MAX_TOKENS', { minimum: 1 }),
      depth: read.number('TREFOIL_MAX_DEPTH', { minimum: 1 }),
      aliases: read.number('TREFOIL_MAX_ALIASES'),
      rootFields: read.number('TREFOIL_MAX_ROOT_FIELDS', { minimum: 1 }),
      directives: read.number('TREFOIL_MAX_DIRECTIVES'),
      cost: read.number('TREFOIL_MAX_COST', { minimum: 1 }),
      comparisons: read.number('TREFOIL_MAX_COMPARISONS', { minimum: 1 }),
      batch: read.number('TREFOIL_MAX_BATCH'),
    },
    workers: read.number('TREFOIL_WORKERS', { minimum: 1, maximum: 256 }),
    load: {
      concurrency: read.number('TREFOIL_MAX_CONCURRENCY', { minimum: 1 }),
      backlogMs: read.number('TREFOIL_MAX_BACKLOG_MS'),
      connections: read.number('TREFOIL_MAX_CONNECTIONS', { minimum: 1 }),
      receiveTimeoutMs: read.number('TREFOIL_RECEIVE_TIMEOUT_MS', { minimum: 1 }),
      keepAliveMs: read.number('TREFOIL_KEEP_ALIVE_MS', { minimum: 1 }),
      drainMs: read.number('TREFOIL_DRAIN_MS'),
    },
    live: readLiveSettings(read),
    sources: chosen.map((source) => configureSource(read, source, isDevelopment)),
    env,
  };
  read.finish();
  return config;
}

function readDocuments(read: EnvironmentReader, isDevelopment: boolean): DocumentsSettings {
  const files = read.list('TREFOIL_DOCUMENTS');
  const chosen = read.oneOf('TREFOIL_DOCUMENTS_MODE', ['', ...documentsModes]);
  const mode: DocumentsMode = chosen || (files.length > 0 && !isDevelopment ? 'only' : 'any');
  if (files.length === 0 && (mode === 'only' || mode === 'log')) {
    read.problem(`TREFOIL_DOCUMENTS_MODE=${mode} needs a manifest in TREFOIL_DOCUMENTS`);
  }
  return { files, mode };
}

function refuseStrangers(read: EnvironmentReader, sources: readonly Source[]): void {
  read.refuseUnknown('TREFOIL_', Object.keys(settings));
  for (const source of sources) {
    const known = listVariables(source).map(({ name }) => name);
    read.refuseMisspelt(`${source.name.toUpperCase()}_`, known);
  }
}

/** A browser sends `null` for every sandboxed frame, and `*` would be every page there is. */
function readOrigins(read: EnvironmentReader): string[] {
  const origins = read.list('TREFOIL_CORS_ORIGINS');
  for (const origin of origins) {
    if (URL.canParse(origin) && new URL(origin).origin === origin) continue;
    read.problem(
      `TREFOIL_CORS_ORIGINS: "${origin}" is no origin; one is like https://app.example.com, without a path`,
    );
  }
  return origins;
}

function chooseSources(read: EnvironmentReader, sources: readonly Source[]): readonly Source[] {
  const names = read.list('TREFOIL_SOURCES');
  if (names.length === 0) return sources;
  const known = sources.map(({ name }) => name);
  for (const name of names.filter((unknown) => !known.includes(unknown))) {
    read.problem(`TREFOIL_SOURCES: there is no source "${name}"; there are ${known.join(', ')}`);
  }
  return sources.filter(({ name }) => names.includes(name));
}
