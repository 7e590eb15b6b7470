import { NOT_MODIFIED, readMaximumAge, type AnswerCache } from '../cache/answer-cache.ts';
import { GatewayError } from '../errors.ts';
import type { Graph, GraphContract } from '../graph.ts';
import type { OperationContext, TracedCall } from '../operation-context.ts';
import type { RestCall, Source } from '../source.ts';
import { readAnswer } from './decode.ts';
import type { Send, UpstreamAnswer, UpstreamRequest } from './step.ts';

export interface GraphqlCall {
  query: string;
  variables?: Record<string, unknown>;
  isRead: boolean;
  /** For traces: what is asked, without values. */
  label: string;
  /** How long the answer may be kept. @default 0: not at all */
  ttlMs?: number;
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
    call: RestCall & Pick<GraphqlCall, 'isRead' | 'label' | 'ttlMs'>,
    operation: OperationContext,
  ): Promise<unknown>;
}

export interface CallerOptions {
  graph: Graph;
  sources: readonly Source[];
  /** Contract -> where it is spoken to. */
  endpoints: ReadonlyMap<string, string>;
  send: Send;
  cache?: AnswerCache | undefined;
}

type Outgoing = Pick<UpstreamRequest, 'method' | 'url' | 'headers' | 'isRead' | 'body'>;
type Lease = Pick<UpstreamRequest, 'signal' | 'deadlineMs'>;

export function createCaller({ graph, sources, endpoints, send, cache }: CallerOptions): Caller {
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
    outgoing: Outgoing,
    { label, ttlMs = 0 }: Pick<GraphqlCall, 'label' | 'ttlMs'>,
  ): Promise<unknown> {
    const { source, headers } = contracts.get(contract)!;
    const { identity, calls } = operation;
    const { isRead } = outgoing;
    const credential = identity.credentialFor(contract, isRead);
    if (!credential) throw identity.problemFor(contract, isRead) ?? unreachable(contract);
    const { partition } = identity;
    const startedAtMs = performance.now();
    const trace: TracedCall = { source: source.name, contract, label, startedAtMs };
    const upstream: Omit<UpstreamRequest, 'signal' | 'deadlineMs'> = {
      ...outgoing,
      source,
      contract,
      headers: { ...headers, ...outgoing.headers, [credential.header]: credential.value },
      partition,
      credentialId: credential.id,
      traceparent: operation.traceparent,
      trace,
    };

    async function ask(etag?: string, lease: Lease = operation): Promise<UpstreamAnswer> {
      if (lease === operation) {
        operation.budget.take(source);
        calls.push(trace);
      }
      const { signal, deadlineMs } = lease;
      const conditional = etag ? { 'if-none-match': etag } : {};
      return send({
        ...upstream,
        headers: { ...upstream.headers, ...conditional },
        signal,
        deadlineMs,
      });
    }
    const read = (answer: UpstreamAnswer) => readAnswer({ ...upstream, ...operation }, answer);

    if (!isRead) {
      try {
        return read(await ask());
      } finally {
        // Whether it went well or was lost on the way: what was known before may be so no more.
        cache?.drop(partition, source.name);
      }
    }
    if (!cache || ttlMs === 0) return read(await ask());
    const { method, url, body } = outgoing;
    const request = [method, url, body, { ...headers, ...outgoing.headers }];
    const question = { partition, source: source.name, contract, request, ttlMs };
    const cached = await cache.read(question, async ({ etag, isBackground }) => {
      const answer = await ask(etag, isBackground ? backgroundLease(source) : operation);
      if (answer.status === 304) return NOT_MODIFIED;
      const value = read(answer);
      const maximumAgeMs = hasErrors(value) ? 0 : readMaximumAge(answer.headers);
      return { value, bytes: answer.body.length * 2, maximumAgeMs, etag: answer.headers['etag'] };
    });
    if (cached.event !== 'miss') {
      if (!calls.includes(trace)) calls.push(trace);
      Object.assign(trace, { cached: cached.event, ageMs: cached.ageMs });
    }
    return cached.value;
  }

  return {
    async graphql(contract, { query, variables, isRead, ...about }, operation) {
      const { endpoint, source } = contracts.get(contract)!;
      const body = JSON.stringify(variables ? { query, variables } : { query });
      const headers = graphqlHeaders;
      const outgoing = { method: 'POST', url: endpoint, headers, body, isRead };
      const answer = await call(contract, operation, outgoing, about);
      if (isGraphqlAnswer(answer)) return answer;
      throw new GatewayError('SOURCE_BAD_ANSWER', {
        source: source.name,
        detail:
          'answered JSON that is no GraphQL result; try again, and check the endpoint if it stays so',
      });
    },
    async rest(
      contract,
      { method, path, query = [], headers = {}, body, isRead, ...about },
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
      return call(contract, operation, outgoing, about);
    },
  };
}

/** A renewal that nobody waits for ends with the source's own time, not with the request that saw it was due. */
function backgroundLease({ limits }: Source): Lease {
  const deadlineMs = performance.now() + limits.timeoutMs;
  return { signal: new AbortController().signal, deadlineMs };
}

function hasErrors(value: unknown): boolean {
  return isGraphqlAnswer(value) && (value.errors?.length ?? 0) > 0;
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
