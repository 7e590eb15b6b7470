import type { VariableDefinitionNode } from 'graphql';
import { GatewayError } from '../errors.ts';
import type { GraphContract } from '../graph.ts';
import type { GraphqlAnswer, GraphqlCall, UpstreamError } from '../transport/call-source.ts';
import type { CollectedField } from './collect.ts';
import { object, type Shape } from './complete.ts';
import { Sink, ErrorTree, INVALID, type LocatedError } from './completer.ts';
import { failFields } from './fail-fields.ts';
import { rememberResults } from './kept-results.ts';
import { printRequest, typenameKey } from './graphql-request.ts';
import { listErrors, placeErrors, showPlaces } from './error-place.ts';
import type { Fetch, FetchResult } from './plan.ts';

export interface GraphqlFetchOptions {
  contract: GraphContract;
  fields: readonly CollectedField[];
  isMutation: boolean;
  variableDefinitions: readonly VariableDefinitionNode[];
  /** @default 0 */
  ttlMs?: number;
}

/** One request for all root fields that a GraphQL contract answers. */
export function compileGraphqlFetch(options: GraphqlFetchOptions): Fetch {
  const { contract, fields, isMutation, variableDefinitions, ttlMs = 0 } = options;
  const request = printRequest(
    isMutation ? 'mutation' : 'query',
    fields,
    variableDefinitions,
    contract.names,
  );
  const complete = object(fields, graphqlShape(contract));
  const keys = fields.map(({ key }) => key);
  const names = fields.map(({ name }) => name);
  const label = `${isMutation ? 'mutation' : 'query'} { ${names.join(' ')} }`;
  const { query } = request;
  const finishAnswer = ttlMs > 0 ? rememberResults(completeAnswer) : completeAnswer;
  const describe = { contract: contract.name, source: contract.source, sends: query };

  const facts = { isRead: !isMutation, label, ttlMs, fields: names, askedBy: describe };
  const fixed = { query, ...facts, isFixed: true };

  return {
    keys,
    describe,
    async run({ caller, operation, variables }) {
      let answer: GraphqlAnswer;
      try {
        answer = await caller.graphql(contract.name, callWith(variables), operation);
      } catch (error) {
        return failFields(fields, error as Error);
      }
      return finishAnswer(answer);
    },
  };

  function callWith(variables: Record<string, unknown>): GraphqlCall {
    if (request.variables.length === 0) return fixed;
    return { query, variables: pick(variables, request.variables), ...facts };
  }

  function completeAnswer(answer: GraphqlAnswer): FetchResult {
    const { data } = answer;
    const sink = new Sink(contract.source);
    const errors = listErrors(answer);
    if (errors.length === 0)
      return finish(complete(data ?? {}, sink, undefined), sink.errors, sink);
    const placed = placeErrors(errors, keys, data).map(({ path, upstream }) => ({
      path,
      error: sourceError(upstream, contract.source),
    }));
    const tree = new ErrorTree(placed);
    const values = complete(data ?? {}, sink, tree);
    return finish(values, [...showPlaces(placed, fields), ...sink.errors], sink);
  }
}

function finish(values: unknown, errors: readonly LocatedError[], sink: Sink): FetchResult {
  return {
    values: values === INVALID ? undefined : (values as Record<string, unknown>),
    errors,
    waiting: sink.waiting,
  };
}

/** What a GraphQL source says went wrong. Of its extensions only the code is passed on. */
export function sourceError({ message, extensions }: UpstreamError, source: string): GatewayError {
  const code = extensions?.['code'];
  const facts = typeof code === 'string' && /^\w{1,64}$/.test(code) ? { sourceCode: code } : {};
  return new GatewayError('SOURCE_ERROR', { source, detail: String(message), facts });
}

export function graphqlShape({ names }: GraphContract): Shape {
  const graphNames = new Map(Object.entries(names.types).map(([graph, own]) => [own, graph]));
  return {
    sourceKey: ({ key }) => key,
    reader: () => undefined,
    typeReader(selection) {
      const key = typenameKey(selection);
      return ({ [key]: name }) =>
        typeof name === 'string' ? (graphNames.get(name) ?? name) : undefined;
    },
  };
}

function pick(variables: Record<string, unknown>, names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, variables[name]]));
}
