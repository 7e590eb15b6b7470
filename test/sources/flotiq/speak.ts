import {
  buildSchema,
  getOperationAST,
  getOperationRootType,
  getVariableValues,
  parse,
  validate,
  type GraphQLSchema,
} from 'graphql';
import { createDialect } from '../../../sources/flotiq/dialect/dialect.ts';
import { explain } from '../../../sources/flotiq/dialect/explain.ts';
import type { UploadOptions } from '../../../sources/flotiq/dialect/upload.ts';
import type { FlotiqFacts } from '../../../sources/flotiq/refine/facts.ts';
import { readOperations } from '../../../src/compose/operations.ts';
import { GatewayError } from '../../../src/errors.ts';
import type { GraphContract } from '../../../src/graph.ts';
import { collectFields } from '../../../src/plan/collect.ts';
import { runPlan, type Runtime } from '../../../src/plan/plan.ts';
import { compileRestFetch } from '../../../src/plan/rest-fetch.ts';
import type { RestCall } from '../../../src/source.ts';

export interface Spoken {
  data: any;
  errors: { path: string; error: GatewayError }[];
  calls: RestCall[];
}

export type Respond = (call: RestCall) => unknown;

/** Executes GraphQL over a refined account by its dialect alone; what it calls is answered by `respond`. */
export function speaker(
  { sdl, facts }: { sdl: string; facts: FlotiqFacts },
  respond: Respond,
  upload: UploadOptions = {},
) {
  const schema = buildSchema(sdl);
  const operations = readOperations(schema);
  // As they come out of the artifacts.
  const dialect = createDialect(JSON.parse(JSON.stringify(facts)), upload);

  return async function ask(
    source: string,
    variables: Record<string, unknown> = {},
  ): Promise<Spoken> {
    const document = parse(source);
    const problems = validate(schema, document);
    if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'));
    const operation = getOperationAST(document)!;
    const coerced = getVariableValues(
      schema as GraphQLSchema,
      operation.variableDefinitions ?? [],
      variables,
    );
    if (coerced.errors) throw coerced.errors[0]!;
    const root = getOperationRootType(schema, operation);
    const fragments = Object.fromEntries(
      document.definitions.flatMap((it) =>
        it.kind === 'FragmentDefinition' ? [[it.name.value, it]] : [],
      ),
    );
    const collected = collectFields({ schema, fragments, conditions: coerced.coerced }, root, [
      operation.selectionSet,
    ]);
    const contract = { name: 'flotiq', source: 'flotiq' } as GraphContract;
    const calls: RestCall[] = [];
    const caller = {
      async rest(_contract: string, { method, path, ...rest }: RestCall) {
        const { query, headers, body } = rest;
        const call = { method, path, query, headers, body } as RestCall;
        calls.push(call);
        return respond(call);
      },
    };
    const plan = {
      isMutation: operation.operation === 'mutation',
      stages: [
        collected.map((field) =>
          compileRestFetch({
            contract,
            dialect,
            field,
            operation: operations[`${root.name}.${field.name}`]!,
          }),
        ),
      ],
      keys: collected.map(({ key }) => key),
      fields: collected,
      rootFields: [],
    };
    const runtime = { caller, operation: {}, variables: coerced.coerced } as unknown as Runtime;
    const answer = await runPlan(plan, runtime);
    const errors = answer.errors.map(({ path, error }) => ({
      path: path.join('.'),
      error: error as GatewayError,
    }));
    return { data: answer.data, errors, calls };
  };
}

/** Answers calls by a server on loopback, with the source's own explanations of its refusals. */
export function over(origin: string, key: string): Respond {
  return async ({ method, path, query = [], headers = {}, body }) => {
    const isForm = body instanceof FormData;
    const response = await fetch(`${origin}${path}?${new URLSearchParams(query)}`, {
      method,
      headers: {
        'x-auth-token': key,
        ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed: unknown = text === '' ? undefined : JSON.parse(text);
    if (response.ok) return parsed;
    const explained = explain({ status: response.status, headers: {}, body: parsed });
    throw new GatewayError(explained?.code ?? 'SOURCE_ERROR', {
      source: 'flotiq',
      detail: explained?.detail ?? `answered ${response.status}`,
      facts: explained?.facts ?? {},
    });
  };
}

/** What a call asks for, decoded. */
export const queryOfCall = ({ query = [] }: RestCall) => new URLSearchParams(query);
