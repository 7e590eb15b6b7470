import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IResolvers } from '@graphql-tools/utils';
import type { MeshFetch } from '@graphql-mesh/types';
import type { GraphQLSchema } from 'graphql';
import { buildGraph, loadMesh, readArtifacts } from './artifacts.ts';
import { AnswerCache } from './cache/answer-cache.ts';
import { readCachePolicy } from './cache/cache-policy.ts';
import type { Config } from './config.ts';
import { resolveEndpoints } from './endpoints.ts';
import { GatewayError } from './errors.ts';
import { openIdentities } from './identity/open-identities.ts';
import { keepSources } from './keep-sources.ts';
import { createMeshExecutor } from './plan/mesh-executor.ts';
import { createOperationStore } from './plan/operation-store.ts';
import { Owned } from './owned.ts';
import type { Dialect } from './source.ts';
import { startStandIns } from './stand-ins.ts';
import { createApp } from './server/app.ts';
import { createExecute } from './server/execute.ts';
import { createGraphqlServer } from './server/graphql.ts';
import { openDocuments } from './server/open-documents.ts';
import { createOpenRequest } from './server/open-request.ts';
import { createOwnFields, ownSdl } from './server/own-fields.ts';
import { createLog } from './telemetry/log.ts';
import { createCaller } from './transport/call-source.ts';
import { createTransport } from './transport/index.ts';

export interface Gateway extends AsyncDisposable {
  /** Answers one HTTP request; for servers and tests that bring their own socket. */
  readonly handle: RequestListener;
  /** The graph as clients see it. */
  readonly schema: GraphQLSchema;
  /** Source -> where its stand-in answers; empty when every source has an address. */
  readonly standIns: ReadonlyMap<string, string>;
  listen(): Promise<{ url: string }>;
  close(): Promise<void>;
}

export interface GatewayDeps {
  /** Stand-ins on any free port, so that several gateways live side by side. @default false */
  areStandInsAnywhere?: boolean;
  /** @default 'plan' */
  executor?: 'plan' | 'mesh';
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
  const artifacts = keepSources(
    await readArtifacts(config.artifacts),
    sources.map(({ name }) => name),
  );
  const { graph } = artifacts;
  const schema = buildGraph(artifacts.sdl, ownSdl);
  const log = createLog(config.logLevel);
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
    }),
  );
  const cache = config.cache ? new AnswerCache({ maximumBytes: config.cacheBytes }) : undefined;
  const caller = createCaller({ graph, sources, endpoints, send: transport.send, cache });
  const dialects = createDialects(config, graph.contracts);
  const store = createOperationStore({
    planner: {
      schema,
      graph,
      dialects,
      local: createOwnFields(sources),
      ttlOf: readCachePolicy(config.cache, schema),
    },
    maximumTokens: config.limits.tokens,
  });
  const documents = await openDocuments(config, store, log);
  const load = (fetch: MeshFetch, resolvers: IResolvers) => loadMesh(artifacts, fetch, resolvers);
  const mesh = createMeshExecutor({ graph, schema, caller, dialects, load });
  const identities = owned.add(
    await openIdentities({
      env: config.env,
      sources,
      profile: config.profile,
      sandbox: standIns.credentials,
    }),
  );
  const { timeoutMs } = config;
  const openRequest = createOpenRequest({ identities: identities.reader, timeoutMs });
  const { rates } = identities;
  const prefer = deps.executor ?? 'plan';
  const execute = createExecute({ schema, store, sources, caller, mesh, rates, log, prefer });
  const { limits, corsOrigins } = config;
  const graphql = createGraphqlServer({
    schema,
    store,
    execute,
    openRequest,
    documents,
    limits,
    corsOrigins,
  });
  const handle = createApp({ graphql, schema, config, states: transport.states });
  let listening: Server | undefined;

  const close = async () => {
    if (listening) await stop(listening);
    await owned[Symbol.asyncDispose]();
  };

  return {
    handle,
    schema,
    standIns: standIns.endpoints,
    async listen() {
      listening = createServer(handle);
      await listenOn(listening, config);
      const { port } = listening.address() as AddressInfo;
      const host = config.host.includes(':') ? `[${config.host}]` : config.host;
      return { url: `http://${host}:${port}` };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function createDialects(
  config: Config,
  contracts: Record<string, { name: string; source: string; facts?: unknown }>,
) {
  const dialects = new Map<string, Dialect>();
  for (const { name, source: owner, facts } of Object.values(contracts)) {
    const source = config.sources.find(({ source: { name: known } }) => known === owner)?.source;
    if (source?.dialect && facts !== undefined) dialects.set(name, source.dialect(facts));
  }
  return dialects;
}

function listenOn(server: Server, { host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const detail =
        cause.code === 'EADDRINUSE'
          ? `port ${port} is in use; stop what listens there, or choose another with --port or TREFOIL_PORT`
          : `cannot listen on ${host}:${port}: ${cause.message}`;
      reject(new GatewayError('CONFIG_INVALID', { detail, cause }));
    });
    server.listen(port, host, resolve);
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
