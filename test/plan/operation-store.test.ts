import { GraphQLError } from 'graphql';
import { expect, it } from 'vitest';
import { selectOperation, type KnownOperation } from '../../src/plan/operation-store.ts';
import { planOver } from './plan-over.ts';

const sdl =
  'type Query { a(x: Int, is: Boolean! = true): Int b: Int c: Int } type Mutation { d: Int }';
const known = (text: string, name?: string) => {
  const { store } = planOver(sdl);
  const read = store.read(text);
  return { store, read, operation: selectOperation(read, name) as KnownOperation };
};

it('reads and compiles a text once', () => {
  const { store, read, operation } = known('{ a }');
  expect(store.read('{ a }')).toBe(read);
  expect(store.plan(operation, {})).toBe(store.plan(operation, {}));
});

it('makes a plan for each way to decide @skip and @include, and no more', () => {
  const text =
    'query ($p: Boolean!, $q: Boolean = false, $x: Int) { a(x: $x) b @skip(if: $p) c @include(if: $q) }';
  const { store, operation } = known(text);
  const plan = (p: boolean, q: boolean, x = 1) => store.plan(operation, { p, q, x });
  expect(plan(true, true)).toBe(plan(true, true, 2));
  expect(
    new Set([plan(true, true), plan(true, false), plan(false, true), plan(false, false)]).size,
  ).toBe(4);
  expect(plan(true, false)).toMatchObject({ keys: ['a'] });
  expect(plan(false, true)).toMatchObject({ keys: ['a', 'b', 'c'] });
});

it('compiles a fifth condition anew rather than keep more than 16 plans', () => {
  const names = Array.from({ length: 5 }, (_, index) => `v${index}`);
  const text = `query (${names.map((it) => `$${it}: Boolean!`).join(' ')}) { a ${names.map((it) => `f${it}: b @skip(if: $${it})`).join(' ')} }`;
  const { store, operation } = known(text);
  for (let bits = 0; bits < 32; bits += 1) {
    const decided = Object.fromEntries(names.map((name, at) => [name, (bits >> at) % 2 === 1]));
    expect(store.plan(operation, decided)).toMatchObject({ isMutation: false });
  }
  expect(operation.plans.size).toBe(16);
});

it('keeps of a text that cannot run what is wrong with it and where, and not what it is made of', () => {
  const { document, errors } = known('{ a\n  nothing }').read;
  expect(document).toBeUndefined();
  expect(errors).toMatchObject([{ nodes: undefined, locations: [{ line: 2, column: 3 }] }]);
});

it('says what is wrong with a text once and never runs it', () => {
  const { read, operation } = known('{ nothing }');
  expect(read.errors.map(({ message }) => message)).toEqual([
    'Cannot query field "nothing" on type "Query".',
  ]);
  expect(operation).toBeInstanceOf(GraphQLError);
  expect(known('{').read.errors[0]!.message).toMatch(/^Syntax Error/);
});

it('finds the operation that a request means', () => {
  const text = 'query A { a } query B { b } mutation C { d }';
  expect(known(text, 'B').operation.node.name?.value).toBe('B');
  expect(known(text, 'D').operation).toMatchObject({ message: 'Unknown operation named "D".' });
  expect(known(text).operation).toMatchObject({
    message: 'Must provide operation name if query contains multiple operations.',
  });
});

it('refuses null for a variable that decides @skip or @include, whatever its default', async () => {
  const text = 'query ($p: Boolean = true) { a b @skip(if: $p) }';
  const { ask } = planOver(sdl);
  expect((await ask(text, { data: { a: 1 } })).data).toEqual({ a: 1 });
  await expect(ask(text, {}, { p: null })).rejects.toThrow(
    'Variable "$p" decides @skip or @include',
  );
});

it('knows what a mutation is', () => {
  const { store, operation } = known('mutation { d }');
  expect(store.plan(operation, {})).toMatchObject({
    isMutation: true,
    rootFields: [{ contract: 'zoo', source: 'zoo', field: 'd' }],
  });
});
