import { readFileSync } from 'node:fs';
import {
  buildSchema,
  getNamedType,
  getNullableType,
  graphqlSync,
  isEnumType,
  isListType,
  isObjectType,
} from 'graphql';

const scalars = { Int: 7, Float: 0.5, Boolean: true };
const listLength = 10_000;
/** Items of a list that belong to each of the keys it was asked for by. */
const perKey = 2;

/** Answers any query of a contract with made-up values, the same ones every time. */
export function createGraphqlAnswers(file) {
  const schema = buildSchema(readFileSync(file, 'utf8'), { assumeValidSDL: true });
  return function answer(body) {
    const { query, variables, operationName } = JSON.parse(body);
    return graphqlSync({
      schema,
      source: query,
      variableValues: variables,
      operationName,
      fieldResolver: resolve,
      typeResolver: (_value, _context, _info, type) => schema.getPossibleTypes(type)[0].name,
    });
  };
}

function resolve(parent, args, _context, { fieldName, returnType }) {
  if (parent && Object.hasOwn(parent, fieldName)) return parent[fieldName];
  const type = getNullableType(returnType);
  if (!isListType(type)) return invent(getNamedType(type), fieldName, 1, args);
  const named = getNamedType(type);
  const [key, values] = keysOf(args);
  const length = key ? Math.max(0, values.length * perKey - (args.offset ?? 0)) : listLength;
  return Array.from({ length: Math.min(length, args.limit ?? length) }, (_, index) =>
    invent(named, fieldName, index + 1, key && { [key]: values[index % values.length] }),
  );
}

/** What a list was asked for by: links find what belongs to them. */
function keysOf(args) {
  const keys = Object.entries(args).map(([name, value]) => [name, value?.in ?? value?.is]);
  const [name, values] = keys.find(([, value]) => value !== undefined) ?? [];
  return [name, [values].flat()];
}

function invent(type, name, index, known) {
  if (isEnumType(type)) return type.getValues()[0].value;
  if (isObjectType(type) || !type.serialize) return { id: `${name}-${index}`, ...known };
  if (/date/i.test(type.name)) return '2025-01-31T12:00:00.000Z';
  return scalars[type.name] ?? `${name} number ${index}, made up for the benchmark`;
}
