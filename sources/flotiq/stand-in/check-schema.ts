import type { JsonObject } from '../content-type.ts';

type Add = (field: string, message: string) => void;

interface Schema extends JsonObject {
  type?: string;
  minLength?: number;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  enum?: unknown[];
  minItems?: number;
  items?: Schema;
  required?: string[];
  properties?: Record<string, Schema>;
  $ref?: string;
}

/** As much of JSON Schema as content types use, in the vendor's words. */
export function checkSchema(value: unknown, schema: Schema, path: string, add: Add): void {
  if (schema.$ref?.endsWith('/DataSource')) return checkSchema(value, dataSource, path, add);
  const found = typeOf(value);
  const { type } = schema;
  if (type && type !== found.type) {
    return add(path, `${found.word} value found, but ${article(type)} ${type} is required`);
  }
  if (schema.enum && !schema.enum.includes(value)) {
    add(path, `Does not have a value in the enumeration ${JSON.stringify(schema.enum)}`);
  }
  if (typeof value === 'string') checkText(value, schema, path, add);
  if (typeof value === 'number') checkNumber(value, schema, path, add);
  if (Array.isArray(value)) {
    const { items, minItems = 0 } = schema;
    if (value.length < minItems)
      add(path, `There must be a minimum of ${minItems} items in the array`);
    if (items) value.forEach((item, index) => checkSchema(item, items, `${path}[${index}]`, add));
  } else if (found.type === 'object') {
    checkObject(value as JsonObject, schema, path, add);
  }
}

const dataSource: Schema = {
  type: 'object',
  properties: {
    dataUrl: { type: 'string' },
    type: { type: 'string', enum: ['internal', 'external'] },
  },
  required: ['dataUrl', 'type'],
};

function checkText(value: string, { minLength = 0, pattern }: Schema, path: string, add: Add) {
  if (value.length < minLength) add(path, `Must be at least ${minLength} characters long`);
  if (pattern && !new RegExp(pattern).test(value)) {
    add(path, `Does not match the regex pattern ${pattern}`);
  }
}

function checkNumber(value: number, { minimum, maximum }: Schema, path: string, add: Add) {
  if (minimum !== undefined && value < minimum)
    add(path, `Must have a minimum value of ${minimum}`);
  if (maximum !== undefined && value > maximum)
    add(path, `Must have a maximum value of ${maximum}`);
}

function checkObject(value: JsonObject, schema: Schema, path: string, add: Add): void {
  for (const name of schema.required ?? []) {
    if (value[name] === undefined) add(`${path}.${name}`, `The property ${name} is required`);
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (value[name] !== undefined) checkSchema(value[name], property, `${path}.${name}`, add);
  }
}

function typeOf(value: unknown): { type: string; word: string } {
  if (value === null) return { type: 'null', word: 'NULL' };
  if (Array.isArray(value)) return { type: 'array', word: 'Array' };
  const type = typeof value;
  if (type === 'number') return { type, word: Number.isInteger(value) ? 'Integer' : 'Double' };
  return { type, word: type.charAt(0).toUpperCase() + type.slice(1) };
}

const article = (type: string) => (/^[aeio]/.test(type) ? 'an' : 'a');
