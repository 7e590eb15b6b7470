import type { OddityKind } from './oddities.ts';

/** Where Mesh is known to answer other than graphql-js would, and why that is wrong. */
export const meshDefects: Record<OddityKind, string> = {
  leaf: 'reads leaves of a source with parseValue, which is for input: a number where a string belongs is null without a word, and a scalar of its own (DateTime) refuses what the contract lets through; the key of a link is one, and what is wrong with it is said where nobody asked',
  list: 'takes a single value for a list of one, and says nothing',
  null: "makes an empty list of a REST source's null, and fails on a null in its lists with a TypeError",
  object: 'fails on a plain value where an object belongs with a TypeError of its own',
  type: 'says something else of an object whose type nobody knows',
  warning: 'drops an error without a path when all fields have values',
  twice:
    'merges a field that is selected twice, and keeps @skip and @include of the first for both',
  disguise: 'takes what a client calls `__typename` for the type of the object',
  hollow:
    'leaves out an object of which only the type is asked, in a fragment; it is null, and so is the whole answer when nothing else is asked',
  key: 'forgets why the key of a link is not there, or says it where nobody asked',
  name: 'reads what a link needs, and what a source leaves out, by the names of fields, which clients give to others: what they call so stands there',
  abstract: 'fails with a TypeError on links of several types that can stand in one place',
  thenable: 'takes an object with a property `then` for a promise and calls it',
};
