import {
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { hash } from './random.ts';

/** An object of a GraphQL source: nothing of it is decided before it is asked for. */
export class WorldObject {
  readonly place: string;
  readonly type: GraphQLObjectType;
  /** What the source says of its type, which need not be true. */
  readonly says: string | undefined;
  /** Values that it has because it was found by them. */
  readonly known: Readonly<Record<string, unknown>>;

  constructor(
    place: string,
    type: GraphQLObjectType,
    says: string | undefined = type.name,
    known: Readonly<Record<string, unknown>> = {},
  ) {
    this.place = place;
    this.type = type;
    this.says = says;
    this.known = known;
  }
}

/** An error of a GraphQL source at a place; its path may lead deeper than what is null because of it. */
export class WorldFault extends Error {
  readonly deeper: string[];

  constructor(message: string, deeper: string[]) {
    super(message);
    this.deeper = deeper;
  }
}

/** How a whole contract behaves. */
export type Mood = 'well' | 'dead' | 'mute' | 'lost' | 'warning';

/** Not there at all, which JSON can only say of a property. */
export const MISSING = Symbol('missing');

/**
 * What the sources would say, decided by a seed and by the place that is asked for: the path of names,
 * arguments and indices that leads there. How requests are written or batched changes nothing.
 */
export class World {
  readonly seed: number;
  /** How likely it is that something is wrong at a place. */
  readonly #faults: number;
  readonly #isMoody: boolean;
  readonly #known = new Map<string, unknown>();

  constructor(seed: number) {
    this.seed = seed;
    const kind = this.chance('', 'kind');
    this.#faults = kind < 0.3 ? 0 : kind < 0.8 ? 0.03 : 0.15;
    this.#isMoody = this.chance('', 'moody') < 0.4;
  }

  /** For what costs more to make up than to keep. */
  once<T>(name: string, make: () => T): T {
    if (!this.#known.has(name)) this.#known.set(name, make());
    return this.#known.get(name) as T;
  }

  chance(place: string, what: string): number {
    return hash(`${what}|${place}`, this.seed);
  }

  pick<T>(place: string, what: string, items: readonly T[]): T {
    return items[Math.floor(this.chance(place, what) * items.length)] as T;
  }

  isFaulty(place: string): boolean {
    return this.chance(place, 'fault') < this.#faults;
  }

  mood(contract: string): Mood {
    if (!this.#isMoody) return 'well';
    return this.pick(contract, 'mood', ['well', 'well', 'well', 'dead', 'mute', 'lost', 'warning']);
  }

  /** Undefined is never an answer: it is null or MISSING. */
  value(schema: GraphQLSchema, type: GraphQLOutputType, place: string, isItem = false): unknown {
    if (this.isFaulty(place)) return this.#fault(schema, type, place, isItem);
    if (isNonNullType(type)) return this.#present(schema, type.ofType, place);
    return this.chance(place, 'null') < 0.1 ? null : this.#present(schema, type, place);
  }

  #present(schema: GraphQLSchema, type: GraphQLOutputType, place: string): unknown {
    if (isListType(type)) {
      const items = type.ofType as GraphQLOutputType;
      const depth = place.split('#').length;
      const length = Math.floor(this.chance(place, 'length') * (depth > 2 ? 2.4 : 4));
      return Array.from({ length }, (_, index) =>
        this.value(schema, items, `${place}#${index}`, true),
      );
    }
    if (isLeafType(type)) return this.leaf(type, place);
    const objects = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
    return new WorldObject(place, this.pick(place, 'type', objects as GraphQLObjectType[]));
  }

  leaf(type: GraphQLOutputType, place: string): unknown {
    if (isEnumType(type)) return this.pick(place, 'enum', type.getValues()).name;
    const number = Math.floor(this.chance(place, 'leaf') * 1000);
    switch (String(type)) {
      case 'Int':
        return number - 3;
      case 'Float':
        return number / 8;
      case 'Boolean':
        return number % 2 === 0;
      case 'ID':
        return `id-${number}`;
      case 'String':
        return this.pick(place, 'text', [`text ${number}`, '', 'Zoë 🍀', '<b>&amp;</b>', 'null']);
      default:
        return /JSON/i.test(String(type))
          ? { number, list: [null, 'x'] }
          : `2026-01-01T00:00:00.${String(number).padStart(3, '0')}Z`;
    }
  }

  #fault(schema: GraphQLSchema, type: GraphQLOutputType, place: string, isItem: boolean): unknown {
    const kind = this.chance(place, 'fault kind');
    if (kind < 0.25) return null;
    if (kind < 0.4 && !isItem) return MISSING;
    if (kind < 0.6) {
      const deeper = this.chance(place, 'deeper') < 0.3 ? ['deeper'] : [];
      return new WorldFault(`refuses ${place.length}`, deeper);
    }
    return this.#wrong(schema, isNonNullType(type) ? type.ofType : type, place);
  }

  #wrong(schema: GraphQLSchema, type: GraphQLOutputType, place: string): unknown {
    if (isListType(type)) {
      const items = type.ofType as GraphQLOutputType;
      const single = this.#present(schema, isNonNullType(items) ? items.ofType : items, place);
      return this.pick(place, 'wrong', [single, 'text', 5, {}]);
    }
    if (isLeafType(type)) {
      return this.pick<unknown>(place, 'wrong', ['nonsense', 1.5, 2 ** 40, true, 7, {}, ['x'], []]);
    }
    const { type: own } = this.#present(schema, type, place) as WorldObject;
    if (isAbstractType(type)) {
      return new WorldObject(place, own, this.pick(place, 'wrong', ['Nobody', 'Query', '']));
    }
    return this.pick<unknown>(place, 'wrong', [[new WorldObject(place, own)], 'text', 5, true, []]);
  }
}

/** Equal for equal arguments, in whatever order they were written. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([key, item]) => `${key}:${canonical(item)}`).join()}}`;
}
