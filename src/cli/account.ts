import { randomBytes, randomUUID } from 'node:crypto';
import { findSource } from '../find-source.ts';
import { handlerConfig, readMeshrc, type MeshSource } from '../compose/read-meshrc.ts';
import type { Config } from '../config.ts';
import { resolveEndpoints } from '../endpoints.ts';
import { GatewayError } from '../errors.ts';
import { graphFormat, type GraphContract } from '../graph.ts';
import { createIdentityReader } from '../identity/read-identity.ts';
import { readServerCredentials } from '../identity/server-credentials.ts';
import { Owned } from '../owned.ts';
import type { OperationContext } from '../operation-context.ts';
import type { Limits, RestSend, Source } from '../source.ts';
import { createCaller, type GraphqlAnswer } from '../transport/call-source.ts';
import { CallBudget, createTransport } from '../transport/index.ts';

/** A contract of a source that has an address, and the way to ask for it with one's own credential. */
export interface AccountContract {
  name: string;
  source: Source;
  kind: GraphContract['kind'];
  address: string;
  hasCredential: boolean;
  query(text: string): Promise<GraphqlAnswer>;
  call: RestSend;
}

export interface Account extends AsyncDisposable {
  contracts: readonly AccountContract[];
  /** The credentials themselves, to keep them out of what is written. */
  secrets: readonly string[];
}

const patienceMs = 60_000;

/**
 * One's own accounts, as the environment names them: asked with the credentials in it, by the one way
 * out that the gateway has. Sources that a stand-in answers for are not among them.
 */
export async function openAccount(
  config: Config,
  meshrcFile: string,
  known: readonly Source[],
): Promise<Account> {
  const owned = new Owned();
  const real = config.sources.filter(
    ({ endpoint, isVendor }) => endpoint !== undefined || isVendor,
  );
  const sources = config.sources.map(({ source }) => source);
  const contracts = (await readMeshrc(meshrcFile, known)).sources
    .map((meshSource) => describe(meshSource, findSource(meshSource.name, known)))
    .filter((contract) => real.some(({ source }) => source.name === contract.source));
  const endpoints = resolveEndpoints({
    contracts,
    sources: real,
    standIns: new Map(),
    env: config.env,
  });
  const transport = owned.add(
    createTransport({
      endpoints: Object.fromEntries([...endpoints].map(([name, url]) => [name, new URL(url)])),
      limits: Object.fromEntries(real.map(({ source, limits }) => [source.name, generous(limits)])),
    }),
  );
  const graph = {
    format: graphFormat,
    fingerprint: '',
    contracts: Object.fromEntries(contracts.map((contract) => [contract.name, contract])),
    fields: { Query: {}, Mutation: {} },
    links: {},
    linkTypeDefs: '',
  };
  const caller = createCaller({ graph, sources, endpoints, send: transport.send });
  const server = await readServerCredentials(config.env, sources);
  // Whoever runs this command has the environment, so its credentials are theirs to use.
  const reader = createIdentityReader({
    sources,
    secret: randomBytes(32),
    profile: 'development',
    server: { ...server, authenticatedGrant: undefined },
  });
  const identity = await reader.read(() => undefined, { isLoopback: true });

  function open(contract: GraphContract): AccountContract {
    const { name, kind } = contract;
    const source = findSource(name, sources)!;
    // What an account tells depends on the key: the one that may do most knows most.
    const isRead = identity.credentialFor(name, false) === undefined;
    const operation = (): OperationContext => ({
      requestId: randomUUID(),
      identity,
      signal: new AbortController().signal,
      deadlineMs: performance.now() + patienceMs,
      budget: new CallBudget(),
      calls: [],
    });
    return {
      name,
      source,
      kind,
      address: endpoints.get(name)!,
      hasCredential: identity.credentialFor(name, isRead) !== undefined,
      query: (query) =>
        caller
          .graphql(name, { query, isRead, label: 'account' }, operation())
          .catch(nameVariables(source)),
      call: (call) =>
        caller
          .rest(name, { ...call, isRead, label: 'account' }, operation())
          .catch(nameVariables(source)),
    };
  }

  return {
    contracts: contracts.map(open),
    secrets: sources.flatMap(({ credentials }) =>
      credentials.flatMap(({ header }) => server.secretOf(header) ?? []),
    ),
    async [Symbol.asyncDispose]() {
      reader[Symbol.dispose]();
      await owned[Symbol.asyncDispose]();
    },
  };
}

/** What was refused is the environment's here; callers are told of the header that they send. */
const nameVariables =
  ({ credentials }: Source) =>
  (error: unknown): never => {
    if (!(error instanceof GatewayError) || error.code !== 'CREDENTIAL_REFUSED') throw error;
    const detail = credentials.reduce(
      (text, { header, env }) => text.replaceAll(header, env),
      error.message,
    );
    throw new GatewayError(error.code, { detail, cause: error });
  };

/** A whole contract is larger than an answer, and takes its time. */
function generous(limits: Limits): Limits {
  return {
    ...limits,
    timeoutMs: Math.max(limits.timeoutMs, patienceMs),
    answerBytes: Math.max(limits.answerBytes, 64 << 20),
  };
}

function describe(meshSource: MeshSource, source: Source | undefined): GraphContract {
  const { name, handler } = meshSource;
  const { endpoint, operationHeaders: headers = {} } = handlerConfig(meshSource);
  return {
    name,
    source: source?.name ?? '',
    kind: 'graphql' in handler ? 'graphql' : 'rest',
    endpoint,
    headers,
    file: '',
    names: { types: {}, fields: {} },
    transforms: [],
    operations: {},
  };
}
