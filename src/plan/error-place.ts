import type { GraphqlAnswer, UpstreamError } from '../transport/call-source.ts';
import type { CollectedField } from './collect.ts';
import type { LocatedError, PathKey } from './completer.ts';

export interface PlacedError {
  path: PathKey[];
  upstream: UpstreamError;
}

/** What a source reports, in whatever form; an answer without errors has none. */
export function listErrors({ errors }: GraphqlAnswer): UpstreamError[] {
  if (errors === undefined || errors === null) return [];
  return [errors as unknown].flat().map((error) => {
    const { message, ...rest } = (error ?? {}) as Partial<UpstreamError>;
    const isSaid = typeof message === 'string' && message !== '';
    return { ...rest, message: isSaid ? message : 'reports an error without a message' };
  });
}

/** Errors keep their path; one without a place is said at every root field that has no value. */
export function placeErrors(
  errors: readonly UpstreamError[],
  keys: readonly string[],
  data: Record<string, unknown> | null | undefined,
): PlacedError[] {
  const isPlaced = ({ path: [root] }: PlacedError) =>
    typeof root === 'string' && keys.includes(root);
  const said = errors.map((upstream) => ({ path: readPath(upstream.path), upstream }));
  const explained = new Set(said.filter(isPlaced).map(({ path }) => path[0]));
  const isEmpty = (key: string) => !data || !Object.hasOwn(data, key) || data[key] === null;
  const empty = keys.filter((key) => isEmpty(key) && !explained.has(key));
  return said.flatMap((error): PlacedError[] => {
    if (isPlaced(error)) return [error];
    const places = empty.length > 0 ? empty.map((key) => [key]) : [[]];
    return places.map((path) => ({ ...error, path }));
  });
}

/** A path as far as it is one; some sources count the items of lists in texts. */
function readPath(said: unknown): PathKey[] {
  const path: PathKey[] = [];
  for (const step of Array.isArray(said) ? (said as unknown[]) : []) {
    // No field has a number for a name.
    const key = typeof step === 'string' && /^\d+$/.test(step) ? Number(step) : step;
    if (typeof key !== 'string' && !(Number.isInteger(key) && (key as number) >= 0)) break;
    path.push(key as PathKey);
  }
  return path;
}

/** Errors as a client sees them: what is wrong with a key that only a link asked for is the link's trouble. */
export function showPlaces(
  errors: readonly LocatedError[],
  fields: readonly CollectedField[],
): LocatedError[] {
  return errors.flatMap(({ path, error }) =>
    visiblePaths(path, fields).map((visible) => ({ path: visible, error })),
  );
}

function visiblePaths(path: PathKey[], fields: readonly CollectedField[]): PathKey[][] {
  let beside = fields;
  for (const [index, step] of path.entries()) {
    if (typeof step === 'number') continue;
    const chosen = beside.filter(({ key }) => key === step);
    const hidden = chosen.filter(({ isHidden }) => isHidden);
    if (hidden.length > 0) {
      const above = path.slice(0, index);
      const links = beside.filter(({ linked }) => linked && hidden.includes(linked.key));
      const keys = new Set(links.map(({ key }) => key));
      return keys.size > 0 ? [...keys].map((key) => [...above, key]) : [above];
    }
    beside = chosen.flatMap(({ selection }) => [...(selection?.values() ?? [])].flat());
  }
  return [path];
}
