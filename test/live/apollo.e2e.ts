import { ApolloClient, ApolloLink, InMemoryCache, Observable, gql } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { print } from 'graphql';
import { createClient as createSseClient } from 'graphql-sse';
import { expect, it } from 'vitest';
import { sandboxHeaders, type TestGateway } from '../test-gateway.ts';
import { createLiveGateway, siteId } from './live-gateway.ts';
import { openSocket } from './subscriber.ts';

const STATUS = gql`
  subscription DeployStatus($siteId: ID!) {
    deployStatus(siteId: $siteId) {
      status
      deploy {
        id
        status
      }
    }
  }
`;

/** The link that Apollo's and graphql-sse's documentation give for event streams. */
function createSseLink({ url }: TestGateway): ApolloLink {
  const client = createSseClient({ url: `${url}/graphql`, headers: { ...sandboxHeaders } });
  return new ApolloLink(
    ({ query, variables, operationName }) =>
      new Observable((sink) =>
        client.subscribe<Record<string, unknown>>(
          { query: print(query), variables, ...(operationName && { operationName }) },
          {
            next: (result) => sink.next(result as ApolloLink.Result),
            error: (error) => sink.error(error),
            complete: () => sink.complete(),
          },
        ),
      ),
  );
}

const links = {
  'graphql-ws': (gateway: TestGateway) => new GraphQLWsLink(openSocket(gateway)),
  'an event stream': createSseLink,
};

it.each(Object.entries(links))(
  'follows a deploy with Apollo Client over %s',
  async (_, createLink) => {
    await using gateway = await createLiveGateway();
    const id = await gateway.deploy();
    const client = new ApolloClient({ cache: new InMemoryCache(), link: createLink(gateway) });
    const seen: unknown[] = [];
    const done = new Promise<void>((complete, error) => {
      client.subscribe({ query: STATUS, variables: { siteId } }).subscribe({
        next: ({ data, error: failure }) => seen.push(failure ?? data),
        error,
        complete,
      });
    });
    await gateway.passUntil(done);
    const event = (status: string) => ({
      deployStatus: {
        __typename: 'FleekDeployEvent',
        status,
        deploy: { __typename: 'FleekDeploy', id, status },
      },
    });
    expect(seen).toEqual([event('IN_PROGRESS'), event('DEPLOYED')]);
    // What a subscription tells of an object is what the cache then knows.
    const known = client.cache.extract() as Record<string, unknown>;
    expect(known[`FleekDeploy:${id}`]).toMatchObject({ status: 'DEPLOYED' });
    client.stop();
  },
);
