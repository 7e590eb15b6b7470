import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLInputType,
} from 'graphql';
import type { Random } from './random.ts';

const texts = ['acme-www', 'a', 'Zoë "quoted"\n', 'x/y?z=1#', '日本 🍀', '', '7', '$& {args.id}'];
const ids = ['site-1', 'a/b', '7', 'é', 'x y', 'site-2'];
const integers = [1, 2, 3, 5, 20, 0, -1, 2 ** 31 - 1];
const deepest = 3;

/** A value of an input type as JSON: what a client sends as a variable. */
export function generateJson(type: GraphQLInputType, random: Random, depth = 0): unknown {
  if (isNonNullType(type)) return generateJson(type.ofType, random, depth);
  if (isListType(type)) {
    const items = type.ofType as GraphQLInputType;
    // A single value stands for a list of one.
    if (random.chance(0.15) && !isListType(items)) return generateJson(items, random, depth);
    return Array.from({ length: random.below(3) }, () => itemOf(items, random, depth));
  }
  if (isEnumType(type)) return random.pick(type.getValues()).name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    const wanted = random.below(depth < deepest ? 3 : 1);
    const chosen = new Set(Array.from({ length: wanted }, () => random.pick(fields)));
    const given = fields.filter((field) => chosen.has(field) || isRequired(field));
    return Object.fromEntries(
      given.map((field) => [field.name, itemOf(field.type, random, depth + 1)]),
    );
  }
  return scalar(type.name, random);
}

function itemOf(type: GraphQLInputType, random: Random, depth: number): unknown {
  return !isNonNullType(type) && random.chance(0.08) ? null : generateJson(type, random, depth);
}

export function isRequired({
  type,
  defaultValue,
}: {
  type: GraphQLInputType;
  defaultValue?: unknown;
}): boolean {
  return isNonNullType(type) && defaultValue === undefined;
}

function scalar(name: string, random: Random): unknown {
  switch (name) {
    case 'Int':
      return random.pick(integers);
    case 'Float':
      return random.pick([0, 1, -1.5, 1e10, 0.1]);
    case 'Boolean':
      return random.chance(0.5);
    case 'ID':
      return random.chance(0.2) ? random.pick([7, 12]) : random.pick(ids);
    case 'String':
      return random.pick(texts);
    default:
      return /JSON/i.test(name)
        ? random.pick([{ price: { from: 1, to: [2, null] } }, 'text', 5, [], { a: true }])
        : '2026-01-31T12:00:00.000Z';
  }
}
