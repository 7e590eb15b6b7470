import {
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  isRequiredArgument,
  isTypeSubTypeOf,
  typeFromAST,
  type FieldDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type NamedTypeNode,
} from 'graphql';

/** A root field answers a list, a page whose `items` are the list, or one object. */
export interface Items {
  item: GraphQLObjectType;
  items?: string;
}

/** What a link may lead to, or why it may not: what is found has to be objects of one type. */
export function findItems({ name, type }: GraphQLField<unknown, unknown>): Items | string {
  const named = getNamedType(type);
  const page = !isListType(getNullableType(type)) && isObjectType(named) && named.getFields().items;
  const isPage = page && isListType(getNullableType(page.type));
  const found = isPage ? page.type : type;
  const item = getNamedType(found);
  if (!isObjectType(item) || isListOfLists(found)) {
    return `${name} answers ${String(found)}, and a link leads to objects of one type`;
  }
  return { item, ...(isPage ? { items: 'items' } : {}) };
}

function isListOfLists(type: GraphQLOutputType): boolean {
  const nullable = getNullableType(type);
  return isListType(nullable) && isListType(getNullableType(nullable.ofType as GraphQLOutputType));
}

/** Arguments that are written out are passed on, so the query has to take them, and all that it needs. */
export function findArgumentFault(
  schema: GraphQLSchema,
  { arguments: written = [] }: FieldDefinitionNode,
  { name: to, args }: GraphQLField<unknown, unknown>,
  keyArgument: string,
): string | undefined {
  if (written.length === 0) return undefined;
  for (const { name, type: node } of written) {
    const taken = args.find((argument) => argument.name === name.value);
    if (!taken) return `${to} has no argument "${name.value}"`;
    const type = typeFromAST(schema, node as NamedTypeNode);
    if (!type || !isTypeSubTypeOf(schema, type, taken.type)) {
      return `the argument "${name.value}" of ${to} is of type ${String(taken.type)}`;
    }
  }
  const given = new Set([keyArgument, ...written.map(({ name }) => name.value)]);
  const missing = args.find(
    (argument) => isRequiredArgument(argument) && !given.has(argument.name),
  );
  return missing && `${to} needs the argument "${missing.name}" too`;
}
