import type { GraphQLSchema } from 'graphql';
import type { Graph, GraphContract } from '../graph.ts';
import { mapNames } from './map-names.ts';
import { readOperations } from './operations.ts';
import type { Prepared } from './prepare.ts';
import { handlerConfig } from './read-meshrc.ts';

/** What the request road needs to know of a contract. */
export function describeContract(
  { source, meshSource, file, facts }: Prepared,
  original: GraphQLSchema,
  transformed: GraphQLSchema,
): GraphContract {
  const { endpoint, operationHeaders = {} } = handlerConfig(meshSource);
  const operations = readOperations(original);
  return {
    name: meshSource.name,
    source: source.name,
    kind: 'graphql' in meshSource.handler ? 'graphql' : 'rest',
    endpoint,
    headers: operationHeaders,
    file,
    names: mapNames(original, transformed, meshSource.name),
    transforms: meshSource.transforms ?? [],
    operations,
    ...(facts === undefined ? {} : { facts }),
  };
}

/** Which contract answers which root field. */
export function rootFields(schemas: Record<string, GraphQLSchema>): Graph['fields'] {
  const fields: Graph['fields'] = { Query: {}, Mutation: {} };
  for (const [contract, schema] of Object.entries(schemas)) {
    for (const root of ['Query', 'Mutation'] as const) {
      const type = root === 'Query' ? schema.getQueryType() : schema.getMutationType();
      for (const field of Object.keys(type?.getFields() ?? {})) fields[root][field] = contract;
    }
  }
  return fields;
}
