import type { JsonObject } from '../content-type.ts';

export const ref = (schema: string): JsonObject => ({ $ref: `#/components/schemas/${schema}` });

export const listOf = (items: JsonObject): JsonObject => ({ type: 'array', items });

const messages = listOf({ type: 'string' });

/** An object of message lists: the shape of most refusals. */
export function fieldMessages(example: Record<string, string[]>): JsonObject {
  const properties = Object.fromEntries(Object.keys(example).map((name) => [name, messages]));
  return { type: 'object', properties, example };
}

export function answer(schema: JsonObject, description = 'OK'): JsonObject {
  return { description, content: { 'application/json': { schema } } };
}

export const invalid = (schema: JsonObject) => answer(schema, 'Validation error');

const unauthorized = answer(ref('401Response'), 'Unauthorized');
const forbidden = answer(ref('403Response'), 'Access denied or quota limit exceeded');
const missing = answer(ref('404Response'), 'Not found');

/** The refusals that an operation declares, next to its own 400. */
export const refusals = {
  401: { '401': unauthorized },
  '401,403': { '401': unauthorized, '403': forbidden },
  '401,404': { '401': unauthorized, '404': missing },
  '401,403,404': { '401': unauthorized, '403': forbidden, '404': missing },
  404: { '404': missing },
} as const;

export function queryParameter(name: string, description: string, schema: JsonObject): JsonObject {
  return { in: 'query', name, required: false, description, schema };
}

export function pathParameter(name: string, description: string, example: string): JsonObject {
  return { in: 'path', name, required: true, description, schema: { type: 'string' }, example };
}

/** Whole numbers are declared as plain numbers throughout. */
export function paging(orderBy = 'internal.createdAt'): JsonObject[] {
  const count = (value: number) => ({ type: 'number', default: value, minimum: 1, example: value });
  const word = (value: string) => ({ type: 'string', default: value, example: value });
  return [
    queryParameter('page', 'Number of the page, from 1', count(1)),
    queryParameter('limit', 'Objects on a page', count(20)),
    { ...queryParameter('order_by', 'Field to order by', word(orderBy)), example: orderBy },
    queryParameter('order_direction', 'asc or desc', word('asc')),
  ];
}

export function body(schema: JsonObject, example?: unknown): JsonObject {
  return {
    content: { 'application/json': { schema, ...(example === undefined ? {} : { example }) } },
  };
}
