import { expect, it } from 'vitest';
import { planOver } from './plan-over.ts';

const zoo = planOver(/* GraphQL */ `
  enum Kind {
    CAT
    DOG
  }
  scalar Stamp
  union Thing = Cat | Toy
  type Cat {
    id: ID!
    name: String
    kind: Kind
    lives: Int
    born: Stamp
    toys: [[Toy!]!]
    friend: Cat
  }
  type Toy {
    label: String!
    weight: Float
  }
  type Query {
    cat: Cat
    cats: [Cat!]
    things: [Thing]
    thing: Thing!
    grid: [[Int]]
    count: Int!
    must: Cat!
  }
`);

const ask = async (text: string, data: unknown) => {
  const { data: given, errors } = await zoo.ask(text, { data });
  return { data: given, errors };
};

it('makes the nearest place null that may be, and says what was wrong once', async () => {
  const toys = [[{ label: 'ball' }], [{ label: 'mouse' }, { label: null }]];
  expect(await ask('{ cat { name toys { label } } }', { cat: { name: 'Tom', toys } })).toEqual({
    data: { cat: { name: 'Tom', toys: null } },
    errors: [
      'cat.toys.1.1.label: SOURCE_BAD_ANSWER zoo: Cannot return null for non-nullable field Toy.label.',
    ],
  });
});

it('answers nothing at all when a root field is null and may not be', async () => {
  expect(await ask('{ cat { name } must { id } }', { cat: { name: 'Tom' }, must: {} })).toEqual({
    data: null,
    errors: ['must.id: SOURCE_BAD_ANSWER zoo: Cannot return null for non-nullable field Cat.id.'],
  });
});

it.each(['list', 'object'])(
  'costs a field its own value when a %s is nested too deep',
  async (what) => {
    const nested = (levels: number): unknown =>
      JSON.parse(
        what === 'list'
          ? '['.repeat(levels) + ']'.repeat(levels)
          : '{"a":'.repeat(levels) + '1' + '}'.repeat(levels),
      );
    const cats = [
      { name: 'Tom', born: nested(20_000) },
      { born: nested(500) },
      { born: nested(501) },
    ];
    const says = 'SOURCE_BAD_ANSWER zoo: Stamp cannot represent a value that is nested too deep.';
    expect(await ask('{ cats { name born } }', { cats })).toEqual({
      data: {
        cats: [
          { name: 'Tom', born: null },
          { name: null, born: nested(500) },
          { name: null, born: null },
        ],
      },
      errors: [`cats.0.born: ${says}`, `cats.2.born: ${says}`],
    });
  },
);

it('keeps lists of lists and the nulls in them', async () => {
  expect(await ask('{ grid }', { grid: [[1, null], null, []] })).toEqual({
    data: { grid: [[1, null], null, []] },
    errors: [],
  });
});

it.each([
  [
    '{ cat { lives } }',
    { lives: 'nine' },
    'cat.lives',
    'Int cannot represent non-integer value: "nine"',
  ],
  ['{ cat { name } }', { name: {} }, 'cat.name', 'String cannot represent value: {}'],
  ['{ cat { kind } }', { kind: 'COW' }, 'cat.kind', 'Enum "Kind" cannot represent value: "COW"'],
  [
    '{ cat { toys { label } } }',
    { toys: {} },
    'cat.toys',
    'Expected Iterable, but did not find one for field "Cat.toys".',
  ],
])('takes a value of a wrong type for a bad answer: %s %j', async (text, cat, place, says) => {
  const { data, errors } = await ask(text, { cat });
  expect(Object.values(data.cat)).toEqual([null]);
  expect(errors).toEqual([`${place}: SOURCE_BAD_ANSWER zoo: ${says}`]);
});

it('shortens what a bad value makes long', async () => {
  const { errors } = await ask('{ cat { lives } }', { cat: { lives: 'x'.repeat(5000) } });
  expect(errors[0]!.length).toBeLessThan(400);
});

it('blames who asks the graph about itself for what is wrong with that', async () => {
  const text = 'query ($name: String = "Cat") { __type(name: $name) { name } }';
  const { data, errors } = await zoo.ask(text, {}, { name: null });
  expect(data).toEqual({ __type: null });
  expect(errors).toEqual([
    '__type: BAD_USER_INPUT Argument "name" of non-null type "String!" must not be null.',
  ]);
});

it('says of a thousand values what is wrong with them, and counts the others', async () => {
  const cats = Array.from({ length: 1500 }, () => ({ name: {} }));
  const all = await ask('{ cats { name } }', { cats: cats.slice(0, 1000) });
  expect(all.errors).toHaveLength(1000);
  const { data, errors } = await ask('{ cats { name } }', { cats });
  expect(data.cats).toHaveLength(1500);
  expect(errors.slice(999)).toEqual([
    'cats.999.name: SOURCE_BAD_ANSWER zoo: String cannot represent value: {}',
    ': SOURCE_BAD_ANSWER zoo: 500 more values do not fit; synchronise the contract.',
  ]);
});

it('takes a number that is too large to be one for none', async () => {
  const things = [{ __typename: 'Toy', weight: Infinity }];
  expect(await ask('{ things { ... on Toy { weight } } }', { things })).toEqual({
    data: { things: [{ weight: null }] },
    errors: [
      'things.0.weight: SOURCE_BAD_ANSWER zoo: Float cannot represent non numeric value: Infinity',
    ],
  });
});

it('says once that an object which may not be missing is of no known type', async () => {
  const thing = { __typename: 'Cow' };
  expect(await ask('{ thing { __typename } }', { thing })).toEqual({
    data: null,
    errors: [
      'thing: SOURCE_BAD_ANSWER zoo: Query.thing is "Cow", which is none of the types of Thing.',
    ],
  });
});

it('serialises what is not wrong: numbers as texts and ids, whole floats as integers', async () => {
  const cat = { id: 7, name: 5, lives: 9.0, born: { any: ['thing'] } };
  expect((await ask('{ cat { id name lives born } }', { cat })).data.cat).toEqual({
    ...cat,
    id: '7',
    name: '5',
  });
});

it.each(['toString', 'constructor', '__proto__', 'hasOwnProperty', '__typename', 'then'])(
  'takes a field that a client calls %s for a field',
  async (key) => {
    const text = `{ cat { ${key}: name } }`;
    const answered = await ask(text, { cat: JSON.parse(`{"${key}":"Tom"}`) });
    expect(JSON.stringify(answered.data)).toBe(`{"cat":{"${key}":"Tom"}}`);
    const missing = await ask(text, { cat: {} });
    expect(JSON.stringify(missing)).toBe(`{"data":{"cat":{"${key}":null}},"errors":[]}`);
    const nothing = await ask(`{ ${key}: cat { name } }`, {});
    expect(JSON.stringify(nothing.data)).toBe(`{"${key}":null}`);
  },
);

it('finds nothing in what is no object: a text, a number, a list', async () => {
  for (const cat of ['text', 5, true, [{ name: 'Tom' }], []]) {
    expect(await ask('{ cat { name length: name } }', { cat })).toEqual({
      data: { cat: { name: null, length: null } },
      errors: [],
    });
  }
});

it('names the type of an object without having asked for it, under every alias', async () => {
  const text = '{ cat { __typename a: __typename friend { __typename } } }';
  expect((await ask(text, { cat: { friend: {} } })).data).toEqual({
    cat: { __typename: 'Cat', a: 'Cat', friend: { __typename: 'Cat' } },
  });
});

it('completes each item of a union by what its source says it is', async () => {
  const things = [{ __typename: 'Toy', label: 'ball' }, { __typename: 'Cat', name: 'Tom' }, null];
  const text = '{ things { kind: __typename ... on Toy { label } ... on Cat { name } } }';
  expect((await ask(text, { things })).data.things).toEqual([
    { kind: 'Toy', label: 'ball' },
    { kind: 'Cat', name: 'Tom' },
    null,
  ]);
});

it.each([
  [{ __typename: 'Dog' }, '"Dog"'],
  [{}, 'of no type'],
  ['text', 'of no type'],
])('makes an item null that is none of the types: %j', async (thing, what) => {
  expect(await ask('{ things { ... on Toy { label } } }', { things: [thing] })).toEqual({
    data: { things: [null] },
    errors: [
      `things.0: SOURCE_BAD_ANSWER zoo: Query.things is ${what}, which is none of the types of Thing.`,
    ],
  });
});

it('answers the keys of objects in the order of the operation', async () => {
  const text = '{ cat { lives ...A name } count }  fragment A on Cat { kind lives }';
  const { data } = await ask(text, { count: 1, cat: { name: 'a', kind: 'CAT', lives: 1 } });
  expect(JSON.stringify(data)).toBe('{"cat":{"lives":1,"kind":"CAT","name":"a"},"count":1}');
});
