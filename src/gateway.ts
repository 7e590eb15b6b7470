import type { RequestListener } from 'node:http';
import type { IResolvers } from '@graphql-tools/utils';
import type { MeshFetch } from '@graphql-mesh/types';
import type { GraphQLSchema } from 'graphql';
import { buildGraph, loadMesh, readArtifactsOf } from './artifacts.ts';
import { AnswerCache } from './cache/answer-cache.ts';
import { readCachePolicy } from './cache/cache-policy.ts';
import type { Config } from './config.ts';
import { resolveEndpoints } from './endpoints.ts';
import { openIdentities } from './identity/open-identities.ts';
import { createDialects } from './plan/dialects.ts';
import { describeLive } from './live/describe-live.ts';
import { openLive, type OpenedLive } from './live/open-live.ts';
import type { Time } from './live/time.ts';
import { createWaits } from './live/waits.ts';
import { createMeshExecutor } from './plan/mesh-executor.ts';
import { createOperationStore } from './plan/operation-store.ts';
import { Owned } from './owned.ts';
import { startStandIns } from './stand-ins.ts';
import { createAnswerOperation } from './server/answer-operation.ts';
import { createExplainRun } from './server/explain-run.ts';
import { createApp } from './server/app.ts';
import { createCors } from './server/cors.ts';
import { createExecute } from './server/execute.ts';
import { createFrontDoor } from './server/front-door.ts';
import { createGraphql } from './server/graphql.ts';
import { createHttpServer } from './server/http-server.ts';
import { noIntrospection } from './server/limits/introspection.ts';
import { createLimits } from './server/limits/limits.ts';
import { Load } from './server/load.ts';
import { websocketsOnDemand, yogaOnDemand } from './server/on-demand.ts';
import { openDocuments } from './server/open-documents.ts';
import { createOpenRequest } from './server/open-request.ts';
import { createOwnFields, ownSdl } from './server/own-fields.ts';
import { describeReadiness } from './server/readiness.ts';
import { createRunText, tellOf } from './server/run-text.ts';
import { createWebhooks } from './server/webhooks.ts';
import { createTelemetry, type TelemetryOptions } from './telemetry/telemetry.ts';
import { createCaller } from './transport/call-source.ts';
import { createTransport } from './transport/index.ts';
import type { LimitsOf } from './transport/step.ts';

export interface Gateway extends AsyncDisposable {
  /** Answers one HTTP request; for servers and tests that bring their own socket. */
  readonly handle: RequestListener;
  /** The graph as clients see it. */
  readonly schema: GraphQLSchema;
  /** Source -> where its stand-in answers; empty when every source has an address. */
  readonly standIns: ReadonlyMap<string, string>;
  listen(): Promise<{ url: string }>;
  /**
   * `/ready` turns 503, no connection is taken any more, running requests may end within
   * `TREFOIL_DRAIN_MS`; then as `close`.
   */
  drain(): Promise<void>;
  /** Ends everything at once. */
  close(): Promise<void>;
}

export interface GatewayDeps {
  /** Stand-ins on any free port, so that several gateways live side by side. @default false */
  areStandInsAnywhere?: boolean;
  /** @default 'plan' */
  executor?: 'plan' | 'mesh';
  /** Where log lines go. @default standard output */
  logStream?: TelemetryOptions['stream'];
  /** The clock of what is live. @default the system's */
  time?: Time;
}

/** Puts the gateway together. Everything that it starts, `close` ends. */
export async function createGateway(config: Config, deps: GatewayDeps = {}): Promise<Gateway> {
  const owned = new Owned();
  try {
    return await build(config, deps, owned);
  } catch (error) {
    await owned[Symbol.asyncDispose]();
    throw error;
  }
}

async function build(config: Config, deps: GatewayDeps, owned: Owned): Promise<Gateway> {
  const sources = config.sources.map(({ source }) => source);
  const artifacts = await readArtifactsOf(config.artifacts, sources);
  const { graph } = artifacts;
  const composed = buildGraph(artifacts.sdl, ownSdl);
  const liveFields = describeLive(composed, graph, sources);
  const schema =
    liveFields.sdl.length > 0 ? buildGraph(artifacts.sdl, ownSdl, ...liveFields.sdl) : composed;
  const { env, logLevel } = config;
  const telemetry = owned.add(createTelemetry({ level: logLevel, env, stream: deps.logStream }));
  const { log, metrics } = telemetry;
  const standIns = owned.add(
    await startStandIns(config.sources, { areAnywhere: deps.areStandInsAnywhere ?? false }),
  );
  const endpoints = resolveEndpoints({
    contracts: Object.values(graph.contracts),
    sources: config.sources,
    standIns: standIns.endpoints,
    env: config.env,
  });
  const transport = owned.add(
    createTransport({
      endpoints: Object.fromEntries([...endpoints].map(([name, url]) => [name, new URL(url)])),
      limits: Object.fromEntries(config.sources.map(({ source, limits }) => [source.name, limits])),
      coalesce: config.hasCoalescing,
      observer: telemetry.calls,
    }),
  );
  const cache = config.cache
    ? new AnswerCache({ maximumBytes: config.cacheBytes, answered: metrics.cacheAnswered })
    : undefined;
  const limitsBySource = new Map(config.sources.map((each) => [each.source, each.limits]));
  const limitsOf: LimitsOf = (source) => limitsBySource.get(source) ?? source.limits;
  const { send } = transport;
  const caller = createCaller({ graph, sources, endpoints, send, cache, limits: limitsOf });
  const dialects = createDialects(graph, sources);
  const limits = createLimits(schema, config.limits);
  const hideSuggestions = !config.hasIntrospection;
  const local = {
    ...createOwnFields(sources),
    ...createWaits(liveFields, () => opened.waitOptions),
  };
  const store = createOperationStore({
    planner: {
      schema,
      graph,
      dialects,
      local,
      ttlOf: readCachePolicy(config.cache, schema, graph),
    },
    maximumTokens: config.limits.tokens,
    rules: config.hasIntrospection ? [limits.rule] : [limits.rule, noIntrospection],
    checkText: limits.checkText,
    explainSyntax: limits.explainSyntax,
    hideSuggestions,
  });
  const documents = await openDocuments(config, store, log);
  const openMesh = (fetch: MeshFetch, resolvers: IResolvers) =>
    loadMesh(artifacts, fetch, resolvers, [ownSdl, ...liveFields.sdl]);
  const mesh = createMeshExecutor({ graph, schema, caller, dialects, local, load: openMesh });
  const identities = owned.add(
    await openIdentities({
      env: config.env,
      sources,
      profile: config.profile,
      sandbox: standIns.credentials,
      onStale: (problem) =>
        log.warn({ event: 'keyring', problem }, 'the last good keyring stays in force'),
    }),
  );
  const openRequest = createOpenRequest({
    identities: identities.reader,
    timeoutMs: config.timeoutMs,
    limits: limitsOf,
    log,
  });
  const execute = tellOf(
    (...ran) => opened.live.ran(...ran),
    createExecute({
      schema,
      store,
      sources,
      caller,
      mesh,
      rates: identities.rates,
      limits,
      log,
      prefer: deps.executor ?? 'plan',
      hideSuggestions,
      onNotPlanned: metrics.notPlanned,
    }),
  );
  const opened: OpenedLive = owned.add(
    await openLive({
      schema,
      graph,
      sources,
      fields: liveFields,
      settings: config.live,
      store,
      caller,
      mesh,
      prefer: deps.executor ?? 'plan',
      run: createRunText(store, (...asked) => execute(...asked)),
      rates: identities.rates,
      keyring: identities.keyring,
      identities: identities.reader,
      isProduction: config.profile === 'production',
      log,
      env,
      timeoutMs: config.timeoutMs,
      limits: limitsOf,
      checkVariables: limits.checkVariables,
      time: deps.time,
    }),
  );
  const { live } = opened;
  if (cache) live.changes.onChange((source) => cache.dropSource(source));
  const { hasTrace } = config;
  const answer = createAnswerOperation({
    store,
    execute,
    subscribe: live.subscribe,
    openRequest,
    documents,
    telemetry,
    hasTrace,
    // Never in production, even where the trace has been switched on: it spells out what is sent.
    explainRun:
      config.profile === 'development'
        ? createExplainRun({ schema, graph, store, prefer: deps.executor })
        : undefined,
    waits: new Set(liveFields.waits.keys()),
  });
  const credentialHeaders = sources.flatMap(({ credentials }) => credentials.map((c) => c.header));
  const cors = createCors(config.corsOrigins, credentialHeaders);
  const isStrict = config.profile === 'production';
  const yoga = yogaOnDemand({
    schema,
    answer,
    batch: config.limits.batch,
    credentialHeaders,
    hasTrace,
  });
  const graphql = createGraphql({ answer, cors, limits: config.limits, isStrict, hasTrace, yoga });
  const load = owned.add(new Load(config.load));
  let isDraining = false;
  const { bodyBytes } = config.limits;
  const websockets = websocketsOnDemand({
    schema,
    answer,
    cors,
    load,
    onShed: metrics.shed,
    credentialHeaders,
    bodyBytes,
    isDraining: () => isDraining,
  });
  const webhooks = createWebhooks(live.inbox, config.live.webhookBytes);
  const sourceOf = (contract: string) => graph.contracts[contract]?.source ?? contract;
  metrics.watch({
    states: transport.states,
    sourceOf,
    underWay: () => load.underWay,
    cacheBytes: () => cache?.bytes ?? 0,
    live: () => ({ ...live.counts(), sockets: websockets.connections }),
  });
  const readiness = () =>
    describeReadiness({
      config,
      states: transport.states,
      keyring: identities.keyring,
      isDraining: () => isDraining,
    });
  const handle = createFrontDoor({
    findRoute: createApp({ graphql, webhooks, schema, config, telemetry, readiness }),
    load,
    telemetry,
    isDraining: () => isDraining,
  });
  const server = createHttpServer(handle, config);
  server.onWebsocket(websockets.upgrade);

  async function stop(drainMs: number): Promise<void> {
    isDraining = true;
    // First the sockets: what ends on a closing one is not told, so that its client comes back.
    websockets.close(Math.min(drainMs, 1000));
    live.drain();
    await server.stop(drainMs);
    await owned[Symbol.asyncDispose]();
  }

  return {
    handle,
    schema,
    standIns: standIns.endpoints,
    listen: server.listen,
    drain: () => stop(config.load.drainMs),
    close: () => stop(0),
    [Symbol.asyncDispose]: () => stop(0),
  };
}
