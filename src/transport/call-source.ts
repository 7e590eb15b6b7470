import type { AnswerCache } from '../cache/answer-cache.ts';
import { GatewayError } from '../errors.ts';
import type { Graph } from '../graph.ts';
import type { OperationContext, TracedCall } from '../operation-context.ts';
import type { RestCall, Source } from '../source.ts';
import { readAnswer } from './decode.ts';
import { openContract, type OpenContract, type Outgoing } from './outgoing.ts';
import { readKept, recallKept } from './read-kept.ts';
import type { LimitsOf, Send, UpstreamAnswer, UpstreamRequest } from './step.ts';

/** What is said of a call besides what it sends. */
export interface CallFacts {
  isRead: boolean;
  /** For traces: what is asked, without values. */
  label: string;
  /** How long the answer may be kept. @default 0: not at all */
  ttlMs?: number;
  /** The root fields that it is for, for metrics of what is kept. */
  fields?: readonly string[];
  /** The part of a plan that asks; kept for those who explain what was run. */
  askedBy?: object;
  /** It is made again and again, and is the same object each time. @default false */
  isFixed?: boolean;
}

export interface GraphqlCall extends CallFacts {
  query: string;
  variables?: Record<string, unknown>;
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
  rest(contract: string, call: RestCall & CallFacts, operation: OperationContext): Promise<unknown>;
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

type Read = (request: UpstreamRequest, answer: UpstreamAnswer) => unknown;

export function createCaller(options: CallerOptions): Caller {
  const { graph, sources, endpoints, send, cache, limits = (source) => source.limits } = options;
  const contracts = new Map(
    Object.values(graph.contracts).map((contract): [string, OpenContract] => {
      const { name } = contract;
      const source = sources.find((known) => known.name === contract.source);
      const endpoint = endpoints.get(name);
      if (!source || !endpoint) throw new Error(`contract ${name} has no source or endpoint`);
      return [name, openContract(contract, source, endpoint)];
    }),
  );

  async function call<Asked extends CallFacts>(
    write: (asked: Asked) => Outgoing,
    asked: Asked,
    operation: OperationContext,
    read: Read,
  ): Promise<unknown> {
    const outgoing = write(asked);
    const { label, isRead, askedBy } = asked;
    const { source, contract, method, url, body } = outgoing;
    const { identity, calls, signal, deadlineMs, traceparent } = operation;
    const { credential, headers, question } = outgoing.addressFor(identity);
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
    const kept = isRead && cache && question && { cache, question, identity, credential, trace };
    const known = kept && recallKept(kept);
    if (known) {
      // What came from memory is told of all the same.
      calls.push(trace);
      return known.value;
    }
    const openUpstream = (): UpstreamRequest => ({
      source,
      contract,
      method,
      url,
      headers,
      body,
      isRead,
      partition,
      credentialId: credential.id,
      signal,
      deadlineMs,
      traceparent,
      trace,
    });
    const begin = () => {
      operation.budget.take(source);
      calls.push(trace);
    };

    if (kept) {
      const backgroundMs = limits(source).timeoutMs;
      const value = await readKept(kept, { openUpstream, backgroundMs, begin, send, read });
      if (!calls.includes(trace)) calls.push(trace);
      return value;
    }
    const upstream = openUpstream();
    begin();
    if (isRead) return read(upstream, await send(upstream));
    try {
      return read(upstream, await send(upstream));
    } finally {
      // Whether it went well or was lost on the way: what was known before may be so no more.
      cache?.drop(partition, source.name);
    }
  }

  return {
    graphql: (name, asked, operation) =>
      call(contracts.get(name)!.graphql, asked, operation, readGraphql) as Promise<GraphqlAnswer>,
    rest: (name, asked, operation) => call(contracts.get(name)!.rest, asked, operation, readAnswer),
  };
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
