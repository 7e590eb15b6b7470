import {
  GraphQLInt,
  GraphQLString,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLArgument,
  type GraphQLInputType,
} from 'graphql';
import { generateJson, isRequired } from './generate-input.ts';
import type { Random } from './random.ts';

/** The variables of one operation, as its arguments come to need them. */
export class Variables {
  readonly #random: Random;
  readonly #definitions = new Map<string, string>();
  readonly #byType = new Map<string, string[]>();
  readonly values: Record<string, unknown> = {};

  constructor(random: Random) {
    this.#random = random;
  }

  get definitions(): string {
    const entries = [...this.#definitions].map(([name, declared]) => `$${name}: ${declared}`);
    return entries.length > 0 ? `(${entries.join(', ')})` : '';
  }

  /** A variable that may stand where a type is expected: declared, given, left out, null. */
  use(type: GraphQLInputType): string {
    const random = this.#random;
    const known = this.#byType.get(String(type));
    if (known && random.chance(0.3)) return random.pick(known);
    const strange = random.pick(['l0_slug', 'l0_where', 'l0_limit', '_v0_slug']);
    const isStrange = random.chance(0.05) && !this.#definitions.has(strange);
    const name = isStrange ? strange : `v${this.#definitions.size}`;
    this.#byType.set(String(type), [...(known ?? []), name]);
    const isNullable = !isNonNullType(type);
    const nullable = isNullable ? type : type.ofType;
    const isLoose = isNullable ? random.chance(0.7) : random.chance(0.15);
    const hasDefault = isLoose && (!isNullable || random.chance(0.4));
    const fallback = hasDefault ? ` = ${printInput(nullable, generateJson(nullable, random))}` : '';
    this.#definitions.set(name, `${String(nullable)}${isLoose ? '' : '!'}${fallback}`);
    const fate = random.next();
    const isLeftOut = isLoose && fate < 0.3;
    const isNull = isLoose && fate < (isNullable ? 0.45 : 0.33);
    if (!isLeftOut) this.values[name] = isNull ? null : generateJson(nullable, random);
    return `$${name}`;
  }
}

/** `(limit: 5, where: {title: {equals: $v0}})`, or nothing. */
export function generateArguments(
  args: readonly GraphQLArgument[],
  random: Random,
  variables: Variables,
  isLink = false,
): string {
  const chance = Math.min(0.4, 1.5 / args.length);
  const given = args.filter((arg) => isRequired(arg) || random.chance(chance));
  const printed = given.map(({ name, type }) => {
    // Of a link it depends on the number of keys whether the source or the gateway pages.
    const isPage = isLink && ['limit', 'offset', 'page'].includes(name);
    return `${name}: ${isPage ? 1 + random.below(3) : literal(type, random, variables, 0)}`;
  });
  return printed.length > 0 ? `(${printed.join(', ')})` : '';
}

function literal(
  type: GraphQLInputType,
  random: Random,
  variables: Variables,
  depth: number,
): string {
  if (random.chance(0.35)) return variables.use(type);
  if (!isNonNullType(type) && random.chance(0.06)) return 'null';
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (isListType(nullable) && random.chance(0.8)) {
    const items = nullable.ofType as GraphQLInputType;
    const count = random.below(3);
    return `[${Array.from({ length: count }, () => literal(items, random, variables, depth)).join(', ')}]`;
  }
  if (isInputObjectType(nullable) && depth < 4) {
    const fields = Object.values(nullable.getFields());
    const chosen = new Set(Array.from({ length: 1 + random.below(2) }, () => random.pick(fields)));
    const given = fields.filter((field) => chosen.has(field) || isRequired(field));
    return `{${given.map((field) => `${field.name}: ${literal(field.type, random, variables, depth + 1)}`).join(', ')}}`;
  }
  // A scalar that takes anything takes variables inside of it, too.
  if (/JSON/i.test(String(nullable)) && random.chance(0.5)) {
    return `{a: ${variables.use(GraphQLString)}, b: [${variables.use(GraphQLInt)}, null]}`;
  }
  return printInput(nullable, generateJson(nullable, random, depth));
}

/** JSON as GraphQL writes it: names without quotes, enum values as names. */
export function printInput(type: GraphQLInputType | undefined, value: unknown): string {
  if (value === null || value === undefined) return 'null';
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (Array.isArray(value)) {
    const items = isListType(nullable) ? (nullable.ofType as GraphQLInputType) : nullable;
    return `[${value.map((item) => printInput(items, item)).join(', ')}]`;
  }
  const named = nullable && getNamedType(nullable);
  if (typeof value === 'object') {
    const fields = isInputObjectType(named) ? named.getFields() : {};
    const entries = Object.entries(value);
    return `{${entries.map(([key, item]) => `${key}: ${printInput(fields[key]?.type, item)}`).join(', ')}}`;
  }
  return isEnumType(named) ? String(value) : JSON.stringify(value);
}
