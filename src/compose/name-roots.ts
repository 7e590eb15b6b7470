import { Kind, parse, print, visit, type GraphQLSchema, type NameNode } from 'graphql';

/**
 * SDL whose root types are called Query, Mutation and Subscription, as in the graph. A request says
 * `query` or `mutation` and never the names of the roots, so a source does not notice. Throws when
 * another type has one of these names.
 */
export function nameRoots(sdl: string, schema: GraphQLSchema): string {
  const roots = [
    [schema.getQueryType(), 'Query'],
    [schema.getMutationType(), 'Mutation'],
    [schema.getSubscriptionType(), 'Subscription'],
  ] as const;
  const names = new Map<string, string>();
  for (const [root, name] of roots) {
    if (!root || root.name === name) continue;
    if (schema.getType(name))
      throw new Error(`${name} is a type and not the root, which is ${root.name}`);
    names.set(root.name, name);
  }
  if (names.size === 0) return sdl;
  const rename = (node: NameNode) => ({ ...node, value: names.get(node.value) ?? node.value });
  const named = visit(parse(sdl), {
    [Kind.SCHEMA_DEFINITION]: () => null,
    [Kind.NAMED_TYPE]: (node) => ({ ...node, name: rename(node.name) }),
    [Kind.OBJECT_TYPE_DEFINITION]: (node) => ({ ...node, name: rename(node.name) }),
  });
  return `${print(named)}\n`;
}
