import { GraphQLList, GraphQLString, GraphQLScalarType, GraphQLError } from 'graphql';
import { expect, it } from 'vitest';
import { asResolvable, type FinishedField } from '../../src/plan/mesh-values.ts';

const json = new GraphQLScalarType({ name: 'JSON' });

function read(data: object, key: string, returnType: never, errors: GraphQLError[] = []): unknown {
  const { item } = asResolvable({ item: data }, errors) as Record<string, object>;
  const field = (item as Record<string, FinishedField>)[key]!;
  return field({}, {}, { path: { key }, returnType });
}

it('leaves what a scalar for JSON holds as it is, below a link', () => {
  const facets = { tags: { a: 1 }, name: 'x' };
  expect(read({ facets }, 'facets', json as never)).toBe(facets);
  const all = read({ all: [facets, null] }, 'all', new GraphQLList(json) as never) as unknown[];
  expect(all[0]).toBe(facets);
  expect(JSON.stringify(all)).toBe('[{"tags":{"a":1},"name":"x"},null]');
});

it('puts an error where the leaf that it is about would be', () => {
  const error = new GraphQLError('no tags', { path: ['item', 'tags', 1] });
  const tags = read({ tags: ['a', null] }, 'tags', new GraphQLList(GraphQLString) as never, [
    error,
  ]);
  expect(tags).toEqual(['a', expect.objectContaining({ message: 'no tags' })]);
});
