import type { AnswerCache } from '../cache/answer-cache.ts';
import { GatewayError } from '../errors.ts';
import type { FinishedCredential } from '../identity/credential.ts';
import type { Graph, GraphContract } from '../graph.ts';
import type { OperationContext, TracedCall } from '../operation-context.ts';
import type { RestCall, Source } from '../source.ts';
import { readAnswer } from './decode.ts';
import { readKept } from './read-kept.ts';
import type { LimitsOf, Send, UpstreamAnswer, UpstreamRequest } from './step.ts';

export interface GraphqlCall {
  query: string;
  variables?: Record<string, unknown>;
  isRead: boolean;
  /** For traces: what is asked, without values. */
  label: string;
  /** How long the answer may be kept. @default 0: not at all */
  ttlMs?: number;
  /** The root fields that it is for, for metrics of what is kept. */
  fields?: readonly string[];
  /** The part of a plan that asks; kept for those who explain what was run. */
  askedBy?: object;
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
    call: RestCall & Pick<GraphqlCall, 'isRead' | 'label' | 'ttlMs' | 'fields' | 'askedBy'>,
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
  /** @default the source's own */
  limits?: LimitsOf;
}

type Outgoing = Pick<UpstreamRequest, 'method' | 'url' | 'headers' | 'isRead' | 'body'>;
type About = Pick<GraphqlCall, 'label' | 'ttlMs' | 'fields' | 'askedBy'>;
type Read = (request: UpstreamRequest, answer: UpstreamAnswer) => unknown;

interface Contract {
  name: string;
  source: Source;
  endpoint: string;
  /** Headers by kind of call, with what `.meshrc.yaml` has written out. */
  headers: { graphql: Headers; rest: Headers; restJson: Headers };
}

export function createCaller(options: CallerOptions): Caller {
  const { graph, sources, endpoints, send, cache, limits = (source) => source.limits } = options;
  const contracts = new Map(
    Object.values(graph.contracts).map((contract): [string, Contract] => {
      const { name } = contract;
      const source = sources.find((known) => known.name === contract.source);
      const endpoint = endpoints.get(name);
      if (!source || !endpoint) throw new Error(`contract ${name} has no source or endpoint`);
      const written = staticHeaders(contract);
      const headers = {
        graphql: { ...written, ...graphqlHeaders },
        rest: { ...written, ...restHeaders },
        restJson: { ...written, ...graphqlHeaders },
      };
      return [name, { name, source, endpoint, headers }];
    }),
  );

  async function call(
    { name: contract, source }: Contract,
    operation: OperationContext,
    { method, url, headers, body, isRead }: Outgoing,
    { label, ttlMs = 0, fields, askedBy }: About,
    read: Read,
  ): Promise<unknown> {
    const { identity, calls, signal, deadlineMs, traceparent } = operation;
    const credential = identity.credentialFor(contract, isRead);
    if (!credential) throw identity.problemFor(contract, isRead) ?? unreachable(contract);
    const { partition } = identity;
    const trace: TracedCall = {
      source: source.name,
      contract,
      label,
      method,
      url,
      askedBy,
      startedAtMs: performance.now(),
    };
    const upstream: UpstreamRequest = {
      source,
      contract,
      method,
      url,
      headers: withCredential(headers, credential),
      body,
      isRead,
      partition,
      credentialId: credential.id,
      signal,
      deadlineMs,
      traceparent,
      trace,
    };
    const ask = () => {
      operation.budget.take(source);
      calls.push(trace);
      return send(upstream);
    };

    if (!isRead) {
      try {
        return read(upstream, await ask());
      } finally {
        // Whether it went well or was lost on the way: what was known before may be so no more.
        cache?.drop(partition, source.name);
      }
    }
    if (!cache || ttlMs === 0) return read(upstream, await ask());
    const value = await readKept({
      cache,
      upstream,
      headers,
      ttlMs,
      fields: fields ?? [],
      identity,
      credential,
      trace,
      backgroundMs: limits(source).timeoutMs,
      begin() {
        operation.budget.take(source);
        calls.push(trace);
      },
      send,
      read,
    });
    // What came from memory is told of all the same.
    if (!calls.includes(trace)) calls.push(trace);
    return value;
  }

  return {
    async graphql(name, { query, variables, isRead, ...about }, operation) {
      const contract = contracts.get(name)!;
      const { endpoint } = contract;
      const body = JSON.stringify(variables ? { query, variables } : { query });
      const headers = contract.headers.graphql;
      const outgoing = { method: 'POST', url: endpoint, headers, body, isRead };
      return call(contract, operation, outgoing, about, readGraphql) as Promise<GraphqlAnswer>;
    },
    rest(name, { method, path, query = [], headers: own, body, isRead, ...about }, operation) {
      const contract = contracts.get(name)!;
      const search = query.length > 0 ? `?${new URLSearchParams(query)}` : '';
      const url = `${contract.endpoint.replace(/\/$/, '')}${path}${search}`;
      const isJson = body !== undefined && !(body instanceof FormData);
      const usual = isJson ? contract.headers.restJson : contract.headers.rest;
      // The same object where it can be: what is found out about it is then known the next time.
      const headers = own && Object.keys(own).length > 0 ? { ...usual, ...own } : usual;
      const outgoing = { method, url, headers, body: encodeBody(body), isRead };
      return call(contract, operation, outgoing, about, readAnswer);
    },
  };
}

type Headers = Readonly<Record<string, string>>;

const finished = new WeakMap<Headers, WeakMap<FinishedCredential, Headers>>();

/** A caller's requests carry the same headers again and again; each set of them is made once. */
function withCredential(headers: Headers, credential: FinishedCredential): Headers {
  let byCredential = finished.get(headers);
  if (!byCredential) finished.set(headers, (byCredential = new WeakMap()));
  let whole = byCredential.get(credential);
  if (!whole) {
    whole = Object.freeze({ ...headers, [credential.header]: credential.value });
    byCredential.set(credential, whole);
  }
  return whole;
}

const graphqlHeaders = { 'content-type': 'application/json', accept: 'application/json' };

const restHeaders = { accept: 'application/json' };

function encodeBody(body: unknown): string | FormData | undefined {
  return body === undefined || body instanceof FormData ? body : JSON.stringify(body);
}

/** Headers of `.meshrc.yaml` that carry no credential go out as they are written there. */
function staticHeaders({ headers }: GraphContract): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([, value]) => !value.includes('{'))
      .map(([name, value]) => [name.toLowerCase(), value]),
  );
}

/** Checked here, before a cache has seen it. */
function readGraphql(request: UpstreamRequest, answer: UpstreamAnswer): GraphqlAnswer {
  const value = readAnswer(request, answer);
  if (isGraphqlAnswer(value)) return value;
  throw new GatewayError('SOURCE_BAD_ANSWER', {
    source: request.source.name,
    detail:
      'answered JSON that is no GraphQL result; try again, and check the endpoint if it stays so',
  });
}

/** Data, or why there is none: one that has neither would be null everywhere, as if nothing were there. */
function isGraphqlAnswer(answer: unknown): answer is GraphqlAnswer {
  const { data, errors } = (answer ?? {}) as GraphqlAnswer;
  const isSaid = Array.isArray(errors) && errors.length > 0;
  return isSaid || (typeof data === 'object' && data !== null && !Array.isArray(data));
}

function unreachable(contract: string): GatewayError {
  return new GatewayError('INTERNAL', {
    detail: `no credential for ${contract}, and no reason why`,
  });
}
