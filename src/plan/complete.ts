import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLString,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLLeafType,
  type GraphQLOutputType,
} from 'graphql';
import type { FieldReader } from '../source.ts';
import type { CollectedField, CollectedSelection } from './collect.ts';
import { INVALID, type Completer, type Sink, type ErrorTree } from './completer.ts';
import { isTooDeep } from './nesting.ts';

/** Where values are found in a contract's answers, and what an abstract value really is. */
export interface Shape {
  /** The property that holds a field, if there is no reader. */
  sourceKey(field: CollectedField): string;
  reader(field: CollectedField): FieldReader | undefined;
  /** How the object type of a value is told where the graph has an abstract one. */
  typeReader(selection: CollectedSelection): (value: Record<string, unknown>) => string | undefined;
}

/** A place in the answer: a field, or the items of a list. */
interface Slot {
  complete: Completer;
  /** True for a value that stands as it is, whatever else is said of it; it has no path to speak of. */
  isPlain?: (value: unknown) => boolean;
  isNonNull: boolean;
  /** `Type.field`, for messages. */
  where: string;
}

/** Compiles how a field's upstream value becomes its value in the answer, as execution would complete it. */
export function compileField(field: CollectedField, shape: Shape): Completer {
  const slot = compileSlot(field.type, field, shape);
  return (value, sink, tree) => settle(slot, value, sink, tree);
}

function compileSlot(type: GraphQLOutputType, field: CollectedField, shape: Shape): Slot {
  const isNonNull = isNonNullType(type);
  const nullable = isNonNull ? type.ofType : type;
  const complete = compileType(nullable, field, shape);
  const where = `${field.parentType.name}.${field.name}`;
  if (!isLeafType(nullable)) return { complete, isNonNull, where };
  return { complete, isPlain: plainCheck(nullable), isNonNull, where };
}

function compileType(type: GraphQLOutputType, field: CollectedField, shape: Shape): Completer {
  if (isListType(type)) return list(compileSlot(type.ofType as GraphQLOutputType, field, shape));
  if (isLeafType(type)) return leaf(type);
  const selection = field.selection as CollectedSelection;
  if (isObjectType(type)) return object(selection.get(type.name) ?? [], shape);
  return abstract(String(type), selection, field, shape);
}

/** Fills a slot: a value that cannot stand there becomes null, or makes what is around it null. */
function settle(slot: Slot, value: unknown, sink: Sink, tree: ErrorTree | undefined): unknown {
  const completed = slot.complete(value, sink, tree);
  if (!slot.isNonNull) return completed === INVALID ? null : completed;
  if (completed !== null) return completed;
  // The source already said why it is null; saying it twice helps nobody.
  if (!tree) sink.add(new Error(`Cannot return null for non-nullable field ${slot.where}.`));
  return INVALID;
}

function list(slot: Slot): Completer {
  return function completeList(value, sink, tree) {
    if (value === null || value === undefined) return null;
    const start = sink.count;
    if (!Array.isArray(value)) {
      sink.add(new Error(`Expected Iterable, but did not find one for field "${slot.where}".`));
      return INVALID;
    }
    const items = new Array<unknown>(value.length);
    for (let index = 0; index < value.length; index += 1) {
      const before = sink.count;
      const item = settle(slot, value[index], sink, tree?.get(index));
      if (sink.count !== before) sink.prefix(before, index);
      if (item === INVALID) {
        sink.giveUp(start);
        return INVALID;
      }
      items[index] = item;
    }
    return items;
  };
}

interface CompiledField extends Slot {
  key: string;
  sourceKey: string;
  read: FieldReader | undefined;
  /** For a link: the keys that the object holds, by which its value is found elsewhere. */
  keysOf?: KeyReader;
  /** Where the source would say that it cannot tell the keys. */
  keyPlace?: string;
  unit?: unknown;
}

/** Completes the selected fields of one object type, in the order of the operation. */
export function object(fields: readonly CollectedField[], shape: Shape): Completer {
  const compiled = fields
    .filter(({ isHidden }) => !isHidden)
    .map((field) => compileObjectField(field, shape));
  const create = compiled.some(({ key }) => key === '__proto__')
    ? () => Object.create(null)
    : () => ({});
  return function completeObject(value, sink, tree) {
    if (value === null || value === undefined) return null;
    const isObject = typeof value === 'object' && !Array.isArray(value);
    const source = (isObject ? value : {}) as Record<string, unknown>;
    const target = create() as Record<string, unknown>;
    const start = sink.count;
    for (const field of compiled) {
      const before = sink.count;
      if (field.keysOf) {
        target[field.key] = null;
        if (tree?.get(field.keyPlace!)) continue;
        const keys = field.keysOf(source);
        const fill = (linked: unknown) => void (target[field.key] = linked);
        if (keys.every((key) => key !== NO_KEY)) sink.wait({ unit: field.unit, keys, fill });
        else sink.add(new Error(`${field.where} holds an object, which is no key.`));
        sink.prefix(before, field.key);
        continue;
      }
      const raw = field.read ? field.read(source) : source[field.sourceKey];
      if (field.isPlain?.(raw)) {
        target[field.key] = raw;
        continue;
      }
      const completed = settle(field, raw, sink, tree?.get(field.key));
      if (sink.count !== before) sink.prefix(before, field.key);
      if (completed === INVALID) {
        sink.giveUp(start);
        return INVALID;
      }
      target[field.key] = completed;
    }
    return target;
  };
}

function compileObjectField(field: CollectedField, shape: Shape): CompiledField {
  const { key } = field;
  if (field.name === '__typename') {
    const { name } = field.parentType;
    return {
      key,
      sourceKey: key,
      read: () => name,
      complete: (value) => value,
      isNonNull: true,
      where: name,
    };
  }
  const sourceKey = shape.sourceKey(field);
  const place = { key, sourceKey, read: shape.reader(field) ?? readOwn(sourceKey) };
  if (field.linked) {
    const { key: keyField, link } = field.linked;
    const where = `${field.parentType.name}.${link.is.join('.')}`;
    const never = { complete: () => null, isNonNull: false, where };
    const keysOf = readKeys(keyField, shape);
    return { ...place, ...never, keysOf, keyPlace: keyField.key, unit: field };
  }
  return { ...compileSlot(field.type, field, shape), ...place };
}

/** Every object inherits a `constructor`; what a client or a contract calls so is a property of its own. */
function readOwn(key: string): FieldReader | undefined {
  if (!(key in Object.prototype)) return undefined;
  return (source) => (Object.hasOwn(source, key) ? source[key] : undefined);
}

/** Stands for a value by which nothing can be asked for. */
const NO_KEY = Symbol('no key');

type KeyReader = (source: Record<string, unknown>) => (string | typeof NO_KEY)[];

/** Reads the keys of a link from an object: a path of properties, and lists on the way fan out. */
function readKeys(key: CollectedField, shape: Shape): KeyReader {
  const read = shape.reader(key) ?? ((source) => source[shape.sourceKey(key)]);
  const [below] = key.selection?.values().next().value ?? [];
  const readBelow = below && readKeys(below, shape);
  return (source) =>
    [read(source)].flat(5).flatMap((value) => {
      if (value === null || value === undefined) return [];
      if (readBelow) return readBelow(value as Record<string, unknown>);
      return [typeof value === 'object' ? NO_KEY : String(value)];
    });
}

function abstract(
  typeName: string,
  selection: CollectedSelection,
  { parentType, name }: CollectedField,
  shape: Shape,
): Completer {
  const objects = new Map(
    [...selection].map(([object_, fields]) => [object_, object(fields, shape)]),
  );
  const readType = shape.typeReader(selection);
  return function completeAbstract(value, sink, tree) {
    if (value === null || value === undefined) return null;
    const actual = readType(value as Record<string, unknown>);
    const complete = actual === undefined ? undefined : objects.get(actual);
    if (complete) return complete(value, sink, tree);
    const says = `${parentType.name}.${name} is ${actual ? JSON.stringify(actual) : 'of no type'}, which is none of the types of ${typeName}.`;
    sink.add(new Error(says));
    return INVALID;
  };
}

function leaf(type: GraphQLLeafType): Completer {
  const isPlain = plainCheck(type);
  return function completeLeaf(value, sink) {
    if (value === null || value === undefined) return null;
    if (isPlain(value)) return value;
    try {
      const serialized = type.serialize(value);
      // A scalar for JSON takes what could never be written out again, with all that stands beside it.
      if (isTooDeep(serialized)) {
        throw new Error(`${type.name} cannot represent a value that is nested too deep.`);
      }
      return serialized;
    } catch (error) {
      sink.add(error as Error);
      return INVALID;
    }
  };
}

function plainCheck(type: GraphQLLeafType): (value: unknown) => boolean {
  return plainChecks.get(type.name) ?? (isEnumType(type) ? enumCheck(type) : () => false);
}

/** Values that serialising would return as they are: nearly all, and they need no more than this. */
const plainChecks = new Map<string, (value: unknown) => boolean>([
  [GraphQLString.name, (value) => typeof value === 'string'],
  [GraphQLID.name, (value) => typeof value === 'string'],
  [GraphQLBoolean.name, (value) => typeof value === 'boolean'],
  [GraphQLInt.name, (value) => typeof value === 'number' && (value | 0) === value],
  [GraphQLFloat.name, (value) => typeof value === 'number' && Number.isFinite(value)],
]);

function enumCheck(type: { getValues(): readonly { name: string }[] }) {
  const names = new Set<unknown>(type.getValues().map(({ name }) => name));
  return (value: unknown) => names.has(value);
}
