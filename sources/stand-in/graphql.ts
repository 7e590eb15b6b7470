import {
  GraphQLError,
  execute,
  parse,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import type { StandInRequest, StandInResponse } from './serve.ts';

interface Execution {
  schema: GraphQLSchema;
  /** Root fields as functions `(args, context, info)`, as graphql-js calls them on a root value. */
  rootValue: Record<string, unknown>;
  contextValue?: unknown;
}

interface Operation {
  query: string;
  variables?: Record<string, unknown>;
  operationName?: string;
}

const documents = new Map<string, { schema: GraphQLSchema; document: DocumentNode }>();

/** Answers a GraphQL request over POST or GET as graphql-js servers do: 400 when it cannot run, else 200. */
export async function answerGraphql(
  request: StandInRequest,
  { schema, rootValue, contextValue }: Execution,
): Promise<StandInResponse> {
  try {
    const { query, variables, operationName } = readOperation(request);
    const document = parseOnce(schema, query);
    const result = await execute({
      schema,
      document,
      rootValue,
      contextValue,
      variableValues: variables ?? null,
      operationName: operationName ?? null,
    });
    return { status: 200, body: result };
  } catch (error) {
    const errors = error instanceof AggregateError ? error.errors : [error];
    return { status: 400, body: { errors: errors.map(plainError) } };
  }
}

function readOperation({ method, query, body }: StandInRequest): Operation {
  if (method === 'GET') {
    const variables = query.get('variables');
    return {
      query: query.get('query') ?? '',
      ...(variables ? { variables: JSON.parse(variables) as Record<string, unknown> } : {}),
    };
  }
  const operation = JSON.parse(body.toString()) as Operation;
  if (typeof operation.query !== 'string') throw new GraphQLError('Must provide query string.');
  return operation;
}

function parseOnce(schema: GraphQLSchema, query: string): DocumentNode {
  const known = documents.get(query);
  if (known?.schema === schema) return known.document;
  const document = parse(query);
  const errors = validate(schema, document);
  if (errors.length > 0) throw new AggregateError(errors);
  if (documents.size > 500) documents.clear();
  documents.set(query, { schema, document });
  return document;
}

function plainError(error: unknown) {
  return error instanceof GraphQLError ? error.toJSON() : { message: (error as Error).message };
}
