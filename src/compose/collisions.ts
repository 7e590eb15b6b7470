import { isIntrospectionType, isSpecifiedScalarType, type GraphQLSchema } from 'graphql';
import { GatewayError } from '../errors.ts';

/** Two contracts that claim one root field or one type stop the composing; nothing is merged silently. */
export function refuseCollisions(schemas: Record<string, GraphQLSchema>): void {
  const claims = new Map<string, string[]>();
  for (const [contract, schema] of Object.entries(schemas)) {
    for (const name of claimedNames(schema))
      claims.set(name, [...(claims.get(name) ?? []), contract]);
  }
  const problems = [...claims].filter(([, contracts]) => contracts.length > 1).map(describe);
  if (problems.length > 0)
    throw new GatewayError('CONTRACT_INVALID', { detail: problems.join('\n') });
}

function claimedNames(schema: GraphQLSchema): string[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const rootNames = roots.map((root) => root?.name);
  const types = Object.values(schema.getTypeMap()).filter(
    (type) =>
      !isIntrospectionType(type) && !isSpecifiedScalarType(type) && !rootNames.includes(type.name),
  );
  const fields = roots.flatMap((root) =>
    root ? Object.keys(root.getFields()).map((field) => `${root.name}.${field}`) : [],
  );
  return [...fields, ...types.map(({ name }) => name).filter((name) => !annotationTypes.has(name))];
}

/** Types that Mesh's own annotations bring along; they are pruned from the graph. */
const annotationTypes = new Set(['ObjMap', 'HTTPMethod', 'TransportOptions']);

function describe([name, contracts]: [string, string[]]): string {
  const [first, ...others] = contracts;
  const last = others.at(-1);
  const [type, field] = name.split('.');
  const remedy = field
    ? `{ from: { type: ${type}, field: ${field} }, to: { type: ${type}, field: ${last}_${field} } }`
    : `{ from: { type: ${name} }, to: { type: ${name}2 } }`;
  const kind = field ? 'root field' : 'type';
  return (
    `${kind} ${name} is claimed by ${[first, ...others].join(' and ')}; ` +
    `rename one in .meshrc.yaml, under ${last}: transforms: rename: renames: - ${remedy}`
  );
}
