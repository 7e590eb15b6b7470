import {
  Kind,
  getNamedType,
  getNullableType,
  isListType,
  type FieldNode,
  type GraphQLField,
} from 'graphql';

/** How many times over a field is answered: a number, or a variable that says so when it runs. */
export type Multiplier = number | { variable: string; otherwise: number };

/** What a list counts for when nothing says how long it is. */
export const ASSUMED_ITEMS = 10;

const SIZE_ARGUMENTS = new Set(['limit', 'first', 'last', 'take', 'pageSize', 'perPage']);

/**
 * The values that an answer may hold. Where a list's size is a variable it stays open until an operation
 * runs, so that a text is measured once. A fragment's cost is shared by all places that spread it.
 */
export type Cost = number | OpenCost;

interface OpenCost {
  readonly values: number;
  readonly parts: readonly { readonly cost: Cost; readonly multiplier: Multiplier }[];
}

export function sumCosts(costs: readonly Cost[]): Cost {
  const values = costs.reduce<number>(
    (sum, cost) => sum + (typeof cost === 'number' ? cost : 0),
    0,
  );
  const open = costs.filter((cost) => typeof cost === 'object');
  if (open.length === 0) return values;
  return { values, parts: open.map((cost) => ({ cost, multiplier: 1 })) };
}

export function multiplyCost(cost: Cost, multiplier: Multiplier): Cost {
  if (typeof cost === 'number' && typeof multiplier === 'number') return cost * multiplier;
  return { values: 0, parts: [{ cost, multiplier }] };
}

/** What it comes to with these variables; each shared part is counted through once. */
export function countCost(
  cost: Cost,
  variables: Readonly<Record<string, unknown>>,
  known = new Map<OpenCost, number>(),
): number {
  if (typeof cost === 'number') return cost;
  let total = known.get(cost);
  if (total === undefined) {
    total = cost.values;
    for (const part of cost.parts) {
      total += countCost(part.cost, variables, known) * readSize(part.multiplier, variables);
    }
    known.set(cost, total);
  }
  return total;
}

function readSize(multiplier: Multiplier, variables: Readonly<Record<string, unknown>>): number {
  if (typeof multiplier === 'number') return multiplier;
  const value = variables[multiplier.variable];
  return typeof value === 'number' ? Math.max(1, value) : multiplier.otherwise;
}

/** What everything below a field is multiplied by. */
export function multiplierOf(
  node: FieldNode,
  definition: GraphQLField<unknown, unknown>,
  isBelowPage: boolean,
): Multiplier {
  const argument = definition.args.find(({ name }) => SIZE_ARGUMENTS.has(name));
  if (argument) {
    const { defaultValue } = argument;
    const otherwise = typeof defaultValue === 'number' ? defaultValue : ASSUMED_ITEMS;
    const given = node.arguments?.find(({ name }) => name.value === argument.name)?.value;
    if (given?.kind === Kind.INT) return Math.max(1, Number(given.value));
    if (given?.kind === Kind.VARIABLE) return { variable: given.name.value, otherwise };
    return otherwise;
  }
  // `listX(limit: 5) { items { … } }`: the page has said already how many items there are.
  return isListType(getNullableType(definition.type)) && !isBelowPage ? ASSUMED_ITEMS : 1;
}

/** A page: it takes a size and is no list itself, so the lists in it are of that size. */
export function isPage({ args, type }: GraphQLField<unknown, unknown>): boolean {
  const isSized = args.some(({ name }) => SIZE_ARGUMENTS.has(name));
  return isSized && getNamedType(type) === getNullableType(type);
}
