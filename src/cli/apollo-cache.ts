import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isIntrospectionType,
  isListType,
  isObjectType,
  isRequiredArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { apolloCacheText } from './apollo-cache-text.ts';

/**
 * Writes what Apollo Client's cache has to know of a graph, as a TypeScript module: which types an
 * abstract one stands for, how pages of one list become one list, and which queries ask for an
 * object that may be there already.
 */
export function writeApolloCache(schema: GraphQLSchema): string {
  const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type));
  const possibleTypes = types
    .filter(isAbstractType)
    .map((type) => `${type.name}: ${quoteAll(schema.getPossibleTypes(type).map((t) => t.name))}`);
  const policies = types.filter(isObjectType).flatMap((type) => {
    const policy = writePolicy(schema, type);
    return policy ? [`${type.name}: { ${policy} }`] : [];
  });
  return apolloCacheText(possibleTypes, policies);
}

function writePolicy(schema: GraphQLSchema, type: GraphQLObjectType): string | undefined {
  if (type === schema.getMutationType() || type === schema.getSubscriptionType()) return undefined;
  const isQuery = type === schema.getQueryType();
  const fields = Object.values(type.getFields()).flatMap((field) => {
    const policy = writeFieldPolicy(field, isQuery);
    return policy ? [`${field.name}: ${policy}`] : [];
  });
  const fieldPolicies = fields.length > 0 ? `fields: { ${fields.join(', ')} }` : undefined;
  // An object without an id lives inside its parent: what two queries ask of it adds up.
  const isPart = !isQuery && !('id' in type.getFields()) && !isPageType(type);
  return (
    [isPart ? 'merge: true' : undefined, fieldPolicies].filter(Boolean).join(', ') || undefined
  );
}

/** An object that is one page of a list is replaced or appended to by the field that answers it. */
function isPageType(type: GraphQLObjectType): boolean {
  return ['items', 'nextToken'].some((name) => name in type.getFields());
}

function writeFieldPolicy(
  field: GraphQLField<unknown, unknown>,
  isQuery: boolean,
): string | undefined {
  const names = new Set(field.args.map(({ name }) => name));
  const answered = getNullableType(field.type);
  const of = (kind: string, position: readonly string[], ...rest: string[]) =>
    `${kind}(${[quoteAll([...names].filter((name) => !position.includes(name))), ...rest].join(', ')})`;
  if (names.has('page') && names.has('limit')) {
    if (isListType(answered)) return of('pages', ['page']);
    return 'items' in fieldsOf(answered) ? of('pagesOf', ['page'], "'items'") : undefined;
  }
  if (names.has('offset') && names.has('limit') && isListType(answered)) {
    return of('offsets', ['offset']);
  }
  if (names.has('nextToken')) {
    const list = Object.values(fieldsOf(answered)).find((f) => isListType(getNullableType(f.type)));
    return list ? of('tokens', ['nextToken'], `'${list.name}'`) : undefined;
  }
  return isQuery ? writeLookup(field) : undefined;
}

/** `getThing(id)` asks for an object by all that is needed to find it in the cache. */
function writeLookup(field: GraphQLField<unknown, unknown>): string | undefined {
  const required = field.args.filter(isRequiredArgument);
  const [argument] = required;
  const type = getNamedType(field.type);
  if (required.length !== 1 || !argument || isListType(getNullableType(field.type)))
    return undefined;
  if (!isObjectType(type) || !('id' in type.getFields())) return undefined;
  if (String(getNamedType(argument.type)) !== 'ID' || !/(?:^id|Id)$/.test(argument.name)) {
    return undefined;
  }
  return `lookup('${type.name}', '${argument.name}')`;
}

function fieldsOf(type: unknown) {
  return isObjectType(type) ? type.getFields() : {};
}

function quoteAll(names: readonly string[]): string {
  return `[${names.map((name) => `'${name}'`).join(', ')}]`;
}
