import type { IResolvers } from '@graphql-tools/utils';
import type { DocumentNode, GraphQLError, GraphQLSchema } from 'graphql';
import type { MeshFetch } from '@graphql-mesh/types';
import type { MeshInstance } from '@graphql-mesh/runtime';
import { GatewayError } from '../errors.ts';
import type { Graph } from '../graph.ts';
import type { OperationContext } from '../operation-context.ts';
import type { Dialect } from '../source.ts';
import type { Caller } from '../transport/call-source.ts';
import { createLinkResolvers, type RunQuery } from './mesh-links.ts';
import { answerRest } from './mesh-rest.ts';
import type { Answer } from './plan.ts';

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
  /** Builds Mesh from the artifacts; called when the first operation needs it. */
  load(fetch: MeshFetch, resolvers: IResolvers): Promise<MeshInstance>;
}

/** Mesh's own executor over the gateway's one way out: the reference, and what plans do not cover. */
export function createMeshExecutor(options: MeshExecutorOptions): MeshExecutor {
  const { graph, schema, caller, dialects, load } = options;
  let loading: Promise<MeshInstance> | undefined;

  const fetch: MeshFetch = async function leaveThroughTransport(url, init, context, info) {
    const contract = new URL(url).hostname.replace(/\.mesh\.invalid$/, '').replaceAll('--', '_');
    const { operation } = context as MeshContext;
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
        ...(variables ? { variables } : {}),
      };
      return asResponse(await caller.graphql(contract, call, operation));
    }
    if (kind === 'rest' && info) {
      const answer = await answerRest(
        graph.contracts[contract]!,
        dialects.get(contract),
        info,
        caller,
        operation,
      );
      return asResponse(answer);
    }
    throw new GatewayError('INTERNAL', {
      detail: `Mesh asked for an address that no contract has`,
    });
  };

  const resolvers = createLinkResolvers(graph, schema, async (document, variables, context) => {
    const mesh = await loading;
    return mesh!.execute(document, variables, context) as ReturnType<RunQuery>;
  });

  return {
    async execute(document, operationName, variables, operation) {
      loading ??= load(fetch, resolvers);
      const mesh = await loading;
      const context: MeshContext = { operation, auth: credentials(graph, operation, document) };
      const result = (await mesh.execute(document, variables, context, {}, operationName)) as {
        data?: Record<string, unknown> | null;
        errors?: readonly GraphQLError[];
      };
      const errors = (result.errors ?? []).map((error) => ({
        path: [...(error.path ?? [])],
        error: findCause(error),
      }));
      return { data: result.data ?? null, errors };
    },
  };
}

interface MeshContext {
  operation: OperationContext;
  /** What `{context.auth.<contract>}` in `.meshrc.yaml` reads. */
  auth: Record<string, string | undefined>;
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

/** Mesh wraps what a fetch throws; the gateway's own error is somewhere below. */
function findCause(error: unknown): Error {
  for (let cause = error as { originalError?: unknown; cause?: unknown } | undefined; cause;) {
    if (cause instanceof GatewayError) return cause;
    cause = (cause.originalError ?? cause.cause) as typeof cause;
  }
  return error as Error;
}
