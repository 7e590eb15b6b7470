import { describe, expect, it } from 'vitest';
import { sandboxTypes } from '../../../sources/flotiq/account-model.ts';
import { fromDefinition, toDefinition } from '../../../sources/flotiq/content-definition.ts';
import { printAccount, type PrintOptions } from '../../../sources/flotiq/print-account.ts';

type Json = Record<string, any>;

const variants: PrintOptions[] = (['3.0', '3.1', '2'] as const).flatMap((version) =>
  ([0, 1] as const).flatMap((hydrate) =>
    [false, true].map((userOnly) => ({ version, hydrate, userOnly })),
  ),
);

describe.each(variants)('version $version, hydrate $hydrate, userOnly $userOnly', (options) => {
  const document = printAccount(options) as Json;

  it('every reference leads somewhere', () => {
    const dangling = referencesOf(document).filter(
      (reference) => resolve(document, reference) === undefined,
    );
    expect(dangling).toEqual([]);
  });

  it('every operation has an id of its own, a tag and a 401 unless it is public', () => {
    const ids = operationsOf(document).map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const operation of operationsOf(document)) {
      expect(operation.tags).toHaveLength(1);
      if (operation.operationId !== 'getMedia') expect(operation.responses).toHaveProperty('401');
    }
  });

  it('every path parameter is declared', () => {
    for (const [path, item] of Object.entries<Json>(document.paths)) {
      const named = [...path.matchAll(/{(\w+)}/g)].map(([, name]) => name);
      for (const operation of Object.values<Json>(item)) {
        const declared = (operation.parameters ?? [])
          .filter((parameter: Json) => parameter.in === 'path')
          .map((parameter: Json) => parameter.name);
        expect(declared).toEqual(named);
      }
    }
  });

  it('has twelve operations for each of five types, and system endpoints unless left out', () => {
    const paths = Object.keys(document.paths);
    const content = paths.filter((path) => path.startsWith('/api/v1/content/'));
    expect(content).toHaveLength(5 * 7);
    expect(paths.includes('/api/v1/search')).toBe(!options.userOnly);
    expect(operationsOf(document)).toHaveLength(5 * 12 + (options.userOnly ? 0 : 10));
  });
});

it('keeps the rough edges that a reader has to survive', () => {
  const { components, paths } = printAccount({ hydrate: 1 }) as Json;
  expect(components.schemas['401Response'].example).toEqual({ code: 401, massage: 'Unauthorized' });
  expect(components.schemas.versionItem.required).toEqual(['name']);
  expect(components.schemas.blogpost.additionalProperties).toBe(false);
  expect(components.schemas.blogpost.allOf[1].properties.related.items.oneOf).toEqual([
    { $ref: '#/components/schemas/blogpost' },
    { $ref: '#/components/schemas/product' },
  ]);
  const list = paths['/api/v1/content/blogpost'].get;
  expect(list.operationId).toBe('listBlogpost');
  expect(list.parameters.map((parameter: Json) => parameter.name)).toContain('ids[]');
  expect(list.description).toContain('<br />');
  expect(paths['/api/v1/search'].get.parameters.at(-1)).toMatchObject({ style: 'deepObject' });
  expect(paths['/api/v1/content/_media/{id}/version'].get.operationId).toBe('list_mediaVersion');
});

it('links without hydration are plain links', () => {
  const { components } = printAccount({ hydrate: 0 }) as Json;
  expect(components.schemas.blogpost.allOf[1].properties.author.items.$ref).toMatch(/DataSource$/);
});

it('a scoped key sees its own types, and links to the others', () => {
  const { components, paths } = printAccount({ hydrate: 1, types: ['blogpost', 'author'] }) as Json;
  expect(Object.keys(paths).filter((path) => path.includes('product'))).toEqual([]);
  const { author, headerImage, related } = components.schemas.blogpost.allOf[1].properties;
  expect(author.items.$ref).toBe('#/components/schemas/author');
  expect(headerImage.items.$ref).toBe('#/components/schemas/DataSource');
  expect(related.items.oneOf).toEqual([{ $ref: '#/components/schemas/blogpost' }]);
});

it('3.1 names operations by type, lists examples and names no server', () => {
  const document = printAccount({ version: '3.1' }) as Json;
  expect(document.openapi).toBe('3.1.0');
  expect(document).not.toHaveProperty('servers');
  expect(document.paths['/api/v1/content/_media'].get.operationId).toBe('Media_list');
  expect(document.components.schemas._tag).toMatchObject({ examples: [{ id: '_tag-1' }] });
  expect(document.components.schemas._tag).not.toHaveProperty('example');
});

it('2.0 has bodies as parameters, definitions, a host, and nothing of 3.0', () => {
  const document = printAccount({ version: '2', hydrate: 1 }) as Json;
  expect(document).toMatchObject({ swagger: '2.0', host: 'api.flotiq.com', schemes: ['https'] });
  const text = JSON.stringify(document);
  for (const word of [
    'requestBody',
    'oneOf',
    '#/components/',
    'application/json":{',
    'deepObject',
  ]) {
    expect(text).not.toContain(word);
  }
  expect(document.paths['/api/v1/content/_tag'].post.parameters).toEqual([
    {
      in: 'body',
      name: 'body',
      required: true,
      schema: { $ref: '#/definitions/_tagWithoutInternal' },
    },
  ]);
  const form = document.paths['/api/media'].post.parameters;
  expect(form[0]).toMatchObject({ in: 'formData', name: 'file', type: 'file', required: true });
});

it("the document's own links carry the caller's key", () => {
  const { info } = printAccount({ authToken: 'secret#1' }) as Json;
  expect(info.description).toContain('auth_token=secret%231');
});

it('a type survives the way to its definition and back', () => {
  for (const type of sandboxTypes) {
    const definition = toDefinition(type);
    const reread = toDefinition(fromDefinition(definition));
    expect(reread.schemaDefinition).toEqual(definition.schemaDefinition);
    expect(reread.metaDefinition.order).toEqual(definition.metaDefinition.order);
  }
});

function operationsOf(document: Json): Json[] {
  return Object.values<Json>(document.paths).flatMap((item) => Object.values<Json>(item));
}

function referencesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    key === '$ref' && typeof child === 'string' ? [child] : referencesOf(child),
  );
}

function resolve(document: Json, reference: string): unknown {
  const keys = reference.split('/').slice(1);
  return keys.reduce<any>((node, key) => node?.[key], document);
}
