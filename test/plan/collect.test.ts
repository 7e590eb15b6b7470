import {
  buildSchema,
  parse,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
} from 'graphql';
import { expect, it } from 'vitest';
import { collectFields, type CollectedField } from '../../src/plan/collect.ts';

const schema = buildSchema(/* GraphQL */ `
  interface Node {
    id: ID!
  }
  interface Animal implements Node {
    id: ID!
    name: String
    friend: Animal
  }
  type Cat implements Animal & Node {
    id: ID!
    name: String
    friend: Animal
    lives(of: Int): Int
  }
  type Dog implements Animal & Node {
    id: ID!
    name: String
    friend: Animal
    tail: Int
    site: String
  }
  union Thing = Cat | Toy
  type Toy {
    label: String
    site(first: Int): Toy
  }
  type Query {
    animal: Animal
    cat: Cat
    thing: Thing
    toy: Toy
  }
`);
const link = {
  to: 'toy',
  contract: 'shop',
  is: ['label'],
  match: 'label',
  mode: 'each',
  keyPath: ['of'],
  isList: false,
} as const;

function collect(text: string, conditions = {}, links = {}): CollectedField[] {
  const { definitions } = parse(text);
  const [operation] = definitions as [OperationDefinitionNode];
  const fragments = Object.fromEntries(
    (definitions.slice(1) as FragmentDefinitionNode[]).map((it) => [it.name.value, it]),
  );
  const options = { schema, fragments, conditions, links };
  return collectFields(options, schema.getQueryType()!, [operation.selectionSet]);
}

/** `animal{Cat(id)Dog(id)}`: what is asked of which type, in order. */
function outline(fields: readonly CollectedField[]): string {
  const parts = fields.map(({ key, name, selection }) => {
    const below = [...(selection ?? [])].map(([type, own]) => `${type}(${outline(own)})`).join('');
    return `${key === name ? '' : `${key}:`}${name}${below && `{${below}}`}`;
  });
  return parts.join(' ');
}

it('inlines fragments for every object type that can stand in a place', () => {
  const text = /* GraphQL */ `
    {
      animal {
        ...A
        ... on Cat {
          lives
        }
        ... on Node {
          id
        }
        ... on Thing {
          __typename
        }
      }
      thing {
        ... on Toy {
          label
        }
      }
    }
    fragment A on Animal {
      name
      ... on Dog {
        tail
      }
    }
  `;
  expect(outline(collect(text))).toBe(
    'animal{Cat(name lives id __typename)Dog(name tail id)} thing{Cat()Toy(label)}',
  );
});

it('merges what has the same key, at every depth, in the order of the first', () => {
  const text = '{ cat { name friend { id } } a: cat { id } cat { id friend { name id } } }';
  expect(outline(collect(text))).toBe(
    'cat{Cat(name friend{Cat(id name)Dog(id name)} id)} a:cat{Cat(id)}',
  );
});

it('follows a fragment once in a place, however often it is spread', () => {
  const text = '{ cat { ...F ...F friend { ...F } } } fragment F on Animal { id }';
  expect(outline(collect(text))).toBe('cat{Cat(id friend{Cat(id)Dog(id)})}');
});

it('decides @skip and @include, together and on fragments', () => {
  const text = /* GraphQL */ `
    {
      cat @include(if: $yes) {
        id @skip(if: $yes)
        name @skip(if: $no) @include(if: true)
        ...F @include(if: $no)
        ... @skip(if: $no) {
          lives
        }
      }
      toy @skip(if: true) {
        label
      }
    }
    fragment F on Cat {
      friend {
        id
      }
    }
  `;
  expect(outline(collect(text, { yes: true, no: false }))).toBe('cat{Cat(name lives)}');
  expect(outline(collect(text, { yes: false, no: true }))).toBe('');
});

it('spreads a fragment that was skipped the first time', () => {
  const text = '{ cat { ...F @skip(if: true) ...F } } fragment F on Cat { id }';
  expect(outline(collect(text))).toBe('cat{Cat(id)}');
});

it('selects the key of a link beside it, under a name that no field of the client has', () => {
  const text = '{ toy { _label: label site { label } a: site { label } } }';
  const [toy] = collect(text, {}, { 'Toy.site': link });
  expect(outline([toy!])).toBe(
    'toy{Toy(_label:label site{Toy(label)} a:site{Toy(label)} __label:label)}',
  );
  const fields = toy!.selection!.get('Toy')!;
  expect(fields.map(({ isHidden }) => isHidden ?? false)).toEqual([false, false, false, true]);
  expect(fields[1]!.linked!.key).toBe(fields[3]);
  expect(fields[2]!.linked!.key).toBe(fields[3]);
});

it('names the type in that name where a server would merge it with what another type has', () => {
  const text =
    '{ thing { ...on Toy { site { label } } ...on Cat { _label: lives friend { id } } } }';
  const [thing] = collect(text, {}, { 'Toy.site': link });
  expect(outline([thing!])).toContain('Toy(site{Toy(label)} _Toy_label:label)');
});
