import { defineConfig, loadGraphQLHTTPSubgraph } from '@graphql-mesh/compose-cli';
import { loadOpenAPISubgraph } from '@omnigraph/openapi';

const { UPSTREAM: endpoint } = process.env;

/** The contracts as they are, credentials from the caller's headers. */
export const composeConfig = defineConfig({
  subgraphs: [
    {
      sourceHandler: loadGraphQLHTTPSubgraph('fleek', {
        source: '../../../sources/fleek/schema.graphql',
        endpoint: `${endpoint}/graphql`,
        operationHeaders: { authorization: "{context.headers['x-fleek-key']}" },
      }),
    },
    {
      sourceHandler: loadGraphQLHTTPSubgraph('fibery', {
        source: '../../../sources/fibery/schema.graphql',
        endpoint: `${endpoint}/api/graphql/space/Delivery`,
        operationHeaders: { authorization: "Token {context.headers['x-fibery-token']}" },
      }),
    },
    {
      sourceHandler: loadOpenAPISubgraph('flotiq', {
        source: '../content.openapi.json',
        endpoint,
        operationHeaders: { 'x-auth-token': "{context.headers['x-flotiq-key']}" },
      }),
    },
  ],
});
