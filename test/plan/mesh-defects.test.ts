import { expect, it } from 'vitest';
import type { Link } from '../../src/graph.ts';
import { meshDefects } from './judge/mesh-defects.ts';
import type { OddityKind } from './judge/oddities.ts';
import { planOver } from './plan-over.ts';

const site: Link = {
  to: 'site',
  contract: 'zoo',
  is: ['name'],
  match: 'name',
  mode: 'each',
  keyPath: ['slug'],
  isList: false,
};

const zoo = planOver(
  /* GraphQL */ `
    scalar DateTime
    interface Animal {
      id: ID
      name: String
    }
    type Cat implements Animal {
      id: ID
      name: String
      toys: [Toy]
      born: DateTime
      mother: Cat
      site: Site
    }
    type Dog implements Animal {
      id: ID
      name: String!
      site: Site
    }
    type Toy {
      label: String
    }
    type Site {
      name: String
    }
    type Query {
      cat: Cat
      animal: Animal
      cats: [Cat]
      goods: [Toy]
      site(slug: String!): Site
    }
  `,
  {
    rest: { goods: 'GET /goods' },
    links: { 'Cat.site': site, 'Dog.site': site },
  },
);

interface Case {
  text: string;
  answer: unknown;
  data: unknown;
  errors?: string[];
}

const bad = (place: string, says: string) => `${place}: SOURCE_BAD_ANSWER zoo: ${says}`;

const thenable: unknown = JSON.parse('{"cat":{"then":"Tom","mother":{"then":"2"}}}');

/** What the specification wants where Mesh answers something else. */
const cases: Record<OddityKind, Case> = {
  leaf: {
    text: '{ cat { name born id } }',
    answer: { data: { cat: { name: 5, born: 'last spring', id: 7 } } },
    data: { cat: { name: '5', born: 'last spring', id: '7' } },
  },
  list: {
    text: '{ cats { name } }',
    answer: { data: { cats: { name: 'Tom' } } },
    data: { cats: null },
    errors: [bad('cats', 'Expected Iterable, but did not find one for field "Query.cats".')],
  },
  null: {
    text: '{ goods { label } }',
    answer: [null, { label: 'ball' }],
    data: { goods: [null, { label: 'ball' }] },
  },
  object: {
    text: '{ cat { mother { name } name } }',
    answer: { data: { cat: { mother: 'Mimi', name: 'Tom' } } },
    data: { cat: { mother: { name: null }, name: 'Tom' } },
  },
  type: {
    text: '{ animal { name } }',
    answer: { data: { animal: { __typename: 'Cow', name: 'Bella' } } },
    data: { animal: null },
    errors: [bad('animal', 'Query.animal is "Cow", which is none of the types of Animal.')],
  },
  warning: {
    text: '{ cat { name } }',
    answer: { data: { cat: { name: 'Tom' } }, errors: [{ message: 'name is deprecated' }] },
    data: { cat: { name: 'Tom' } },
    errors: [': SOURCE_ERROR zoo: name is deprecated'],
  },
  twice: {
    text: '{ cat { name @include(if: false) name } }',
    answer: { data: { cat: { name: 'Tom' } } },
    data: { cat: { name: 'Tom' } },
  },
  disguise: {
    text: '{ animal { __typename: name ... on Cat { id } } }',
    answer: { data: { animal: { _typename: 'Cat', __typename: 'Tom', id: '1' } } },
    data: { animal: { __typename: 'Tom', id: '1' } },
  },
  hollow: {
    text: '{ cat { toys { ... on Toy { __typename } } } }',
    answer: { data: { cat: { toys: [{ __typename: 'Toy' }] } } },
    data: { cat: { toys: [{ __typename: 'Toy' }] } },
  },
  key: {
    text: '{ cat { site { name } } }',
    answer: { data: { cat: {} }, errors: [{ message: 'no name', path: ['cat', '_name'] }] },
    data: { cat: { site: null } },
    errors: ['cat.site: SOURCE_ERROR zoo: no name'],
  },
  name: {
    text: '{ cat { name: id site { name } } }',
    answer: { data: { cat: { name: '1', _name: null } } },
    data: { cat: { name: '1', site: null } },
  },
  abstract: {
    text: '{ animal { id ... on Cat { site { name } } } }',
    answer: { data: { animal: { __typename: 'Cat', id: '1', name: 'Tom', _name: null } } },
    data: { animal: { id: '1', site: null } },
  },
  thenable: {
    text: '{ cat { then: name mother { then: id } } }',
    answer: { data: thenable },
    data: thenable,
  },
};

/** Known defects in another form. */
const variants: [OddityKind, Case][] = [
  [
    'key',
    {
      text: '{ animal { ... on Cat { site { name } } ... on Dog { site { name } } } }',
      answer: {
        data: { animal: { __typename: 'Cat', _Cat_name: null } },
        errors: [{ message: 'no name', path: ['animal', '_Cat_name'] }],
      },
      data: { animal: { site: null } },
      errors: ['animal.site: SOURCE_ERROR zoo: no name'],
    },
  ],
  [
    'name',
    {
      text: '{ cat { name: id a: name } }',
      answer: { data: { cat: { name: '1' } } },
      data: { cat: { name: '1', a: null } },
    },
  ],
  [
    'leaf',
    {
      text: '{ cat { id site { name } } }',
      answer: { data: { cat: { id: '1', _name: { first: 'Tom' } } } },
      data: { cat: { id: '1', site: null } },
      errors: [bad('cat.site', 'Cat.name holds an object, which is no key.')],
    },
  ],
  [
    'leaf',
    {
      text: '{ cat { id site { name } } }',
      answer: { data: { cat: { id: '1', _name: [] } } },
      data: { cat: { id: '1', site: null } },
    },
  ],
  [
    'hollow',
    {
      text: '{ cats { mother { ... on Cat { __typename } } } }',
      answer: { data: { cats: [{ mother: { __typename: 'Cat' } }, null] } },
      data: { cats: [{ mother: { __typename: 'Cat' } }, null] },
    },
  ],
];

it.each([...Object.entries(cases), ...variants])(
  'is right where Mesh is not: %s',
  async (kind, { text, answer, data, errors = [] }) => {
    expect(meshDefects[kind as OddityKind]).toBeTruthy();
    expect(await zoo.ask(text, answer)).toMatchObject({ data, errors });
  },
);
