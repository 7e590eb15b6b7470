import type { IncomingMessage } from 'node:http';
import { GraphQLError, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { createYoga, type Plugin, type YogaServerInstance } from 'graphql-yoga';
import type { RequestLimits } from '../config.ts';
import type { KnownOperation, OperationStore, ParsedText } from '../plan/operation-store.ts';
import type { LocatedError } from '../plan/completer.ts';
import type { Execute } from './execute.ts';
import { requestIdOf, type OpenRequest } from './open-request.ts';
import { presentError } from './present-error.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

export interface ServerContext {
  incoming: IncomingMessage;
}

export interface GraphqlServerOptions {
  schema: GraphQLSchema;
  store: OperationStore;
  execute: Execute;
  openRequest: OpenRequest;
  documents: TrustedDocuments;
  limits: RequestLimits;
  corsOrigins: readonly string[];
}

/** The GraphQL endpoint: Yoga speaks HTTP, the operation store and the plans do the rest. */
export function createGraphqlServer(
  options: GraphqlServerOptions,
): YogaServerInstance<ServerContext, object> {
  const { schema, limits, corsOrigins } = options;
  return createYoga<ServerContext>({
    schema,
    graphqlEndpoint: '/graphql',
    graphiql: false,
    landingPage: false,
    logging: false,
    maskedErrors: false,
    batching: limits.batch > 1 ? { limit: limits.batch } : false,
    multipart: false,
    parserAndValidationCache: false,
    extraParamNames: ['documentId'],
    cors: corsOrigins.length > 0 ? { origin: [...corsOrigins], credentials: false } : false,
    plugins: [findDocuments(options), runThroughPlans(options)],
  });
}

/** A request may name its document by a hash, and not every document may run. */
function findDocuments({ documents }: GraphqlServerOptions): Plugin<ServerContext> {
  return {
    onParams({ params, setParams, request, context }) {
      const { incoming } = context as unknown as ServerContext;
      const fromUrl = request.method === 'GET' ? readDocumentId(request.url) : undefined;
      const { documentId = fromUrl, ...named } = params as typeof params & { documentId?: unknown };
      const query = documents.find({ ...named, documentId }, requestIdOf(incoming));
      if (query !== undefined) setParams({ ...named, query });
    },
  };
}

function readDocumentId(url: string): string | undefined {
  return new URL(url, 'http://localhost').searchParams.get('documentId') ?? undefined;
}

function runThroughPlans({
  store,
  execute,
  openRequest,
}: GraphqlServerOptions): Plugin<ServerContext> {
  const parsedTexts = new WeakMap<object, ParsedText>();

  return {
    onParse({ params, setParseFn }) {
      setParseFn(() => {
        const parsed = store.read(String(params.source));
        if (!parsed.document) throw parsed.errors[0]!;
        parsedTexts.set(parsed.document, parsed);
        return parsed.document;
      });
    },
    onValidate({ params, setResult }) {
      setResult([...(parsedTexts.get(params.documentAST)?.errors ?? [])]);
    },
    onExecute({ args, setExecuteFn }) {
      setExecuteFn(async () => {
        const known = findOperation(parsedTexts.get(args.document), args.operationName);
        const { incoming, request } = args.contextValue as ServerContext & { request: Request };
        await using opened = await openRequest({ incoming, signal: request.signal });
        const answer = await execute(known, args.variableValues, opened.operation);
        if ('requestErrors' in answer) return { errors: answer.requestErrors };
        const { data, errors } = answer;
        return errors.length > 0 ? { data, errors: errors.map(asGraphqlError) } : { data };
      });
    },
    onResultProcess({ result, setResult, serverContext }) {
      const requestId = requestIdOf((serverContext as unknown as ServerContext).incoming);
      const present = (single: ExecutionResult) => presentErrors(single, requestId);
      setResult(Array.isArray(result) ? result.map(present) : present(result as ExecutionResult));
    },
  };
}

/** Yoga carries GraphQLErrors; what a client sees of them is decided once, when the result is processed. */
function asGraphqlError({ path, error }: LocatedError): GraphQLError {
  return new GraphQLError(error.message, { path, originalError: error });
}

function presentErrors(result: ExecutionResult, requestId: string): ExecutionResult {
  if (!result.errors) return result;
  const errors = result.errors.map((error) => {
    const located = { path: [...(error.path ?? [])], error: error.originalError ?? error };
    const { message, path, locations, extensions } = presentError(located, requestId);
    return Object.assign(new GraphQLError(message, { path, extensions }), { locations });
  });
  return { ...result, errors };
}

function findOperation(
  parsed: ParsedText | undefined,
  name: string | null | undefined,
): KnownOperation {
  const operations = parsed?.operations;
  const known = name ? operations?.get(name) : operations?.values().next().value;
  if (!known)
    throw new GraphQLError(
      name ? `Unknown operation named "${name}".` : 'Must provide an operation.',
    );
  return known;
}
