import { printAccount } from '../../../sources/flotiq/print-account.ts';
import type { FlotiqFacts } from '../../../sources/flotiq/refine/facts.ts';
import { refine } from '../../../sources/flotiq/refine/refine.ts';

type Json = Record<string, unknown>;

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const answer = (schema: unknown) => ({
  responses: { '200': { content: { 'application/json': { schema } } } },
});

/** A content type of a document made for one test: its properties, and those that must be there. */
export interface Sketch {
  properties: Json;
  required?: string[];
}

/** A small document: readable and writable types, and schemas beside them. */
export function sketchDocument(types: Record<string, Sketch>, schemas: Json = {}): Json {
  const base = ref('AbstractContentTypeSchemaDefinition');
  const paths: Json = {};
  const own: Json = {};
  for (const [api, { properties, required = [] }] of Object.entries(types)) {
    own[api] = { type: 'object', allOf: [base, { type: 'object', properties }], required };
    own[`${api}List`] = {
      allOf: [{ properties: { data: { type: 'array', items: ref(api) } } }],
    };
    const requestBody = { content: { 'application/json': { schema: ref(api) } } };
    paths[`/api/v1/content/${api}`] = {
      get: answer(ref(`${api}List`)),
      post: { ...answer(ref(api)), requestBody },
    };
    paths[`/api/v1/content/${api}/{id}`] = {
      get: answer(ref(api)),
      put: { ...answer(ref(api)), requestBody },
      patch: { ...answer(ref(api)), requestBody },
    };
  }
  const shared = {
    AbstractContentTypeSchemaDefinition: {
      type: 'object',
      properties: { id: { type: 'string' }, internal: { type: 'object' } },
    },
    DataSource: {
      type: 'object',
      properties: { dataUrl: { type: 'string' }, type: { type: 'string' } },
    },
  };
  return { openapi: '3.0.0', paths, components: { schemas: { ...shared, ...own, ...schemas } } };
}

export function refineDocument(document: Json): { sdl: string; facts: FlotiqFacts } {
  const { sdl, facts } = refine({ kind: 'openapi', document });
  return { sdl, facts: facts as FlotiqFacts };
}

/** The sandbox account, with objects in place of links so that relations are typed. */
export const refineSandbox = () => refineDocument(printAccount({ hydrate: 1 }));
