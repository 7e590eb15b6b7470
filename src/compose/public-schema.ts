import {
  GraphQLSchema,
  Kind,
  isInterfaceType,
  parse,
  print,
  printSchema,
  specifiedDirectives,
  visit,
  type GraphQLNamedType,
} from 'graphql';
import { plainText } from '../plain-text.ts';

/** The graph as clients see it: what the roots reach, no annotations, descriptions as plain text. */
export function printPublicSchema(unified: GraphQLSchema): string {
  const reachable = new GraphQLSchema({
    query: unified.getQueryType(),
    mutation: unified.getMutationType(),
    subscription: unified.getSubscriptionType(),
    directives: specifiedDirectives,
  });
  const complete = new GraphQLSchema({
    ...reachable.toConfig(),
    types: implementations(unified, reachable),
    directives: specifiedDirectives,
  });
  return `${print(visit(parse(printSchema(complete)), { enter: cleanDescription }))}\n`;
}

function implementations(unified: GraphQLSchema, reachable: GraphQLSchema): GraphQLNamedType[] {
  const interfaces = Object.values(reachable.getTypeMap()).filter(isInterfaceType);
  return [...interfaces, ...interfaces.flatMap((type) => [...unified.getPossibleTypes(type)])];
}

function cleanDescription(node: { kind: string; description?: { value: string } | undefined }) {
  if (!node.description) return undefined;
  const value = plainText(node.description.value);
  const description = value ? { kind: Kind.STRING, value, block: value.includes('\n') } : undefined;
  return { ...node, description };
}
