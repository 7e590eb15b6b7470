import type { IResolvers } from '@graphql-tools/utils';
import { GraphQLError, type DocumentNode, type GraphQLSchema } from 'graphql';
import type { MeshFetch } from '@graphql-mesh/types';
import type { MeshInstance } from '@graphql-mesh/runtime';
import { GatewayError } from '../errors.ts';
import type { Graph } from '../graph.ts';
import type { OperationContext } from '../operation-context.ts';
import type { Dialect } from '../source.ts';
import type { Caller, GraphqlAnswer, UpstreamError } from '../transport/call-source.ts';
import { badValue } from './completer.ts';
import { listErrors } from './error-place.ts';
import { sourceError } from './graphql-fetch.ts';
import type { LocalResolver } from './local-fetch.ts';
import { createLinkResolvers, type RunQuery } from './mesh-links.ts';
import { createLocalResolvers } from './mesh-local.ts';
import { answerRest } from './mesh-rest.ts';
import type { Answer } from './plan.ts';
import { findRootSources } from './root-sources.ts';

export interface MeshExecutor {
  execute(
    document: DocumentNode,
    operationName: string | undefined,
    variables: Record<string, unknown>,
    operation: OperationContext,
  ): Promise<Answer>;
}

export interface MeshExecutorOptions {
  graph: Graph;
  schema: GraphQLSchema;
  caller: Caller;
  dialects: ReadonlyMap<string, Dialect>;
  /** `Query.field` -> what the gateway answers by itself. @default nothing */
  local?: Readonly<Record<string, LocalResolver>>;
  /** Builds Mesh from the artifacts; called when the first operation needs it. */
  load(fetch: MeshFetch, resolvers: IResolvers): Promise<MeshInstance>;
}

/** Mesh's own executor over the gateway's one way out: the reference, and what plans do not cover. */
export function createMeshExecutor(options: MeshExecutorOptions): MeshExecutor {
  const { graph, schema, caller, dialects, load } = options;
  let loading: Promise<MeshInstance> | undefined;

  const fetch: MeshFetch = async function leaveThroughTransport(url, init, context, info) {
    const contract = new URL(url).hostname.replace(/\.mesh\.invalid$/, '').replaceAll('--', '_');
    const { operation, failures } = context as MeshContext;
    const kind = graph.contracts[contract]?.kind;
    if (kind === 'graphql') {
      const { query, variables } = JSON.parse(String(init?.body)) as {
        query: string;
        variables?: Record<string, unknown>;
      };
      const isRead = !/^\s*mutation\b/.test(query);
      const call = {
        query,
        isRead,
        label: isRead ? 'query' : 'mutation',
        askedBy: { sends: query },
        ...(variables ? { variables } : {}),
      };
      const { source } = graph.contracts[contract]!;
      const answer = await caller.graphql(contract, call, operation).catch((error: unknown) => ({
        errors: [refer(error as Error, failures)],
      }));
      return asResponse(withReferences(answer, source, failures));
    }
    if (kind === 'rest' && info) {
      const own = graph.contracts[contract]!;
      const answer = answerRest(own, dialects.get(contract), info, caller, operation);
      const value = await answer.catch((error: unknown) => {
        const { message, extensions } = refer(error as Error, failures);
        throw new GraphQLError(message, { extensions });
      });
      // Mesh breaks on a null, and takes the first of a list where one value is expected.
      return asResponse(value ?? []);
    }
    throw new GatewayError('INTERNAL', {
      detail: `Mesh asked for an address that no contract has`,
    });
  };

  const linked = createLinkResolvers(graph, schema, async (document, variables, context) => {
    const mesh = await loading;
    return mesh!.execute(document, variables, context) as ReturnType<RunQuery>;
  });
  const own = createLocalResolvers<MeshContext>(options.local ?? {}, (failure, { failures }) =>
    refer(failure, failures),
  );
  // Links are fields of objects and these are fields of the roots: neither hides the other.
  const resolvers = { ...linked, ...own };

  return {
    async execute(document, operationName, variables, operation) {
      loading ??= load(fetch, resolvers);
      const mesh = await loading;
      const auth = credentials(graph, operation, document);
      const failures: Error[] = [];
      const context: MeshContext = { operation, auth, failures };
      const result = (await mesh.execute(document, variables, context, {}, operationName)) as {
        data?: Record<string, unknown> | null;
        errors?: readonly GraphQLError[];
      };
      const sources = findRootSources(graph, document, operationName);
      const errors = (result.errors ?? []).flatMap((error) => {
        const path = [...(error.path ?? [])];
        const source = sources.get(String(path[0]));
        return findCauses(error, failures).map((cause) => ({ path, error: blame(cause, source) }));
      });
      return { data: result.data ?? null, errors };
    },
  };
}

interface MeshContext {
  operation: OperationContext;
  /** What `{context.auth.<contract>}` in `.meshrc.yaml` reads. */
  auth: Record<string, string | undefined>;
  /** What went wrong, for errors that Mesh carries by number: it keeps their extensions and little else. */
  failures: Error[];
}

function refer(error: Error, failures: Error[]): UpstreamError {
  const failure = failures.push(error) - 1;
  return { message: error.message, extensions: { failure } };
}

/** What a source says went wrong becomes the gateway's own error here, as it does in a plan. */
function withReferences(answer: GraphqlAnswer, source: string, failures: Error[]): GraphqlAnswer {
  const said = listErrors(answer);
  if (said.length === 0) return answer;
  const errors = said.map((error) => {
    if (typeof error.extensions?.['failure'] === 'number') return error;
    const { path } = error;
    return { ...refer(sourceError(error, source), failures), ...(path ? { path } : {}) };
  });
  return { ...answer, errors };
}

function credentials(graph: Graph, { identity }: OperationContext, document: DocumentNode) {
  const isRead = document.definitions.every(
    (node) => !('operation' in node) || node.operation === 'query',
  );
  return Object.fromEntries(
    Object.keys(graph.contracts).map((contract) => [
      contract,
      identity.credentialFor(contract, isRead)?.value,
    ]),
  );
}

function asResponse(body: unknown): Response {
  return new Response(JSON.stringify(body ?? null), {
    headers: { 'content-type': 'application/json' },
  });
}

/** Mesh wraps what a fetch throws, joins errors, and keeps the number of what a source reported. */
function findCauses(error: Error, failures: readonly Error[]): Error[] {
  const { extensions, errors, originalError, cause } = error as WrappedError;
  const failure = failures[Number(extensions?.['failure'])];
  if (failure) return [failure];
  if (error instanceof GatewayError) return [error];
  if (errors) return errors.flatMap((part) => findCauses(part, failures));
  const below = originalError ?? cause;
  const causes = below ? findCauses(below, failures) : [];
  return causes.some((found) => found instanceof GatewayError) ? causes : [error];
}

/** What is neither a failure of a call nor a bug is a value that cannot stand where it is. */
function blame(error: Error, source: string | undefined): Error {
  if (error instanceof GatewayError || source === undefined) return error;
  if (!error.message.startsWith('Argument "')) return badValue(error, source);
  return new GatewayError('BAD_USER_INPUT', { detail: error.message, cause: error });
}

interface WrappedError extends Error {
  originalError?: Error;
  cause?: Error;
  errors?: readonly Error[];
  extensions?: Record<string, unknown>;
}
