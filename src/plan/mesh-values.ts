import { GraphQLError, getNamedType, isLeafType, type GraphQLOutputType } from 'graphql';

/**
 * A finished answer in the form that default resolvers read a second time: each property answers by
 * the response key it is asked for, and an error stands where it happened.
 */
export function asResolvable(
  value: unknown,
  errors: readonly GraphQLError[],
  path: readonly (string | number)[] = [],
  isLeaf = false,
): unknown {
  if (value === null || value === undefined) {
    const reason = errors.find((error) => isAt(error.path ?? [], path));
    return reason ? withoutPlace(reason) : null;
  }
  if (Array.isArray(value))
    return value.map((item, index) => asResolvable(item, errors, [...path, index], isLeaf));
  // What a scalar for JSON holds is an object, and there is nothing to resolve in it.
  if (typeof value !== 'object' || isLeaf) return value;
  const resolvable = new Proxy(value as Record<string, unknown>, {
    get(target, name) {
      if (typeof name === 'symbol' || name === 'then') return undefined;
      if (name === '__typename') return target[name];
      const direct =
        name in target ? asResolvable(target[name], errors, [...path, name]) : undefined;
      if (path.length === 0) return direct;
      const resolve: FinishedField = (_args, _context, { path: { key }, returnType }) => {
        const isBelowLeaf = returnType !== undefined && isLeafType(getNamedType(returnType));
        return asResolvable(target[key], errors, [...path, key], isBelowLeaf);
      };
      return resolve;
    },
  });
  finished.add(resolvable);
  return resolvable;
}

const finished = new WeakSet<object>();

/** Whether an object came out of `asResolvable`: its links were followed when it was made. */
export function isFinished(value: unknown): value is Record<string, FinishedField> {
  return typeof value === 'object' && value !== null && finished.has(value);
}

export type FinishedField = (
  args: unknown,
  context: unknown,
  info: { path: { key: string | number }; returnType?: GraphQLOutputType },
) => unknown;

/** An error below a null is the reason of the null. */
function isAt(
  errorPath: readonly (string | number)[],
  path: readonly (string | number)[],
): boolean {
  return path.every((key, index) => errorPath[index] === key);
}

/** An error keeps a place that it has, and this one was found in another operation. */
export function withoutPlace(error: Error): Error {
  if (!(error instanceof GraphQLError)) return error;
  return new GraphQLError(error.message, { extensions: error.extensions, originalError: error });
}
