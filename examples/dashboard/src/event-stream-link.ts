import { ApolloLink, Observable } from '@apollo/client';
import { print, type DocumentNode } from 'graphql';
import { createClient } from 'graphql-sse';

/** Subscriptions over Server-Sent Events: plain HTTP, so credentials travel in headers as ever. */
export class EventStreamLink extends ApolloLink {
  constructor(url: string, idOf: (document: DocumentNode) => string) {
    super((operation) => {
      const { headers } = operation.getContext() as { headers?: Record<string, string> };
      const client = createClient({ url, headers: headers ?? {}, retryAttempts: 3 });
      const { query, variables, operationName } = operation;
      const persistedQuery = { version: 1, sha256Hash: idOf(query) };
      return new Observable((sink) =>
        client.subscribe<Record<string, unknown>>(
          {
            query: print(query),
            variables,
            ...(operationName && { operationName }),
            extensions: { persistedQuery },
          },
          {
            next: (result) => sink.next(result as ApolloLink.Result),
            error: (error) => sink.error(error),
            complete: () => sink.complete(),
          },
        ),
      );
    });
  }
}
