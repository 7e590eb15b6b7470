import { expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { sourceError } from '../../src/plan/graphql-fetch.ts';
import { planOver } from './plan-over.ts';

const zoo = planOver(/* GraphQL */ `
  type Cat {
    id: ID!
    name: String
    friends: [Cat!]
  }
  type Query {
    cat: Cat
    dog: Cat
    count: Int!
  }
  type Mutation {
    feed: Cat
    wash: Cat!
    count: Int
  }
`);

const both = '{ cat { id friends { name } } dog { id } }';

it('leaves an error where its source has it, and does not say it twice', async () => {
  const { data, errors } = await zoo.ask(both, {
    data: { cat: { id: '1', friends: null }, dog: { id: null } },
    errors: [
      { message: 'no name', path: ['cat', 'friends', 0, 'name'] },
      { message: 'no id', path: ['dog', 'id'] },
      { message: 'no dog', path: ['dog', 'name'] },
    ],
  });
  expect(data).toEqual({ cat: { id: '1', friends: null }, dog: null });
  expect(errors).toEqual([
    'cat.friends.0.name: SOURCE_ERROR zoo: no name',
    'dog.id: SOURCE_ERROR zoo: no id',
    'dog.name: SOURCE_ERROR zoo: no dog',
  ]);
});

it('takes a text for an index where a list is', async () => {
  const { errors } = await zoo.ask(both, {
    data: { cat: { id: '1', friends: [{ name: null }] }, dog: { id: '2' } },
    errors: [{ message: 'no name', path: ['cat', 'friends', '0', 'name'] }],
  });
  expect(errors).toEqual(['cat.friends.0.name: SOURCE_ERROR zoo: no name']);
});

it.each([
  [['cat', 'friends', -1], 'cat.friends'],
  [['cat', { toString: 1, valueOf: 1 }, 'name'], 'cat'],
  [[{ toString: 1, valueOf: 1 }], ''],
])('reads the path %j as far as it is one', async (path, place) => {
  const { errors } = await zoo.ask(both, {
    data: { cat: { id: '1', friends: [] }, dog: { id: '2' } },
    errors: [{ message: 'odd', path }],
  });
  expect(errors).toEqual([`${place}: SOURCE_ERROR zoo: odd`]);
});

it('says an error without a place at every root field that has no value', async () => {
  const { errors } = await zoo.ask(both, { data: { cat: null }, errors: [{ message: 'tired' }] });
  expect(errors).toEqual(['cat: SOURCE_ERROR zoo: tired', 'dog: SOURCE_ERROR zoo: tired']);
});

it('says an error without a place at none that another error explains, and at no place if all have values', async () => {
  const explained = await zoo.ask(both, {
    data: { cat: null, dog: { id: '1' } },
    errors: [{ message: 'gone', path: ['cat'] }, { message: 'a warning' }],
  });
  expect(explained.errors).toEqual([
    'cat: SOURCE_ERROR zoo: gone',
    ': SOURCE_ERROR zoo: a warning',
  ]);
});

it('keeps an error that points at a field that nobody asked for', async () => {
  const { errors } = await zoo.ask(both, {
    data: { cat: { id: '1' }, dog: { id: '2' } },
    errors: [{ message: 'lost', path: ['cow'] }],
  });
  expect(errors).toEqual([': SOURCE_ERROR zoo: lost']);
});

it.each([
  ['a text', 'oh no', 'reports an error without a message'],
  ['a null', [null], 'reports an error without a message'],
  ['an error without a message', [{ path: ['cat'] }], 'reports an error without a message'],
  ['an empty message', [{ message: '' }], 'reports an error without a message'],
  ['a path that is none', [{ message: 'huh', path: 'cat' }], 'huh'],
  ['a path that is a number', [{ message: 'huh', path: 5 }], 'huh'],
  ['one error that is no list', { message: 'single' }, 'single'],
])('reads errors in whatever form they come: %s', async (_, errors, says) => {
  const answer = await zoo.ask('{ cat { id } }', { data: null, errors });
  expect(answer.data).toEqual({ cat: null });
  expect(answer.errors).toEqual([`cat: SOURCE_ERROR zoo: ${says}`]);
});

it('says at each of its fields why a source could not be asked', async () => {
  const dead = () => {
    throw new GatewayError('SOURCE_UNREACHABLE', { source: 'zoo', detail: 'is away' });
  };
  const { data, errors } = await zoo.ask(both, dead);
  expect(data).toEqual({ cat: null, dog: null });
  expect(errors).toEqual([
    'cat: SOURCE_UNREACHABLE zoo: is away',
    'dog: SOURCE_UNREACHABLE zoo: is away',
  ]);
});

it('answers nothing when the source of a field that is never null is away', async () => {
  const { data } = await zoo.ask('{ count cat { id } }', () => {
    throw new GatewayError('SOURCE_UNREACHABLE', { source: 'zoo', detail: 'is away' });
  });
  expect(data).toBeNull();
});

it('takes no errors for none, in whatever way there are none', async () => {
  for (const errors of [null, [], undefined]) {
    const answer = await zoo.ask('{ cat { id } }', { data: { cat: { id: '1' } }, errors });
    expect(answer).toMatchObject({ data: { cat: { id: '1' } }, errors: [] });
  }
});

it('passes on the code of a source and nothing else of its extensions', () => {
  const factsOf = (extensions: Record<string, unknown>) =>
    sourceError({ message: 'no', extensions }, 'zoo').facts;
  expect(factsOf({ code: 'NOPE', stack: 'secret.ts:1' })).toEqual({ sourceCode: 'NOPE' });
  for (const code of [404, ['NOPE'], 'no code, but a text', 'x'.repeat(65)]) {
    expect(factsOf({ code })).toEqual({});
  }
});

it('runs no mutation after one that may not be null and is', async () => {
  const { data, sent } = await zoo.ask('mutation { wash { id } count }', { data: { wash: null } });
  expect(data).toBeNull();
  expect(sent).toEqual(['mutation { wash { id } }']);
});
