import {
  GraphQLError,
  coerceInputValue,
  isNonNullType,
  typeFromAST,
  valueFromAST,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import { isTooDeep } from './nesting.ts';
import type { KnownOperation } from './operation-store.ts';

/** Enough to mend variables by. */
const maximumErrors = 5;
/** Characters of what graphql-js says of a value; it may quote all of it. */
const maximumReason = 500;

class TooManyErrors extends Error {}

/**
 * Variables as execution sees them, or why they cannot be used. In graphql-js's words, but a value is
 * quoted in part: graphql-js writes out whole objects, a megabyte five times over.
 */
export function coerceVariables(
  schema: GraphQLSchema,
  { node: { variableDefinitions = [] }, conditionNames }: KnownOperation,
  raw: Record<string, unknown> | null | undefined,
  { hideSuggestions = true }: { hideSuggestions?: boolean } = {},
): { coerced: Record<string, unknown> } | { errors: readonly GraphQLError[] } {
  if (variableDefinitions.length === 0) return { coerced: {} };
  const given = raw ?? {};
  const coerced = Object.create(null) as Record<string, unknown>;
  const errors: GraphQLError[] = [];
  for (const node of variableDefinitions) {
    const name = node.variable.name.value;
    const refuse = (reason: string): void => {
      errors.push(new GraphQLError(`Variable "$${name}" ${reason}`, { nodes: node }));
      if (errors.length > maximumErrors) throw new TooManyErrors();
    };
    // Validation has found it to be an input type.
    const type = typeFromAST(schema, node.type as never) as GraphQLInputType;
    try {
      if (!Object.hasOwn(given, name)) {
        if (node.defaultValue) coerced[name] = valueFromAST(node.defaultValue, type);
        else if (isNonNullType(type)) refuse(`of required type "${type}" was not provided.`);
      } else if (given[name] === null && isNonNullType(type)) {
        refuse(`of non-null type "${type}" must not be null.`);
      } else if (isTooDeep(given[name])) {
        refuse('is nested too deep.');
      } else {
        const onError = (
          path: readonly (string | number)[],
          value: unknown,
          error: Error,
        ): void => {
          const at = path.length > 0 ? ` at "${shorten(name + printPath(path))}"` : '';
          refuse(`got invalid value ${quote(value)}${at}; ${shorten(error.message)}`);
        };
        coerced[name] = coerceInputValue(given[name], type, onError, hideSuggestions);
      }
    } catch (error) {
      if (!(error instanceof TooManyErrors)) throw error;
      break;
    }
  }
  if (errors.length > 0) return { errors: errors.slice(0, maximumErrors) };
  // Its default let a nullable variable stand there, and null is what it was given all the same.
  const undecided = conditionNames.find((name) => coerced[name] === null);
  if (undecided === undefined) return { coerced };
  return {
    errors: [
      new GraphQLError(`Variable "$${undecided}" decides @skip or @include and must not be null.`),
    ],
  };
}

function printPath(path: readonly (string | number)[]): string {
  return path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
}

function shorten(text: string): string {
  return text.length > maximumReason ? `${text.slice(0, maximumReason)}...` : text;
}

const QUOTED = { characters: 100, items: 10, levels: 2 };

/** What a value begins with. */
function quote(value: unknown, level = 0): string {
  if (typeof value === 'string') {
    const isLong = value.length > QUOTED.characters;
    return JSON.stringify(value.slice(0, QUOTED.characters)) + (isLong ? '...' : '');
  }
  if (typeof value !== 'object' || value === null) return String(value);
  const isList = Array.isArray(value);
  const parts: string[] = [];
  // All of its entries may be very many.
  for (const key in value) {
    if (level === QUOTED.levels) return isList ? '[Array]' : '[Object]';
    if (parts.length === QUOTED.items) {
      parts.push('...');
      break;
    }
    const part = quote((value as Record<string, unknown>)[key], level + 1);
    parts.push(isList ? part : `${key.slice(0, QUOTED.characters)}: ${part}`);
  }
  if (isList) return `[${parts.join(', ')}]`;
  return parts.length > 0 ? `{ ${parts.join(', ')} }` : '{}';
}
