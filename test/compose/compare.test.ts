import { expect, it } from 'vitest';
import { compareGraphs, hasChanges } from '../../src/compose/compare.ts';

const before = `
  "What can be asked"
  type Query { site(id: ID!): Site  sites: [Site!]!  old: Int }
  type Mutation { deploy(id: ID!): Site }
  type Site { id: ID!  name: String  state: State }
  type Gone { a: Int }
  enum State { ON OFF }
`;

it('finds no change in order, layout and descriptions', () => {
  const same = `
    enum State { OFF, ON }
    type Mutation { "Deploys." deploy(id: ID!): Site }
    type Gone { a: Int }
    type Site { state: State, name: String, id: ID! }
    type Query { old: Int, sites: [Site!]!, site("Its id." id: ID!): Site }
  `;
  const changes = compareGraphs(before, same);
  expect(changes).toEqual({ added: [], removed: [], changed: [], breaking: [], dangerous: [] });
  expect(hasChanges(changes)).toBe(false);
});

it('tells root fields and types that came, went and changed, and what that breaks', () => {
  const after = `
    type Query { site(id: ID!, draft: Boolean): Site  sites: [Site!]!  fresh: New }
    type Mutation { deploy(id: ID!, force: Boolean!): Site }
    type Site { id: ID!  name: Int  state: State }
    type New { a: Int }
    enum State { ON OFF BROKEN }
  `;
  const changes = compareGraphs(before, after);
  expect({
    ...changes,
    breaking: changes.breaking.sort(),
    dangerous: changes.dangerous.sort(),
  }).toEqual({
    added: ['New', 'Query.fresh'],
    removed: ['Gone', 'Query.old'],
    changed: ['Mutation.deploy', 'Query.site', 'Site', 'State'],
    breaking: [
      'A required arg force on Mutation.deploy was added.',
      'Gone was removed.',
      'Query.old was removed.',
      'Site.name changed type from String to Int.',
    ],
    dangerous: [
      'An optional arg draft on Query.site was added.',
      'BROKEN was added to enum type State.',
    ],
  });
  expect(hasChanges(changes)).toBe(true);
});
