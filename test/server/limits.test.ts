import {
  buildSchema,
  getIntrospectionQuery,
  parse,
  validate,
  type OperationDefinitionNode,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { countComparisons } from '../../src/server/limits/comparisons.ts';
import { createLimits } from '../../src/server/limits/limits.ts';
import { countCost } from '../../src/server/limits/cost.ts';
import { Measurer } from '../../src/server/limits/measure.ts';

const schema = buildSchema(/* GraphQL */ `
  directive @note repeatable on FIELD | QUERY | FRAGMENT_SPREAD | INLINE_FRAGMENT
  type Query {
    site(slug: String): Site
    sites(limit: Int = 20): [Site!]!
    posts(page: Int, limit: Int = 20): Page
  }
  type Site {
    name: String
    tags: [Tag!]
    team: Team
    posts(limit: Int): [Post!]
  }
  type Team {
    name: String
    sites(first: Int): [Site!]
  }
  type Tag {
    name: String
  }
  type Page {
    count: Int
    items: [Post!]
  }
  type Post {
    title: String
    author: [Author!]
  }
  type Author {
    name: String
  }
`);

const roomy = {
  bodyBytes: 1e6,
  characters: 1e5,
  tokens: 5000,
  depth: 15,
  aliases: 60,
  rootFields: 60,
  directives: 60,
  cost: 100_000,
  comparisons: 20_000,
  batch: 10,
};

function measure(text: string, variables: Record<string, unknown> = {}) {
  const document = parse(text);
  const [first] = document.definitions as OperationDefinitionNode[];
  const { cost, ...rest } = new Measurer(schema, document).measure(first!);
  return { ...rest, cost: countCost(cost, variables) };
}

function findExcess(text: string, limits: Partial<typeof roomy>) {
  const { rule } = createLimits(schema, { ...roomy, ...limits });
  return validate(schema, parse(text), [rule])[0];
}

describe('measuring', () => {
  it('counts levels, aliases, directives and root fields as they are written', () => {
    expect(
      measure('query @note { a: site { name team { name } } site @note { name @note } }'),
    ).toMatchObject({ depth: 3, aliases: 1, directives: 3, rootFields: 2 });
  });

  it('counts a field that a selection names again like an alias', () => {
    expect(measure('{ site { name name name } }').aliases).toBe(2);
  });

  it('counts what is in a fragment as often as the fragment is spread', () => {
    const text = `{ site { ...F team { sites { ...F } } } } fragment F on Site { a: name b: name }`;
    expect(measure(text)).toMatchObject({ aliases: 4, depth: 4 });
  });

  it('counts root fields inside fragments', () => {
    const text = '{ ...F ... { site { name } } } fragment F on Query { a: site { name } }';
    expect(measure(text).rootFields).toBe(2);
  });

  it('measures a bomb of fragments at once, and finds it endless', () => {
    const names = Array.from({ length: 100 }, (_, index) => index);
    const bomb = names.map((n) => `fragment F${n} on Site { ...F${n + 1} ...F${n + 1} }`).join(' ');
    const { cost, rootFields } = measure(
      `{ site { ...F0 } } ${bomb} fragment F100 on Site { name }`,
    );
    expect(cost).toBeGreaterThan(2 ** 99);
    expect(rootFields).toBe(1);
  });

  it('comes to an end on fragments that spread each other', () => {
    const text = `{ site { ...A } } fragment A on Site { ...B } fragment B on Site { name ...A }`;
    expect(measure(text)).toMatchObject({ depth: 2 });
  });

  it('leaves unknown fields, types and fragments to validation', () => {
    expect(measure('{ nope(limit: 9) { x { y } } ...Gone ... on Nope { z } }').depth).toBe(3);
  });
});

describe('cost', () => {
  it.each([
    ['a field is one value', '{ site { name } }', 2],
    ['a list multiplies what is in it', '{ sites(limit: 3) { name } }', 1 + 3],
    ['a list without a size takes the default of its argument', '{ sites { name } }', 1 + 20],
    ['a list that takes no size counts as ten', '{ site { tags { name } } }', 2 + 10],
    ['nested lists multiply', '{ sites(limit: 3) { posts(limit: 5) { title } } }', 1 + 3 * (1 + 5)],
    [
      'the lists of a page are as long as the page says',
      '{ posts(limit: 4) { count items { title author { name } } } }',
      1 + 4 * (1 + 1 + 1 + 1 + 10),
    ],
    ['the graph’s own description is free', '{ __schema { types { fields { name } } } }', 1],
    ['a size of nothing is no way around', '{ sites(limit: 0) { tags { name } } }', 1 + 11],
  ])('%s', (_, text, expected) => {
    expect(measure(text).cost).toBe(expected);
  });

  it('takes a size from a variable each time the operation runs', () => {
    const text = 'query ($n: Int) { sites(limit: $n) { posts(limit: $n) { title } } }';
    expect(measure(text, { n: 2 }).cost).toBe(1 + 2 * (1 + 2));
    expect(measure(text, { n: 100 }).cost).toBe(1 + 100 * (1 + 100));
    expect(measure(text, {}).cost).toBe(1 + 20 * (1 + 10));
  });

  it('counts shared fragments with open sizes once each', () => {
    const levels = Array.from({ length: 60 }, (_, n) => n);
    const fragments = levels
      .map(
        (n) => `fragment F${n} on Site { a: posts(limit: $v) { title } ...F${n + 1} ...F${n + 1} }`,
      )
      .join(' ');
    const text = `query ($v: Int) { site { ...F0 } } ${fragments} fragment F60 on Site { name }`;
    expect(measure(text, { v: 3 }).cost).toBeGreaterThan(2 ** 60);
  });
});

describe('comparisons', () => {
  const count = (text: string) => countComparisons(parse(text), { maximum: 20_000, depth: 15 });
  const times = (n: number, text: (n: number) => string) =>
    Array.from({ length: n }, (_, index) => text(index)).join(' ');

  it.each([
    ['a selection is one', '{ site { name team { name } } }', 4],
    [
      'fields that meet are held against each other',
      '{ site { ...{ name } ...{ name } ...{ name } } }',
      1 + 3 + 3 + 3,
    ],
    ['other names do not meet', '{ site { ...{ a: name } ...{ b: name } } }', 1 + 2 + 2],
    [
      'what is below fields that meet, meets',
      '{ ...{ site { name } } ...{ site { name } } }',
      2 + 2 + 1 + 2 + 1,
    ],
    [
      'a fragment is met once at one place',
      '{ site { ...F ...F } } fragment F on Site { name }',
      1 + 2 + 1 + 0.5,
    ],
    [
      'and again at another',
      '{ site { ...F team { sites { ...F } } } } fragment F on Site { name }',
      1 + 2 + 1 + 1 + 1 + 1 + 1 + 0.5,
    ],
    [
      'a fragment is met by each operation',
      'query A { ...F } query B { ...F } fragment F on Query { __typename }',
      2 * 2.5 + 1,
    ],
    [
      'a fragment that nobody spreads is validated too',
      '{ a } fragment F on Site { ...{ name } ...{ name } }',
      1 + 2 + 2 + 1,
    ],
  ])('%s', (_, text, expected) => {
    expect(count(text)).toBe(expected);
  });

  it.each([
    ['fields', `{ ${times(250, () => '...{ a }')} }`],
    ['fields with others below', `{ ${times(150, () => '...{ a { b } }')} }`],
    [
      'fragments',
      `{ ${times(250, (n) => `...F${n}`)} } ${times(250, (n) => `fragment F${n} on Q { f${n} }`)}`,
    ],
    [
      'fragments in a row',
      `{ ...F0 } ${times(250, (n) => `fragment F${n} on Q { a ...F${n + 1} }`)}`,
    ],
    ['operations', times(250, (n) => `query Q${n} { a }`)],
    [
      'operations over one fragment',
      `${times(250, (n) => `query Q${n} { ...F }`)} fragment F on Q { ${times(100, (n) => `f${n}`)} }`,
    ],
    [
      'fragments that double',
      `{ ...F0 } ${times(15, (n) => `fragment F${n} on Q { a { ...F${n + 1} } b { ...F${n + 1} } }`)} fragment F15 on Q { a }`,
    ],
  ])('of many %s are too many', (_, text) => {
    expect(count(text)).toBeGreaterThan(20_000);
  });

  it('comes to an end on fragments that come round to themselves below a field', () => {
    expect(
      count(
        '{ ...A } fragment A on Query { site { team { ...B } } } fragment B on T { sites { team { ...B } } }',
      ),
    ).toBeLessThan(100);
  });

  it('has room for what clients send: introspection, sixty types of content, forty components', () => {
    expect(count(getIntrospectionQuery())).toBeLessThan(500);
    const ofTypes = times(
      60,
      (n) => `... on T${n} { id title slug own${n} internal { createdAt updatedAt } }`,
    );
    expect(count(`{ search { items { item { ${ofTypes} } } } }`)).toBeLessThan(20_000);
    const spreads = times(40, (n) => `...F${n}`);
    const components = times(
      40,
      (n) => `fragment F${n} on Site { id name a${n} b${n} team { id name } }`,
    );
    expect(count(`{ site { ${spreads} } } ${components}`)).toBeLessThan(20_000);
  });
});

describe('refusing', () => {
  it.each([
    ['depth', '{ site { team { sites { name } } } }', { depth: 3 }, 4, 'TREFOIL_MAX_DEPTH'],
    ['aliases', '{ a: site { name } b: site { name } }', { aliases: 1 }, 2, 'TREFOIL_MAX_ALIASES'],
    ['directives', '{ site @note @note { name } }', { directives: 1 }, 2, 'TREFOIL_MAX_DIRECTIVES'],
    [
      'root fields',
      '{ site { name } sites { name } }',
      { rootFields: 1 },
      2,
      'TREFOIL_MAX_ROOT_FIELDS',
    ],
    ['cost', '{ sites(limit: 500) { name } }', { cost: 500 }, 501, 'TREFOIL_MAX_COST'],
    [
      'comparisons',
      '{ site { ...{ name } ...{ name } } }',
      { comparisons: 5 },
      undefined,
      'TREFOIL_MAX_COMPARISONS',
    ],
  ])(
    'names the limit for %s, what there is, and the setting',
    (limit, text, limits, found, setting) => {
      const error = findExcess(text, limits)!;
      expect(error.originalError).toMatchObject({
        code: setting.replace('TREFOIL_MAX', 'LIMIT'),
        facts: {
          limit,
          maximum: Object.values(limits)[0],
          ...(found !== undefined && { found }),
          setting,
        },
      });
      expect(error.message).toContain(setting);
    },
  );

  it('lets pass what is exactly as large as it may be', () => {
    const text = '{ a: site @note { team { name } } sites(limit: 3) { name } }';
    const limits = { depth: 3, aliases: 1, directives: 1, rootFields: 2, cost: 3 + 4 };
    expect(findExcess(text, limits)).toBeUndefined();
  });

  it('looks into fragments that nobody spreads, for they are validated too', () => {
    const text = '{ site { name } } fragment F on Site { name @note @note }';
    expect(findExcess(text, { directives: 1 })?.message).toContain('directives');
  });

  it('refuses a page size in a variable when it runs', () => {
    const limits = createLimits(schema, { ...roomy, cost: 100 });
    const document = parse('query ($n: Int) { sites(limit: $n) { name } }');
    const [node] = document.definitions as OperationDefinitionNode[];
    expect(validate(schema, document, [limits.rule])).toEqual([]);
    expect(() => limits.checkVariables(node!, { n: 99 })).not.toThrow();
    expect(() => limits.checkVariables(node!, { n: 100 })).toThrow('TREFOIL_MAX_COST');
  });
});
