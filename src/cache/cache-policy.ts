import { getNamedType, isObjectType, type GraphQLSchema } from 'graphql';
import { GatewayError } from '../errors.ts';

/** How long the answer of a root field of Query may be kept; 0 when it may not. */
export type TtlOf = (rootField: string) => number;

/**
 * Reads `TREFOIL_CACHE`: `listPost=60 Product=300`, seconds by root field of Query or by
 * type, which stands for every root field that answers it. Nothing that is not named is kept.
 */
export function readCachePolicy(text: string, schema: GraphQLSchema): TtlOf {
  const ttls = new Map<string, number>();
  const problems: string[] = [];
  const rootFields = schema.getQueryType()?.getFields() ?? {};
  for (const entry of text.split(/[\s,]+/).filter(Boolean)) {
    const [, name = '', seconds = ''] = /^(\w+)=(\d+(?:\.\d+)?)$/.exec(entry) ?? [];
    const answering = fieldsAnswering(schema, name);
    if (name === '') problems.push(`"${entry}" is not name=seconds`);
    else if (rootFields[name]) ttls.set(name, Number(seconds) * 1000);
    else if (answering.length === 0)
      problems.push(`the graph has neither a query nor a type "${name}"`);
    // A field's own word stands above that of its type.
    else
      for (const field of answering) if (!ttls.has(field)) ttls.set(field, Number(seconds) * 1000);
  }
  if (problems.length > 0) {
    throw new GatewayError('CONFIG_INVALID', { detail: `TREFOIL_CACHE: ${problems.join('; ')}` });
  }
  return (rootField) => ttls.get(rootField) ?? 0;
}

/** Root fields whose value is of a type, or a list or page of it. */
function fieldsAnswering(schema: GraphQLSchema, typeName: string): string[] {
  return Object.values(schema.getQueryType()?.getFields() ?? {})
    .filter(({ type }) => {
      const named = getNamedType(type);
      if (named.name === typeName) return true;
      const items = isObjectType(named) ? named.getFields()['items'] : undefined;
      return items !== undefined && getNamedType(items.type).name === typeName;
    })
    .map(({ name }) => name);
}
