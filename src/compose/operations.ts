import { getDirective } from '@graphql-tools/utils';
import type { GraphQLObjectType, GraphQLSchema } from 'graphql';
import type { RestOperation } from '../source.ts';

/** What `@httpOperation` says of the root fields of a REST contract, by `Query.field`. */
export function readOperations(schema: GraphQLSchema): Record<string, RestOperation> {
  const roots = { Query: schema.getQueryType(), Mutation: schema.getMutationType() };
  return Object.fromEntries(
    Object.entries(roots).flatMap(([parentType, root]) =>
      root ? rootOperations(schema, root, parentType as RestOperation['parentType']) : [],
    ),
  );
}

function rootOperations(
  schema: GraphQLSchema,
  root: GraphQLObjectType,
  parentType: RestOperation['parentType'],
): [string, RestOperation][] {
  return Object.values(root.getFields()).flatMap((field) => {
    const [annotation] = (getDirective(schema, field, 'httpOperation') ?? []) as HttpOperation[];
    if (!annotation) return [];
    const { path, httpMethod, queryParamArgMap, operationSpecificHeaders } = annotation;
    const operation: RestOperation = {
      parentType,
      field: field.name,
      method: httpMethod,
      path,
      queryArguments: asObject(queryParamArgMap),
      headers: Object.fromEntries(operationSpecificHeaders ?? []),
    };
    return [[`${parentType}.${field.name}`, operation]];
  });
}

interface HttpOperation {
  path: string;
  httpMethod: string;
  queryParamArgMap?: Record<string, string> | string;
  operationSpecificHeaders?: [string, string][];
}

function asObject(map: HttpOperation['queryParamArgMap']): Record<string, string> {
  if (typeof map === 'string') return JSON.parse(map) as Record<string, string>;
  return { ...map };
}
