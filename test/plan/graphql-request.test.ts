import { expect, it } from 'vitest';
import { planOver } from './plan-over.ts';

const zoo = planOver(
  /* GraphQL */ `
    input ZooWhere {
      name: String = "any"
      kinds: [ZooKind!]
    }
    enum ZooKind {
      CAT
      DOG
    }
    interface ZooAnimal {
      id: ID!
      name: String
    }
    type ZooCat implements ZooAnimal {
      id: ID!
      name: String
      lives: Int
      keeper: ZooKeeper
    }
    type ZooDog implements ZooAnimal {
      id: ID!
      name: String
      tail: String
    }
    type ZooKeeper {
      id: ID!
      title: String
      pets(where: ZooWhere, first: Int): [ZooAnimal]
    }
    type Query {
      cat(id: ID!): ZooCat
      animals(where: ZooWhere, first: Int! = 3): [ZooAnimal]
      keepers(where: ZooWhere!): [ZooKeeper]
    }
    type Mutation {
      feed(id: ID!): ZooCat
      count: Int
      wash(id: ID!): ZooCat!
    }
  `,
  {
    types: {
      ZooCat: 'Cat',
      ZooDog: 'Dog',
      ZooAnimal: 'Animal',
      ZooWhere: 'Where',
      ZooKind: 'Kind',
    },
    fields: { 'ZooKeeper.title': 'name', 'Query.cat': 'getCat' },
  },
);

const sentFor = async (text: string, variables?: Record<string, unknown>) =>
  (await zoo.ask(text, { data: {} }, variables)).sent;

it('gives types and fields the names that the contract has for them', async () => {
  expect(
    await sentFor(
      '{ cat(id: 1) { id } keepers(where: {}) { title } animals { ... on ZooCat { lives } } }',
    ),
  ).toEqual([
    '{ cat: getCat(id: 1) { id } keepers(where: {}) { title: name } animals { __typename ... on Cat { lives } } }',
  ]);
});

it('inlines fragments, and has none on anything that is an object already', async () => {
  const text = /* GraphQL */ `
    {
      cat(id: 1) {
        ...C
        ... on ZooAnimal {
          id
        }
        ... {
          name
        }
      }
    }
    fragment C on ZooCat {
      lives
      keeper {
        __typename
        ...K
      }
    }
    fragment K on ZooKeeper {
      id
      ... on ZooKeeper {
        title
      }
    }
  `;
  expect(await sentFor(text)).toEqual([
    '{ cat: getCat(id: 1) { lives keeper { id title: name } id name } }',
  ]);
});

it('asks an abstract type for each object type that is selected of, and for its name', async () => {
  const text = '{ animals { id ... on ZooDog { tail } } }';
  expect(await sentFor(text)).toEqual([
    '{ animals { __typename ... on Cat { id } ... on Dog { id tail } } }',
  ]);
});

it('asks for the type where nothing else is left to ask for', async () => {
  expect(await sentFor('{ cat(id: 1) { __typename name @skip(if: true) } }')).toEqual([
    '{ cat: getCat(id: 1) { __typename } }',
  ]);
});

it('asks for the type by another name where a client calls something else __typename', async () => {
  const { data, sent } = await zoo.ask('{ animals { __typename: name ... on ZooCat { lives } } }', {
    data: { animals: [{ _typename: 'Cat', __typename: 'Tom', lives: 9 }] },
  });
  expect(sent).toEqual([
    '{ animals { _typename: __typename ... on Cat { __typename: name lives } ... on Dog { __typename: name } } }',
  ]);
  expect(data).toEqual({ animals: [{ __typename: 'Tom', lives: 9 }] });
  const [both] = await sentFor('{ animals { __typename: name _typename: id } }');
  expect(both).toContain('{ animals { _typename_: __typename ');
});

it('sends the variables that it uses, by the types of the contract, with their defaults', async () => {
  const text = /* GraphQL */ `
    query ($where: ZooWhere, $first: Int = 5, $kinds: [ZooKind!], $unused: Int = 1, $is: Boolean!) {
      animals(where: $where, first: $first) {
        id
      }
      keepers(where: { kinds: $kinds, name: "x" }) {
        id @include(if: $is)
      }
      __typename @skip(if: $is)
      cat(id: 1) @skip(if: $is) {
        keeper {
          pets(first: $unused) {
            id
          }
        }
      }
    }
  `;
  const { sent, variables } = await zoo.ask(text, { data: {} }, { where: {}, is: true });
  expect(sent).toEqual([
    'query($where: Where, $first: Int = 5, $kinds: [Kind!]) { animals(where: $where, first: $first) { __typename ... on Cat { id } ... on Dog { id } } keepers(where: {kinds: $kinds, name: "x"}) { id } }',
  ]);
  expect(variables).toEqual([{ where: { name: 'any' }, first: 5, kinds: undefined }]);
});

it('makes one request of all root fields of a query, with their aliases', async () => {
  expect(
    await sentFor('{ a: cat(id: 1) { id } b: cat(id: 2) { id } a: cat(id: 1) { name } }'),
  ).toEqual(['{ a: getCat(id: 1) { id name } b: getCat(id: 2) { id } }']);
});

it('makes one request of neighbouring mutations, but of none behind one that is never null', async () => {
  expect(
    await sentFor('mutation { feed(id: 1) { id } count wash(id: 1) { id } c: count }'),
  ).toEqual(['mutation { feed(id: 1) { id } count wash(id: 1) { id } }']);
});
