import { buildSchema, getVariableValues } from 'graphql';
import { expect, it } from 'vitest';
import { coerceVariables } from '../../src/plan/coerce-variables.ts';
import { selectOperation, type KnownOperation } from '../../src/plan/operation-store.ts';
import { planOver } from './plan-over.ts';

const sdl = `
  type Query { a(is: Is, n: Int!, list: [Is!], of: Of, any: Any): Int }
  scalar Any
  enum Of { THIS THAT }
  input Is { id: ID!, size: Int = 3, not: Is }
`;
const schema = buildSchema(sdl);
const text =
  'query ($is: Is, $n: Int!, $list: [Is!] = [{ id: 1 }], $of: Of, $any: Any) { a(is: $is, n: $n, list: $list, of: $of, any: $any) }';
const operation = selectOperation(planOver(sdl).store.read(text), null) as KnownOperation;
const { variableDefinitions = [] } = operation.node;

it.each<Record<string, unknown>>([
  {},
  { n: 1 },
  { n: null },
  { n: 'one', of: 'OTHER' },
  { n: 1, is: null, list: null, of: 'THIS' },
  { n: 1.5, is: { id: 1, not: { id: 'x', size: null } } },
  { n: 1, is: { size: 1 }, list: { id: 2 } },
  { n: 1, is: { id: 1, nope: true, not: { nope: { deep: { deeper: [1] } } } } },
  { n: 1, is: 7, list: [{ id: 1 }, { id: [] }, null, 3], of: 4 },
  { n: 1, ['__proto__']: 1, constructor: { id: 1 } },
])('says of %j what graphql-js says', (variables) => {
  const expected = getVariableValues(schema, variableDefinitions, variables, {
    maxErrors: 5,
    hideSuggestions: true,
  });
  const actual = coerceVariables(schema, operation, variables);
  expect(JSON.parse(JSON.stringify(actual))).toEqual(JSON.parse(JSON.stringify(expected)));
});

it('stops after five mistakes', () => {
  const list = Array.from({ length: 100 }, () => ({}));
  expect(coerceVariables(schema, operation, { n: 1, list })).toMatchObject({
    errors: { length: 5 },
  });
});

it.each([
  ['many keys', { is: Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`k${n}`, n])) }],
  ['long keys', { is: { ['k'.repeat(1e5)]: 1, ['l'.repeat(1e5)]: 1 } }],
  ['long texts', { n: 'x'.repeat(1e5), of: 'x'.repeat(1e5) }],
  ['texts in lists', { n: Array.from({ length: 20 }, () => 'x'.repeat(1e4)) }],
])('quotes %s in part', (_, variables) => {
  const result = coerceVariables(schema, operation, { n: 1, ...variables });
  const { errors } = result as { errors: readonly Error[] };
  expect(errors.length).toBeGreaterThan(0);
  for (const { message } of errors) expect(message.length).toBeLessThan(10_000);
});

it.each([
  ['is', 'an input object'],
  ['any', 'a scalar for anything'],
])('refuses $%s when it is nested too deep: %s', (name) => {
  const nested = (levels: number): unknown =>
    JSON.parse(`${'{"id":1,"not":'.repeat(levels)}null${'}'.repeat(levels)}`);
  const coerce = (levels: number) =>
    coerceVariables(schema, operation, { n: 1, [name]: nested(levels) });
  const tooDeep = { errors: [{ message: `Variable "$${name}" is nested too deep.` }] };
  expect(coerce(20_000)).toMatchObject(tooDeep);
  expect(coerce(501)).toMatchObject(tooDeep);
  expect(coerce(500)).not.toHaveProperty('errors');
});

it('knows variables that have names of what every object has', () => {
  const own =
    'query ($constructor: Any, $__proto__: Any) { a(n: 1, any: [$constructor, $__proto__]) }';
  const known = selectOperation(planOver(sdl).store.read(own), null) as KnownOperation;
  const given = JSON.parse('{"__proto__": 5}') as Record<string, unknown>;
  expect(Object.entries((coerceVariables(schema, known, given) as any).coerced)).toEqual([
    ['__proto__', 5],
  ]);
});
