import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { ErrorLink } from '@apollo/client/link/error';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { RetryLink } from '@apollo/client/link/retry';
import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';
import { OperationTypeNode, type DocumentNode } from 'graphql';
import { possibleTypes, typePolicies } from './graph/apollo-cache.ts';
import documentIds from './graph/document-ids.json' with { type: 'json' };
import { EventStreamLink } from './event-stream-link.ts';

export interface ClientOptions {
  /** Of the gateway. */
  uri: string;
  /** Read for every request, so that a credential typed in later counts at once. */
  readHeaders(): Record<string, string>;
  /** Told of everything that went wrong, one source at a time or all of it. */
  onError?(error: unknown, operationName: string | undefined): void;
}

/** Credentials -> error -> retry for reads -> persisted documents -> HTTP, or an event stream. */
export function createClient({ uri, readHeaders, onError }: ClientOptions): ApolloClient {
  const credentials = new SetContextLink(({ headers }) => ({
    headers: { ...(headers as Record<string, string>), ...readHeaders() },
  }));
  const errors = new ErrorLink(({ error, operation }) => onError?.(error, operation.operationName));
  const retry = new RetryLink({
    delay: { initial: 300, max: 3000, jitter: true },
    attempts: (count, operation, error) => count < 4 && isRead(operation) && isPassing(error),
  });
  const persisted = new PersistedQueryLink({ generateHash: idOf, useGETForHashedQueries: true });
  // A gateway in production answers a GET only when it shows that no foreign page sent it.
  const http = new HttpLink({ uri, headers: { 'apollo-require-preflight': '1' } });
  return new ApolloClient({
    cache: new InMemoryCache({ possibleTypes, typePolicies }),
    link: ApolloLink.from([
      credentials,
      errors,
      retry,
      ApolloLink.split(isSubscription, new EventStreamLink(uri, idOf), persisted.concat(http)),
    ]),
  });
}

/** The gateway was given the same documents, under the same ids, in documents.json. */
function idOf(document: DocumentNode): string {
  const operation = document.definitions.find((node) => node.kind === 'OperationDefinition');
  const name = operation?.name?.value ?? '';
  const id = (documentIds as Record<string, string | undefined>)[name];
  if (id === undefined) throw new Error(`${name} is in no file of src/operations`);
  return id;
}

function isSubscription({ operationType }: ApolloLink.Operation): boolean {
  return operationType === OperationTypeNode.SUBSCRIPTION;
}

/** A mutation may have happened before its answer was lost. */
function isRead({ operationType }: ApolloLink.Operation): boolean {
  return operationType === OperationTypeNode.QUERY;
}

/** No answer, or one that says to come back: 429, 502, 503, 504. What was answered is not asked again. */
function isPassing(error: unknown): boolean {
  if (CombinedGraphQLErrors.is(error)) return false;
  return !ServerError.is(error) || [429, 502, 503, 504].includes(error.statusCode);
}
