import {
  GraphQLBoolean,
  GraphQLNonNull,
  doTypesOverlap,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isObjectType,
  validate,
  parse,
  type GraphQLAbstractType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { Variables, generateArguments } from './generate-arguments.ts';
import type { Random } from './random.ts';

export interface GeneratorGraph {
  schema: GraphQLSchema;
  /** Root fields, a list for each source: a source of many is asked no more than one of few. */
  groups: { Query: string[][]; Mutation: string[][] };
  /** `Type.field` of what leads into another source. */
  links: ReadonlySet<string>;
}

export interface GeneratedOperation {
  text: string;
  variables: Record<string, unknown>;
}

/** What a response key stands for already; whatever comes under the same key has to agree. */
interface Taken {
  parent: string;
  field: string;
  args: string;
  type: string;
  below: Keys;
}
type Keys = Map<string, Taken>;

const strangeKeys = ['__proto__', 'constructor', 'toString', 'id', 'items', '__typename', 'then'];
const introspection = [
  '__typename',
  'root: __typename',
  '__schema { queryType { name } }',
  '__type(name: "Query") { kind name }',
  'type: __type(name: "Nothing") { name }',
  '__schema { mutationType { ...on __Type { name } } subscriptionType { name } }',
  'number: __type(name: "Int") { kind ofType { name } fields { name } }',
];

/** A valid operation over a graph. */
export function generateOperation(graph: GeneratorGraph, random: Random): GeneratedOperation {
  const { schema } = graph;
  for (;;) {
    const generated = new Generator(graph, random).generate();
    // Fragments used at two places may contradict each other; it is rare enough to try again.
    if (validate(schema, parse(generated.text)).length === 0) return generated;
  }
}

class Generator {
  readonly #schema: GraphQLSchema;
  readonly #graph: GeneratorGraph;
  readonly #random: Random;
  readonly #variables: Variables;
  readonly #abstract: readonly GraphQLAbstractType[];
  readonly #fragments: { name: string; type: string; text: string }[] = [];
  #budget: number;
  #names = 0;

  constructor(graph: GeneratorGraph, random: Random) {
    this.#graph = graph;
    this.#schema = graph.schema;
    this.#abstract = Object.values(graph.schema.getTypeMap()).filter(isAbstractType);
    this.#random = random;
    this.#variables = new Variables(random);
    this.#budget = 4 + random.below(30);
  }

  generate(): GeneratedOperation {
    const isMutation = this.#random.chance(0.2);
    const root = isMutation ? this.#schema.getMutationType() : this.#schema.getQueryType();
    const body = this.#rootSelection(root!, new Map(), 0);
    const definitions = this.#variables.definitions;
    const kind = isMutation ? 'mutation' : 'query';
    const head = definitions || isMutation ? `${kind} Q${definitions} ` : '';
    const fragments = this.#fragments.map(({ text }) => text);
    return { text: [head + body, ...fragments].join('\n'), variables: this.#variables.values };
  }

  #rootSelection(root: GraphQLObjectType, keys: Keys, depth: number): string {
    const random = this.#random;
    const groups =
      this.#graph.groups[root === this.#schema.getMutationType() ? 'Mutation' : 'Query'];
    const count = 1 + random.below(4);
    const parts = Array.from({ length: count }, () => {
      if (depth < 2 && random.chance(0.12)) return this.#fragment(root, root, keys, depth);
      if (random.chance(0.06))
        return random.pick(
          root === this.#schema.getQueryType() ? introspection : introspection.slice(0, 2),
        );
      const name = random.pick(random.pick(groups));
      return this.#field(root, root.getFields()[name]!, keys, 0);
    });
    return `{ ${parts.join(' ')} }`;
  }

  #selection(type: GraphQLCompositeType, keys: Keys, depth: number): string {
    const random = this.#random;
    if (isObjectType(type) && type === this.#schema.getQueryType())
      return this.#rootSelection(type, keys, depth);
    if (isObjectType(type) && type === this.#schema.getMutationType())
      return this.#rootSelection(type, keys, depth);
    const count = 1 + random.below(isAbstractType(type) ? 5 : 4);
    const parts = Array.from({ length: count }, () => this.#part(type, keys, depth));
    const printed = parts.filter((part) => part !== '');
    return `{ ${printed.length > 0 ? printed.join(' ') : '__typename'} }`;
  }

  #part(type: GraphQLCompositeType, keys: Keys, depth: number): string {
    const random = this.#random;
    const isUnion = !('getFields' in type);
    if (random.chance(isUnion ? 0.2 : 0.07)) return this.#typename(keys);
    if (depth < 7 && random.chance(isAbstractType(type) ? 0.5 : 0.15)) {
      const condition = random.pick(this.#conditions(type));
      return this.#fragment(type, condition, keys, depth);
    }
    if (isUnion) return '';
    const fields = Object.values(type.getFields());
    this.#budget -= 1;
    const leaves = fields.filter((field) => isLeafType(getNamedType(field.type)));
    const canGoOn = depth < 7 && this.#budget > 0;
    const links = fields.filter(({ name }) => this.#graph.links.has(`${type.name}.${name}`));
    if (canGoOn && links.length > 0 && random.chance(0.4)) {
      return this.#field(type, random.pick(links), keys, depth);
    }
    const pool = canGoOn && random.chance(0.7) ? fields : leaves;
    return pool.length > 0 ? this.#field(type, random.pick(pool), keys, depth) : '';
  }

  #conditions(type: GraphQLCompositeType): GraphQLCompositeType[] {
    const overlapping = this.#abstract.filter((other) => doTypesOverlap(this.#schema, other, type));
    if (!isAbstractType(type)) return [type, ...overlapping];
    return [type, ...this.#schema.getPossibleTypes(type), ...overlapping];
  }

  #typename(keys: Keys): string {
    const key = this.#random.pick(['__typename', '__typename', 'kind', 'type_']);
    const taken = keys.get(key);
    if (taken && taken.field !== '__typename') return '';
    keys.set(key, { parent: '', field: '__typename', args: '', type: 'String!', below: new Map() });
    return `${key === '__typename' ? '' : `${key}: `}__typename${this.#directives()}`;
  }

  #fragment(
    parent: GraphQLCompositeType,
    condition: GraphQLCompositeType,
    keys: Keys,
    depth: number,
  ): string {
    const random = this.#random;
    const known = this.#fragments.filter(({ type }) => type === condition.name);
    if (known.length > 0 && random.chance(0.2)) {
      return `...${random.pick(known).name}${this.#directives()}`;
    }
    const body = this.#selection(condition, keys, depth + 1);
    if (random.chance(0.6)) {
      const isBare = condition === parent && random.chance(0.3);
      return `...${isBare ? '' : ` on ${condition.name}`}${this.#directives()} ${body}`;
    }
    const name = `F${(this.#names += 1)}`;
    this.#fragments.push({
      name,
      type: condition.name,
      text: `fragment ${name} on ${condition.name} ${body}`,
    });
    const spread = `...${name}${this.#directives()}`;
    return random.chance(0.1) ? `${spread} ...${name}` : spread;
  }

  #field(
    parent: GraphQLCompositeType,
    field: GraphQLField<unknown, unknown>,
    keys: Keys,
    depth: number,
  ): string {
    const { key, taken } = this.#key(parent, field, keys);
    const named = getNamedType(field.type);
    const alias = key === field.name ? '' : `${key}: `;
    const below = isCompositeType(named)
      ? ` ${this.#selection(named, taken.below, depth + 1)}`
      : '';
    return `${alias}${field.name}${taken.args}${this.#directives()}${below}`;
  }

  #key(parent: GraphQLCompositeType, field: GraphQLField<unknown, unknown>, keys: Keys) {
    const random = this.#random;
    const wish = random.chance(0.75)
      ? field.name
      : random.chance(0.2)
        ? random.pick(strangeKeys)
        : `a${random.below(6)}`;
    for (let key = wish; ; key = `a${(this.#names += 1) + 10}`) {
      const taken = keys.get(key);
      if (!taken) {
        const entry: Taken = {
          parent: parent.name,
          field: field.name,
          args: this.#arguments(parent, field),
          type: String(field.type),
          below: new Map(),
        };
        keys.set(key, entry);
        return { key, taken: entry };
      }
      if (taken.type !== String(field.type)) continue;
      // Equal keys merge: the arguments of the first are everyone's.
      if (taken.field === field.name) return { key, taken };
      // Types that no object has both of may use one key for two fields of one type.
      if (taken.parent !== parent.name && random.chance(0.3)) {
        const args = this.#arguments(parent, field);
        return { key, taken: { ...taken, args } };
      }
    }
  }

  #arguments(parent: GraphQLCompositeType, { name, args }: GraphQLField<unknown, unknown>): string {
    const isLink = this.#graph.links.has(`${parent.name}.${name}`);
    return generateArguments(args, this.#random, this.#variables, isLink);
  }

  #directives(): string {
    const random = this.#random;
    if (random.chance(0.88)) return '';
    const one = (name: string) => {
      const value = random.chance(0.5)
        ? this.#variables.use(new GraphQLNonNull(GraphQLBoolean))
        : String(random.chance(0.5));
      return ` @${name}(if: ${value})`;
    };
    if (random.chance(0.15)) return one('skip') + one('include');
    return one(random.pick(['skip', 'include']));
  }
}
