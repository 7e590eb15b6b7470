import { Kind, buildSchema, parse, validateSchema, visit } from 'graphql';
import { expect } from 'vitest';

const prefixed = /^(?:Fleek|Fibery|Flotiq)|^(?:Query|Mutation)$/;

/** What holds of every graph, whatever contracts it is made of. */
export function expectCleanGraph(sdl: string): void {
  expect(validateSchema(buildSchema(sdl))).toEqual([]);
  const document = parse(sdl, { noLocation: true });
  const types: string[] = [];
  const descriptions: string[] = [];
  visit(document, {
    enter(node) {
      if ('description' in node && node.description) descriptions.push(node.description.value);
      if (node.kind.endsWith('TypeDefinition') && 'name' in node) types.push(node.name!.value);
      if (node.kind === Kind.UNION_TYPE_DEFINITION) {
        expect(node.types?.map(({ name }) => name.value).join(' ')).not.toMatch(/[_ ]?[45]\d\d/);
      }
    },
  });
  expect(types.filter((name) => !prefixed.test(name))).toEqual([]);
  expect(types.filter((name) => /_response$|_[2345]\d\d_|[45]\d\dResponse/.test(name))).toEqual([]);
  expect(types.filter((name) => /PositiveFloat|NonNegative|_container/.test(name))).toEqual([]);
  expect(
    descriptions.filter((text) => /<\/?[a-z][^>]*>|&(?:amp|lt|gt|nbsp|quot);/i.test(text)),
  ).toEqual([]);
  expect(sdl).not.toMatch(/auth_token=/);
}
