import type { PathKey } from '../../../src/plan/completer.ts';
import type { PresentedError } from '../../../src/server/present-error.ts';
import type { Oddity } from './oddities.ts';

/** What one executor made of an operation, as a client sees it. */
export interface Opinion {
  data: unknown;
  errors: readonly PresentedError[];
}

export interface Difference {
  path: readonly PathKey[];
  says: string;
}

/** Where two opinions differ in data, as far down as they can be told apart. */
export function compareData(
  one: unknown,
  other: unknown,
  path: readonly PathKey[] = [],
): Difference[] {
  if (Object.is(one, other)) return [];
  if (Array.isArray(one) && Array.isArray(other) && one.length === other.length) {
    return one.flatMap((item, index) => compareData(item, other[index], [...path, index]));
  }
  if (isObject(one) && isObject(other)) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...keys].flatMap((key) => compareData(own(one, key), own(other, key), [...path, key]));
  }
  return [{ path, says: `${text(one)} is not ${text(other)}` }];
}

/** Errors that only one of two opinions has; equal ones count once. */
export function compareErrors(one: Opinion, other: Opinion): Difference[] {
  return [...lacking(one, other, 'does not say'), ...lacking(other, one, 'says')];
}

function lacking(one: Opinion, other: Opinion, what: string): Difference[] {
  const known = new Set(one.errors.map(errorText));
  return other.errors
    .filter((error) => !known.has(errorText(error)))
    .map((error) => ({ path: error.path ?? [], says: `${what} ${errorText(error)}` }));
}

/** graphql-js tells three ways to be none of the types that may stand somewhere; a plan has one text. */
const unknownType =
  /(?:Abstract|Runtime Object) type .+|\S+ is .+, which is none of the types of .+/;

/** An error that belongs to a whole source is said at each of its fields without a value; where is no matter. */
function errorText({ message, path = [], extensions: { code } }: PresentedError): string {
  // Who finds out that a variable is null where none may be, source or gateway, says so in its own name.
  const [refusal] = /Argument "\w+" .*must not be null\.$/.exec(message) ?? [];
  if (refusal) return `refusal at ${path.join('.')}: ${refusal.replace(/type "\S+"/, 'its type')}`;
  const place = message.endsWith('has a warning') ? '*' : path.join('.');
  return `${code} at ${place}: ${message.replace(unknownType, 'is of an unknown type')}`;
}

/** Differences that no oddity explains: none lies on the way to it, at it or below it. */
export function unexplained(
  differences: readonly Difference[],
  oddities: readonly Oddity[],
): Difference[] {
  const isNear = (path: readonly PathKey[]) =>
    oddities.some((oddity) => isWithin(oddity.path, path) || isWithin(path, oddity.path));
  const explained = differences.filter(({ path }) => isNear(path));
  // What was null because of one error is null, and another error below it goes unsaid.
  return differences.filter(({ path }) => !explained.some((other) => isWithin(path, other.path)));
}

function isWithin(path: readonly PathKey[], outer: readonly PathKey[]): boolean {
  return outer.every((key, index) => path[index] === key);
}

/** The part of a path that leads to the null that ends it. */
export function nullOnTheWay(
  data: unknown,
  path: readonly PathKey[],
): readonly PathKey[] | undefined {
  let value = data;
  for (const [index, key] of path.entries()) {
    if (value === null || value === undefined) return path.slice(0, index);
    value = (value as Record<string, unknown>)[key];
  }
  return value === null || value === undefined ? path : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function text(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 200);
}
