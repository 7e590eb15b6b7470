import {
  OperationTypeNode,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
  getNamedType,
  type GraphQLArgument,
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
} from 'graphql';
import { GatewayError } from '../errors.ts';
import type { OriginalNames } from '../graph.ts';

/**
 * Pairs a contract's schema with what its transforms made of it, walking both from their roots in
 * step. Names say nothing here, for any of them may have changed: transforms keep the order of
 * fields, and that is what tells which is which. Throws CONFIG_INVALID for transforms that do more
 * than rename types and fields, or leave some out.
 */
export function mapNames(
  original: GraphQLSchema,
  transformed: GraphQLSchema,
  contract: string,
): OriginalNames {
  const names: OriginalNames = { types: {}, fields: {} };
  const paired = new Map<string, string>();

  function pair(beforeType: GraphQLType, afterType: GraphQLType): void {
    const before = getNamedType(beforeType);
    const after = getNamedType(afterType);
    if (isSpecifiedScalarType(after)) return;
    const known = paired.get(after.name);
    if (known === before.name) return;
    if (known !== undefined || before.constructor.name !== after.constructor.name) {
      const both =
        known === undefined ? `${before.name} and another type` : `${known} and ${before.name}`;
      throw unsupported(contract, `${both} are both renamed to ${after.name}`);
    }
    paired.set(after.name, before.name);
    if (before.name !== after.name) names.types[after.name] = before.name;
    pairMembers(before, after);
  }

  function pairMembers(before: GraphQLNamedType, after: GraphQLNamedType): void {
    if (isUnionType(before) && isUnionType(after)) {
      pairInOrder(before.getTypes(), after.getTypes(), after);
    } else if (isEnumType(before) && isEnumType(after)) {
      const values = new Set(before.getValues().map(({ name }) => name));
      refuseNew(after, after.getValues(), values, 'value');
    } else if (isInputObjectType(before) && isInputObjectType(after)) {
      pairByName(after, before.getFields(), after.getFields());
    } else if (isOutput(before) && isOutput(after)) {
      pairInOrder(before.getInterfaces(), after.getInterfaces(), after);
      if (isInterfaceType(before) && isInterfaceType(after)) {
        pairInOrder(original.getPossibleTypes(before), transformed.getPossibleTypes(after), after);
      }
      pairFields(before, after);
    }
  }

  function pairFields(before: OutputType, after: OutputType): void {
    const fields = Object.values(before.getFields());
    const own = Object.values(after.getFields());
    const isComplete = fields.length === own.length;
    own.forEach((field, index) => {
      // Where some are left out, order says nothing any more: then all that stay keep their names.
      const source = isComplete ? fields[index] : before.getFields()[field.name];
      if (!source) throw unsupported(contract, `the field ${after.name}.${field.name} is new`);
      if (source.name !== field.name) names.fields[`${after.name}.${field.name}`] = source.name;
      pairByName(`${after.name}.${field.name}`, byName(source.args), byName(field.args));
      pair(source.type, field.type);
    });
  }

  function pairByName(owner: unknown, before: Typed, after: Typed): void {
    refuseNew(owner, Object.values(after), new Set(Object.keys(before)), 'argument');
    for (const [name, { type }] of Object.entries(after)) pair(before[name]!.type, type);
  }

  function pairInOrder(
    before: readonly GraphQLNamedType[],
    after: readonly GraphQLNamedType[],
    owner: GraphQLNamedType,
  ): void {
    if (before.length !== after.length) {
      throw unsupported(contract, `${owner.name} has lost or gained a type`);
    }
    after.forEach((type, index) => pair(before[index]!, type));
  }

  function refuseNew(
    owner: unknown,
    after: readonly { name: string }[],
    before: ReadonlySet<string>,
    what: string,
  ): void {
    const renamed = after.find(({ name }) => !before.has(name));
    if (renamed)
      throw unsupported(contract, `the ${what} ${renamed.name} of ${String(owner)} is new`);
  }

  for (const [before, after] of rootPairs(original, transformed)) pair(before, after);
  return names;
}

type OutputType = Extract<GraphQLNamedType, { getInterfaces(): unknown }>;
type Typed = Readonly<Record<string, { name: string; type: GraphQLType }>>;

function isOutput(type: GraphQLNamedType): type is OutputType {
  return isObjectType(type) || isInterfaceType(type);
}

function byName(args: readonly GraphQLArgument[]): Typed {
  return Object.fromEntries(args.map((argument) => [argument.name, argument]));
}

function rootPairs(original: GraphQLSchema, transformed: GraphQLSchema) {
  return Object.values(OperationTypeNode).flatMap((operation) => {
    const before = original.getRootType(operation);
    const after = transformed.getRootType(operation);
    return before && after ? [[before, after] as const] : [];
  });
}

function unsupported(contract: string, detail: string): GatewayError {
  return new GatewayError('CONFIG_INVALID', {
    source: contract,
    detail: `${detail}; transforms in .meshrc.yaml may rename types and fields or leave some out, no more`,
  });
}
