import { GatewayError } from '../errors.ts';
import type { Graph, GraphContract } from '../graph.ts';
import type { OperationContext, TracedCall } from '../operation-context.ts';
import type { RestCall, Source } from '../source.ts';
import { readAnswer } from './decode.ts';
import type { Send, UpstreamRequest } from './step.ts';

export interface GraphqlCall {
  query: string;
  variables?: Record<string, unknown>;
  isRead: boolean;
  /** For traces: what is asked, without values. */
  label: string;
}

export interface GraphqlAnswer {
  data?: Record<string, unknown> | null;
  errors?: UpstreamError[];
}

export interface UpstreamError {
  message: string;
  path?: (string | number)[];
  extensions?: Record<string, unknown>;
}

/** Calls sources on behalf of an operation: its credential, its budget, its deadline. */
export interface Caller {
  graphql(contract: string, call: GraphqlCall, operation: OperationContext): Promise<GraphqlAnswer>;
  rest(
    contract: string,
    call: RestCall & { isRead: boolean; label: string },
    operation: OperationContext,
  ): Promise<unknown>;
}

export interface CallerOptions {
  graph: Graph;
  sources: readonly Source[];
  /** Contract -> where it is spoken to. */
  endpoints: ReadonlyMap<string, string>;
  send: Send;
}

export function createCaller({ graph, sources, endpoints, send }: CallerOptions): Caller {
  const contracts = new Map(
    Object.values(graph.contracts).map((contract) => {
      const source = sources.find(({ name }) => name === contract.source);
      const endpoint = endpoints.get(contract.name);
      if (!source || !endpoint)
        throw new Error(`contract ${contract.name} has no source or endpoint`);
      return [contract.name, { source, endpoint, headers: staticHeaders(contract) }];
    }),
  );

  async function call(
    contract: string,
    operation: OperationContext,
    outgoing: Pick<UpstreamRequest, 'method' | 'url' | 'headers' | 'isRead' | 'body'>,
    label: string,
  ): Promise<unknown> {
    const { source, headers } = contracts.get(contract)!;
    const { identity, budget, calls, signal, deadlineMs } = operation;
    const credential = identity.credentialFor(contract, outgoing.isRead);
    if (!credential) throw identity.problemFor(contract, outgoing.isRead) ?? unreachable(contract);
    budget.take(source);
    const trace: TracedCall = { source: source.name, contract, label };
    calls.push(trace);
    const request: UpstreamRequest = {
      ...outgoing,
      source,
      contract,
      headers: { ...headers, ...outgoing.headers, [credential.header]: credential.value },
      partition: identity.partition,
      credentialId: credential.id,
      signal,
      deadlineMs,
      trace,
    };
    return readAnswer(request, await send(request));
  }

  return {
    async graphql(contract, { query, variables, isRead, label }, operation) {
      const { endpoint, source } = contracts.get(contract)!;
      const body = JSON.stringify(variables ? { query, variables } : { query });
      const headers = graphqlHeaders;
      const answer = await call(
        contract,
        operation,
        { method: 'POST', url: endpoint, headers, body, isRead },
        label,
      );
      if (isGraphqlAnswer(answer)) return answer;
      throw new GatewayError('SOURCE_BAD_ANSWER', {
        source: source.name,
        detail:
          'answered JSON that is no GraphQL result; try again, and check the endpoint if it stays so',
      });
    },
    async rest(
      contract,
      { method, path, query = [], headers = {}, body, isRead, label },
      operation,
    ) {
      const { endpoint } = contracts.get(contract)!;
      const search = query.length > 0 ? `?${new URLSearchParams(query)}` : '';
      const url = `${endpoint.replace(/\/$/, '')}${path}${search}`;
      const outgoing = {
        method,
        url,
        headers: { ...restHeaders(body), ...headers },
        isRead,
        ...encodeBody(body),
      };
      return call(contract, operation, outgoing, label);
    },
  };
}

const graphqlHeaders = { 'content-type': 'application/json', accept: 'application/json' };

function restHeaders(body: unknown): Record<string, string> {
  const accept = { accept: 'application/json' };
  const isJson = body !== undefined && !(body instanceof FormData);
  return isJson ? { ...accept, 'content-type': 'application/json' } : accept;
}

function encodeBody(body: unknown): { body?: string | FormData } {
  if (body === undefined) return {};
  return { body: body instanceof FormData ? body : JSON.stringify(body) };
}

/** Headers of `.meshrc.yaml` that carry no credential go out as they are written there. */
function staticHeaders({ headers }: GraphContract): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([, value]) => !value.includes('{'))
      .map(([name, value]) => [name.toLowerCase(), value]),
  );
}

function isGraphqlAnswer(answer: unknown): answer is GraphqlAnswer {
  return typeof answer === 'object' && answer !== null && ('data' in answer || 'errors' in answer);
}

function unreachable(contract: string): GatewayError {
  return new GatewayError('INTERNAL', {
    detail: `no credential for ${contract}, and no reason why`,
  });
}
