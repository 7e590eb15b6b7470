import {
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  type GraphQLLeafType,
  type GraphQLOutputType,
} from 'graphql';
import type { PathKey } from '../../../src/plan/completer.ts';
import { WorldFault, WorldObject } from './world.ts';

export type OddityKind =
  | 'leaf'
  | 'list'
  | 'object'
  | 'type'
  | 'warning'
  | 'thenable'
  | 'null'
  | 'twice'
  | 'disguise'
  | 'hollow'
  | 'key'
  | 'name'
  | 'abstract';

/** A place where a source did not hold to its contract in a way that Mesh does not meet as it should. */
export interface Oddity {
  kind: OddityKind;
  path: readonly PathKey[];
}

/** What is odd about a value and, in lists, about its items. */
export function findOddities(
  type: GraphQLOutputType,
  value: unknown,
  path: readonly PathKey[],
  isRest: boolean,
): Oddity[] {
  if (isNonNullType(type)) return findOddities(type.ofType, value, path, isRest);
  if (value === null || value === undefined) {
    const isItem = typeof path.at(-1) === 'number';
    return isRest && (isListType(type) || isItem) ? [{ kind: 'null', path }] : [];
  }
  if (value instanceof WorldFault) return [];
  if (isListType(type)) {
    if (!Array.isArray(value)) return [{ kind: 'list', path }];
    const items = type.ofType as GraphQLOutputType;
    return value.flatMap((item, index) => findOddities(items, item, [...path, index], isRest));
  }
  if (isLeafType(type)) return isPlain(type, value) ? [] : [{ kind: 'leaf', path }];
  if (typeof value !== 'object' || Array.isArray(value)) return [{ kind: 'object', path }];
  const isDisguised = value instanceof WorldObject && value.says !== value.type.name;
  return isAbstractType(type) && isDisguised ? [{ kind: 'type', path }] : [];
}

function isPlain(type: GraphQLLeafType, value: unknown): boolean {
  if (isEnumType(type)) return type.getValues().some(({ name }) => name === value);
  switch (type.name) {
    case 'Int':
      return Number.isInteger(value) && Math.abs(value as number) < 2 ** 31;
    case 'Float':
      return typeof value === 'number';
    case 'Boolean':
      return typeof value === 'boolean';
    case 'ID':
    case 'String':
      return typeof value === 'string';
    default:
      if (type.name.endsWith('Void')) return false;
      return !type.name.endsWith('DateTime') || String(value).startsWith('2026-');
  }
}
