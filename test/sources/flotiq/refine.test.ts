import { buildSchema, validateSchema, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { printAccount, type PrintOptions } from '../../../sources/flotiq/print-account.ts';
import { refine } from '../../../sources/flotiq/refine/refine.ts';
import { refineDocument, refineSandbox, sketchDocument } from './documents.ts';

const text = { type: 'string' };
const link = { $ref: '#/components/schemas/DataSource' };
const linkTo = (api: string) => ({ $ref: `#/components/schemas/${api}` });

function schemaOf(document: Record<string, unknown>): GraphQLSchema {
  const schema = buildSchema(refineDocument(document).sdl);
  expect(validateSchema(schema)).toEqual([]);
  return schema;
}

function fieldType(schema: GraphQLSchema, type: string, field: string): string | undefined {
  return (schema.getType(type) as GraphQLObjectType).getFields()[field]?.type.toString();
}

const rootFields = (schema: GraphQLSchema) => [
  ...Object.keys(schema.getQueryType()!.getFields()),
  ...Object.keys(schema.getMutationType()?.getFields() ?? {}),
];

describe('the sandbox account', () => {
  const variants: PrintOptions[] = [];
  for (const version of ['3.0', '3.1', '2'] as const) {
    for (const hydrate of [0, 1] as const) {
      for (const userOnly of [false, true]) variants.push({ version, hydrate, userOnly });
    }
  }

  it.each(variants)('has the same root fields whatever the document: %o', (variant) => {
    const whole = rootFields(schemaOf(printAccount({ userOnly: variant.userOnly ?? false })));
    expect(rootFields(schemaOf(printAccount(variant)))).toEqual(whole);
    expect(whole).toContain('listBlogpost');
    expect(whole).toContain('batchDeleteTag');
    expect(whole.includes('search')).toBe(!variant.userOnly);
  });

  it.each(variants)('names every type after the source and holds no markup: %o', (variant) => {
    const { sdl } = refineDocument(printAccount({ ...variant, authToken: 'secret-key' }));
    const plain = new Set(['Query', 'Mutation', 'ObjMap', 'HTTPMethod']);
    const names = [...sdl.matchAll(/^(?:type|input|interface|enum|scalar|union) (\w+)/gm)];
    expect(
      names.map(([, name]) => name!).filter((it) => !plain.has(it) && !it.startsWith('Flotiq')),
    ).toEqual([]);
    expect(sdl).not.toMatch(/<\/?[a-z]|&[a-z]+;|auth_token|secret-key/i);
  });

  it('gives relations the type they lead to', () => {
    const schema = buildSchema(refineSandbox().sdl);
    expect(fieldType(schema, 'FlotiqBlogpost', 'author')).toBe('[FlotiqAuthor!]');
    expect(fieldType(schema, 'FlotiqBlogpost', 'headerImage')).toBe('[FlotiqMedia!]');
    expect(fieldType(schema, 'FlotiqBlogpost', 'related')).toBe('[FlotiqContent!]');
    expect(fieldType(schema, 'FlotiqBlogpost', 'location')).toBe('FlotiqBlogpostLocation');
    expect(fieldType(schema, 'FlotiqBlogpost', 'resources')).toBe('[FlotiqBlogpostResources]');
  });

  it('leaves relations open where the document does not say what they lead to', () => {
    const schema = schemaOf(printAccount({ hydrate: 0 }));
    expect(fieldType(schema, 'FlotiqBlogpost', 'author')).toBe('[FlotiqContent!]');
  });

  it('leaves a relation open to types that a scoped key may not read', () => {
    const schema = schemaOf(printAccount({ hydrate: 1, types: ['blogpost', 'author'] }));
    expect(fieldType(schema, 'FlotiqBlogpost', 'author')).toBe('[FlotiqAuthor!]');
    expect(fieldType(schema, 'FlotiqBlogpost', 'headerImage')).toBe('[FlotiqContent!]');
    expect(fieldType(schema, 'FlotiqBlogpost', 'related')).toBe('[FlotiqContent!]');
    expect(schema.getType('FlotiqMedia')).toBeUndefined();
  });

  it('counts in whole numbers what can only be whole', () => {
    const schema = buildSchema(refineSandbox().sdl);
    expect(fieldType(schema, 'FlotiqMedia', 'width')).toBe('Int');
    expect(fieldType(schema, 'FlotiqBlogpostList', 'totalCount')).toBe('Int!');
    expect(fieldType(schema, 'FlotiqBlogpost', 'readingMinutes')).toBe('Float');
  });

  it('requires on writing what it leaves nullable on reading', () => {
    const schema = buildSchema(refineSandbox().sdl);
    expect(fieldType(schema, 'FlotiqBlogpost', 'title')).toBe('String');
    expect(fieldType(schema, 'FlotiqBlogpostInput', 'title')).toBe('String!');
    expect(fieldType(schema, 'FlotiqBlogpostInput', 'id')).toBe('ID');
    expect(fieldType(schema, 'FlotiqBlogpostPatch', 'title')).toBe('String');
    expect(fieldType(schema, 'FlotiqBlogpostBatchPatch', 'id')).toBe('ID!');
    expect(fieldType(schema, 'FlotiqBlogpostInput', 'author')).toBe('[FlotiqRelationInput!]');
  });

  it('keeps what people wrote about their fields, as plain text', () => {
    const schema = buildSchema(refineSandbox().sdl);
    const fields = (schema.getType('FlotiqBlogpost') as GraphQLObjectType).getFields();
    expect(fields.siteSlug?.description).toBe(
      'Slug of the hosted site that shows this. Lower case.',
    );
    expect(fields.excerpt?.description).toBe('Shown in lists. Two sentences at most');
    expect(fields.title?.description).toBeUndefined();
  });
});

it('has no mutations for a document that can only be read', () => {
  const document = sketchDocument({ note: { properties: { title: text } } });
  for (const item of Object.values(document.paths as Record<string, Record<string, unknown>>)) {
    for (const method of Object.keys(item)) if (method !== 'get') delete item[method];
  }
  const schema = schemaOf(document);
  expect(schema.getMutationType()).toBeUndefined();
  expect(rootFields(schema)).toEqual(['getNote', 'listNote']);
  expect(schema.getType('FlotiqRelationInput')).toBeUndefined();
});

describe('unusual shapes', () => {
  const shapes: [name: string, schema: unknown, type: string | undefined][] = [
    ['a list of scalars', { type: 'array', items: text }, '[String]'],
    [
      'a list of lists',
      { type: 'array', items: { type: 'array', items: { type: 'number' } } },
      '[[Float]]',
    ],
    ['a list of anything', { type: 'array' }, '[FlotiqJSON]'],
    ['a nullable list', { type: ['array', 'null'], items: text }, '[String]'],
    ['a nullable scalar', { type: ['string', 'null'] }, 'String'],
    ['two types at once', { type: ['string', 'number'] }, 'FlotiqJSON'],
    ['an integer', { type: 'integer' }, 'Int'],
    ['an enumeration', { type: 'string', enum: ['a b', '1'] }, 'String'],
    ['an empty schema', {}, 'FlotiqJSON'],
    ['no schema', null, 'FlotiqJSON'],
    ['a free object', { type: 'object' }, 'FlotiqJSON'],
    ['a reference to an empty schema', linkTo('webhooks'), 'FlotiqJSON'],
    ['a choice of one', { oneOf: [text] }, 'String'],
    ['a choice of scalars', { anyOf: [text, { type: 'number' }] }, 'FlotiqJSON'],
    ['a schema that holds itself', linkTo('tree'), 'FlotiqNoteIt'],
    ['one link', link, 'FlotiqContent'],
    ['one typed link', { allOf: [linkTo('note')] }, 'FlotiqNote'],
    [
      'a relation to one of one',
      { type: 'array', items: { oneOf: [linkTo('note')] } },
      '[FlotiqContent!]',
    ],
    [
      'a relation to a type without endpoints',
      { type: 'array', items: linkTo('hidden') },
      '[FlotiqContent!]',
    ],
  ];

  it.each(shapes)('%s', (_name, schema, type) => {
    const document = sketchDocument(
      { note: { properties: { it: schema } } },
      {
        webhooks: {},
        tree: {
          type: 'object',
          properties: { value: text, children: { type: 'array', items: linkTo('tree') } },
        },
        hidden: { allOf: [linkTo('AbstractContentTypeSchemaDefinition')] },
      },
    );
    expect(fieldType(schemaOf(document), 'FlotiqNote', 'it')).toBe(type);
  });

  it('a type without fields can be created but not patched', () => {
    const fields = rootFields(schemaOf(sketchDocument({ blank: { properties: {} } })));
    expect(fields).toContain('createBlank');
    expect(fields).not.toContain('patchBlank');
  });

  it('properties that are no GraphQL names get one each, and keep their own on the wire', () => {
    const properties = {
      'a-b': text,
      a_b: text,
      '2nd': text,
      __typename: text,
      dataUrl: text,
      ąę: text,
    };
    const { sdl, facts } = refineDocument(sketchDocument({ note: { properties } }));
    const fields = (buildSchema(sdl).getType('FlotiqNote') as GraphQLObjectType).getFields();
    expect(Object.keys(fields).slice(3).toSorted()).toEqual(
      ['field', '_2nd', '_typename', 'a_b', 'a_b_', 'dataUrl_'].toSorted(),
    );
    expect(facts.objects.FlotiqNote).toMatchObject({
      a_b_: { wire: 'a-b' },
      _2nd: { wire: '2nd' },
      dataUrl_: { wire: 'dataUrl' },
    });
  });
});

describe('names', () => {
  const names = (...types: string[]) =>
    Object.fromEntries(
      Object.entries(
        refineDocument(
          sketchDocument(
            Object.fromEntries(types.map((it) => [it, { properties: { title: text } }])),
          ),
        ).facts.content,
      ).map(([api, { type }]) => [api, type]),
    );

  it('are the API names in Pascal case', () => {
    expect(names('blog_post', '_media', '2023-events')).toEqual({
      blog_post: 'FlotiqBlogPost',
      _media: 'FlotiqMedia',
      '2023-events': 'Flotiq2023Events',
    });
  });

  it('of a system type give way to people’s own', () => {
    expect(names('_media', 'media')).toEqual({ media: 'FlotiqMedia', _media: 'FlotiqSystemMedia' });
  });

  it('do not depend on the order of the document', () => {
    expect(names('product_list', 'product')).toEqual(names('product', 'product_list'));
  });

  it('that are ours or part of another type’s move aside', () => {
    expect(names('content', 'product', 'product_list')).toEqual({
      content: 'FlotiqUserContent',
      product: 'FlotiqProduct',
      product_list: 'FlotiqUserProductList',
    });
  });

  it('that collide are refused, naming both and the remedy', () => {
    const collide = () => names('blog_post', 'blog-post');
    expect(collide).toThrow(
      /content type blog_post and the content type blog-post.*FlotiqBlogPost/,
    );
    expect(collide).toThrow(/scoped to one of them, or rename one/);
  });

  it('of objects inside do not collide with those of their type', () => {
    const list = { type: 'object', properties: { a: text } };
    const schema = schemaOf(sketchDocument({ note: { properties: { list } } }));
    expect(fieldType(schema, 'FlotiqNote', 'list')).toBe('FlotiqNoteListValue');
  });
});

describe('refuses', () => {
  const refusal = (document: Record<string, unknown>) => {
    try {
      refine({ kind: 'openapi', document });
    } catch (error) {
      return error;
    }
    return undefined;
  };

  it('a document that is not Flotiq’s, saying what was expected', () => {
    expect(refusal({ openapi: '3.0.0', paths: { '/pets': { get: {} } } })).toMatchObject({
      code: 'CONTRACT_INVALID',
      message: expect.stringContaining('/api/v1/content/{type}'),
    });
  });

  it('a reference to nowhere, naming it', () => {
    const document = sketchDocument({ note: { properties: { it: linkTo('gone') } } });
    expect(refusal(document)).toMatchObject({
      code: 'CONTRACT_INVALID',
      message: expect.stringContaining('#/components/schemas/gone'),
    });
  });

  it('a reference out of the document', () => {
    const document = sketchDocument({ note: { properties: { it: { $ref: 'other.json#/a' } } } });
    expect(refusal(document)).toMatchObject({ message: expect.stringContaining('other.json#/a') });
  });
});
