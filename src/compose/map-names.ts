import {
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { GatewayError } from '../errors.ts';
import type { OriginalNames } from '../graph.ts';

/**
 * Pairs a contract's schema with what its transforms made of it. Transforms may rename types and
 * output fields; they keep the order of both, which is what the pairing rests on.
 */
export function mapNames(
  original: GraphQLSchema,
  transformed: GraphQLSchema,
  contract: string,
): OriginalNames {
  const names: OriginalNames = { types: {}, fields: {} };
  const before = namedTypes(original);
  const after = namedTypes(transformed);
  const unpaired = new Set(before.map(({ name }) => name));
  const renamed: GraphQLNamedType[] = [];
  for (const type of after) {
    if (!unpaired.delete(type.name)) renamed.push(type);
  }
  const candidates = before.filter(({ name }) => unpaired.has(name));
  for (const type of renamed) {
    const match = candidates.find((candidate) => isRenaming(candidate, type));
    if (!match) throw unsupported(contract, `type ${type.name} has no counterpart`);
    candidates.splice(candidates.indexOf(match), 1);
    names.types[type.name] = match.name;
  }
  for (const type of after) {
    const originalName = names.types[type.name] ?? type.name;
    mapFields(names, original.getType(originalName), type, contract);
  }
  return names;
}

/** A prefix or suffix transform is what we expect; anything else pairs by kind and shape. */
function isRenaming(before: GraphQLNamedType, after: GraphQLNamedType): boolean {
  if (before.constructor.name !== after.constructor.name) return false;
  if (after.name.endsWith(before.name) || after.name.startsWith(before.name))
    return sameShape(before, after);
  return false;
}

function sameShape(before: GraphQLNamedType, after: GraphQLNamedType): boolean {
  return fieldNames(before).length === fieldNames(after).length;
}

function mapFields(
  names: OriginalNames,
  before: GraphQLNamedType | undefined,
  after: GraphQLNamedType,
  contract: string,
): void {
  if (!before || isInputObjectType(after)) return;
  const originals = fieldNames(before);
  const kept = new Set(originals);
  const missing = originals.filter((name) => !fieldNames(after).includes(name));
  for (const name of fieldNames(after)) {
    if (kept.has(name)) continue;
    const originalName = missing.shift();
    if (!originalName)
      throw unsupported(contract, `field ${after.name}.${name} has no counterpart`);
    names.fields[`${after.name}.${name}`] = originalName;
  }
}

function fieldNames(type: GraphQLNamedType): string[] {
  const hasFields = isObjectType(type) || isInterfaceType(type) || isInputObjectType(type);
  return hasFields ? Object.keys(type.getFields()) : [];
}

function namedTypes(schema: GraphQLSchema): GraphQLNamedType[] {
  return Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
}

function unsupported(contract: string, detail: string): GatewayError {
  return new GatewayError('CONFIG_INVALID', {
    source: contract,
    detail: `${detail} in the contract; transforms in .meshrc.yaml may rename types and fields only`,
  });
}
