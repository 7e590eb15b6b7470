import { buildSchema, execute, parse } from 'graphql';
import { expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import type { GraphContract } from '../../src/graph.ts';
import { answerRest } from '../../src/plan/mesh-rest.ts';
import type { Dialect, RestCall } from '../../src/source.ts';

const schema = buildSchema(/* GraphQL */ `
  interface Thing {
    id: ID
  }
  type Book implements Thing {
    id: ID
    title: String
    author: Person
    related: [Thing]
    grid: [[Int]]
  }
  type Person implements Thing {
    id: ID
    name: String
  }
  type Query {
    book(id: ID!): Book
    books(tag: [String!]): [Book]
  }
  type Mutation {
    add(title: String): Book
  }
`);
const operation = (parentType: string, field: string, method: string, path: string) => ({
  [`${parentType}.${field}`]: {
    parentType,
    field,
    method,
    path,
    queryArguments: { 'tag[]': 'tag' },
    headers: {},
  },
});
const contract = {
  name: 'library',
  source: 'library',
  operations: {
    ...operation('Query', 'book', 'GET', '/books/{args.id}'),
    ...operation('Query', 'books', 'GET', '/books'),
    ...operation('Mutation', 'add', 'POST', '/books'),
  },
} as unknown as GraphContract;

/** What Mesh's resolvers are given for the root field of an operation, and the calls that were made for it. */
async function layOut(text: string, answer: unknown, dialect?: Dialect, variableValues = {}) {
  const calls: (RestCall & { isRead: boolean; label: string })[] = [];
  let laidOut: unknown;
  const caller = {
    async rest(_: string, call: (typeof calls)[number]) {
      calls.push(call);
      return answer;
    },
  };
  const { errors } = await execute({
    schema,
    document: parse(text),
    variableValues,
    async fieldResolver(source, _args, _context, info) {
      if (info.path.prev) return source[info.fieldName];
      laidOut = await answerRest(contract, dialect, info, caller as never, {} as never);
      return null;
    },
  });
  return { laidOut, calls, errors };
}

it('lays out what was selected by the names of fields, whatever a client calls them', async () => {
  const text = /* GraphQL */ `
    {
      a: book(id: 1) {
        b: title
        author {
          c: name
        }
        ...F
      }
    }
    fragment F on Book {
      author {
        id
      }
      grid
    }
  `;
  const book = {
    title: 'Emma',
    author: { id: 1, name: 'Jane', age: 41 },
    grid: [[1], null],
    pages: 5,
  };
  expect((await layOut(text, book)).laidOut).toEqual({
    __typename: 'Book',
    title: 'Emma',
    author: { __typename: 'Person', name: 'Jane', id: 1 },
    grid: [[1], null],
  });
});

it('merges two aliases of one field into one with the selections of both', async () => {
  const text = '{ book(id: 1) { a: author { id } b: author { name } } }';
  const { laidOut } = await layOut(text, { author: { id: 1, name: 'Jane' } });
  expect(laidOut).toEqual({
    __typename: 'Book',
    author: { __typename: 'Person', id: 1, name: 'Jane' },
  });
});

it('reads fields as the dialect does, and says of what type an object is', async () => {
  const dialect: Dialect = {
    compile: () => (_, send) => send({ method: 'GET', path: '/x' }),
    reader: (type, field) => (type === 'Book' && field === 'title' ? ({ t }) => t : undefined),
    typeOf: ({ kind }) => String(kind),
  };
  const text = '{ book(id: 1) { title related { id ... on Person { name } } } }';
  const related = [
    { kind: 'Person', id: 1, name: 'Jane' },
    { kind: 'Book', id: 2, name: 'x' },
    null,
  ];
  expect((await layOut(text, { t: 'Emma', related }, dialect)).laidOut).toEqual({
    __typename: 'Book',
    title: 'Emma',
    related: [{ __typename: 'Person', id: 1, name: 'Jane' }, { __typename: 'Book', id: 2 }, null],
  });
});

it('fills the template with the arguments, and knows a read from a write', async () => {
  const read = await layOut('query ($t: [String!]) { books(tag: $t) { id } }', [], undefined, {
    t: ['a', 'b'],
  });
  expect(read.calls).toEqual([
    {
      method: 'GET',
      path: '/books',
      query: [
        ['tag[]', 'a'],
        ['tag[]', 'b'],
      ],
      headers: {},
      isRead: true,
      label: 'GET /books',
    },
  ]);
  const write = await layOut('mutation { add(title: "x") { id } }', {});
  expect(write.calls).toMatchObject([{ method: 'POST', isRead: false }]);
});

it('refuses an argument that would lead to another path', async () => {
  const { errors, calls } = await layOut('{ book(id: "..") { id } }', {});
  expect(errors![0]!.originalError).toBeInstanceOf(GatewayError);
  expect(calls).toEqual([]);
});

it('keeps null and what is no list as they are', async () => {
  expect((await layOut('{ books { id } }', null)).laidOut).toBeNull();
  expect((await layOut('{ books { id } }', { no: 'list' })).laidOut).toEqual({ no: 'list' });
});
