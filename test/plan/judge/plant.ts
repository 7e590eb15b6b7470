import type { PresentedError } from '../../../src/server/present-error.ts';
import type { Case, Testimony } from './judge.ts';
import { Log } from './upstream.ts';

/** Makes one mistake in what a plan answered or asked; undefined where there is nothing to get wrong. */
export type Mistake = (heard: Case) => Testimony | undefined;

/** What a judge has to find, whatever else is odd about a case. */
export const mistakes: Record<string, Mistake> = {
  'another value': ({ plan }) => {
    const data = changeFirst(plan.data, (value) => `${JSON.stringify(value)} and more`);
    return data === undefined ? undefined : { ...plan, data };
  },
  'null for a value': ({ plan }) => {
    const data = changeFirst(plan.data, () => null);
    return data === undefined ? undefined : { ...plan, data };
  },
  'one field too many': ({ plan }) =>
    isObject(plan.data) ? { ...plan, data: { ...plan.data, unasked: 1 } } : undefined,
  'one field too few': ({ plan }) => {
    if (!isObject(plan.data)) return undefined;
    const [first, ...others] = Object.entries(plan.data);
    if (first === undefined || first[1] === null) return undefined;
    return { ...plan, data: Object.fromEntries(others) };
  },
  'an item lost': ({ plan }) => {
    const data = changeFirstList(plan.data);
    return data === undefined ? undefined : { ...plan, data };
  },
  'keys in another order': ({ plan }) => {
    if (!isObject(plan.data)) return undefined;
    const entries = Object.entries(plan.data).toReversed();
    const data = Object.fromEntries(entries);
    return JSON.stringify(data) === JSON.stringify(plan.data) ? undefined : { ...plan, data };
  },
  'no errors': ({ plan, reference }) =>
    reference.errors.length > 0 ? { ...plan, errors: [] } : undefined,
  'an error of nobody': ({ plan }) => {
    const path = firstPath(plan.data);
    if (!path) return undefined;
    const error = { message: 'nobody says so', path, extensions: { code: 'INTERNAL' } };
    return { ...plan, errors: [...plan.errors, error as unknown as PresentedError] };
  },
  'an error with another code': withError((error) => ({
    ...error,
    extensions: { ...error.extensions, code: 'OTHER' as never },
  })),
  'an error at another place': withError((error) => ({
    ...error,
    path: [...(error.path ?? []), 'elsewhere'],
  })),
  'an error with another message': withError((error) => ({ ...error, message: 'is wrong' })),
  'a request that no server takes': ({ plan }) => {
    const log = copyLog(plan);
    log.suspect(() => ['no such field']);
    return { ...plan, log };
  },
  'one request more': ({ plan, mesh, reference, oddities }) => {
    const [first] = plan.log.requests;
    const isPlain = oddities.length === 0 && reference.errors.length === 0 && mesh !== undefined;
    // A plan may spare itself requests that Mesh makes, and then one more is no more than Mesh's.
    const isAsMany = mesh?.log.requests.length === plan.log.requests.length;
    if (!first || !isPlain || !isAsMany) return undefined;
    const log = copyLog(plan);
    log.requests.push(first);
    return { ...plan, log };
  },
  'one write more': ({ plan, mesh, reference, oddities }) => {
    const [first] = plan.log.writes;
    const isPlain = oddities.length === 0 && reference.errors.length === 0 && mesh !== undefined;
    if (first === undefined || !isPlain) return undefined;
    const log = copyLog(plan);
    log.writes.push(first);
    return { ...plan, log };
  },
};

/** One error is told otherwise. Where links are followed, which of several made a place null is open. */
function withError(change: (error: PresentedError) => PresentedError): Mistake {
  return ({ plan, reference, hasLinks }) => {
    if (hasLinks) return undefined;
    const index = plan.errors.findIndex(({ message, path }) =>
      reference.errors.some(
        (other) => other.message === message && String(other.path) === String(path),
      ),
    );
    const error = plan.errors[index];
    if (!error || error.message.endsWith('has a warning')) return undefined;
    const isTwice = plan.errors.some(
      (other) => other !== error && String(other.path) === String(error.path),
    );
    return isTwice ? undefined : { ...plan, errors: plan.errors.with(index, change(error)) };
  };
}

function copyLog({ log }: Testimony): Log {
  const copy = new Log();
  copy.requests.push(...log.requests);
  copy.writes.push(...log.writes);
  return copy;
}

/** A copy in which the first leaf is another one; undefined where there is none. */
function changeFirst(value: unknown, change: (leaf: unknown) => unknown): unknown {
  const path = firstPath(value);
  return path && setAt(value, path, change);
}

/** A copy in which the first list has lost its first item. */
function changeFirstList(value: unknown): unknown {
  if (Array.isArray(value) && value.length > 0) return value.slice(1);
  if (!isObject(value)) return undefined;
  for (const [key, below] of Object.entries(value)) {
    const changed = changeFirstList(below);
    if (changed !== undefined) return { ...value, [key]: changed };
  }
  return undefined;
}

type Path = (string | number)[];

function firstPath(value: unknown): Path | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value !== 'object') return [];
  for (const [key, below] of Object.entries(value)) {
    const path = firstPath(below);
    if (path) return [Array.isArray(value) ? Number(key) : key, ...path];
  }
  return undefined;
}

function setAt(
  value: unknown,
  [first, ...rest]: Path,
  change: (leaf: unknown) => unknown,
): unknown {
  if (first === undefined) return change(value);
  if (Array.isArray(value))
    return value.with(Number(first), setAt(value[Number(first)], rest, change));
  const object = value as Record<string, unknown>;
  return { ...object, [first]: setAt(object[first], rest, change) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
