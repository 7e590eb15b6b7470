import type { ContentDefinition } from '../content-definition.ts';
import type { JsonObject } from '../content-type.ts';
import type { Account } from './account.ts';
import { invalid, tooLarge, type FieldErrors } from './answers.ts';
import { validate } from './validate.ts';

const maxBytes = 2 ** 20;

export interface SentObject {
  id: string | undefined;
  fields: JsonObject;
}

/** A body without what only the system writes. */
export function readFields(body: unknown): SentObject {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid('Request body has to be an object');
  }
  const { id, internal: _, ...fields } = body as JsonObject;
  const bytes = Buffer.byteLength(JSON.stringify(fields));
  if (bytes > maxBytes) throw tooLarge(String(id ?? ''), bytes);
  return { id: id === undefined || id === null || id === '' ? undefined : String(id), fields };
}

export function findCreateErrors(
  definition: ContentDefinition,
  id: string | undefined,
  fields: JsonObject,
  account: Account,
): FieldErrors {
  const errors = validate(fields, fields, { account, definition, id });
  if (id !== undefined && account.find(definition.name, id)) {
    (errors.id ??= []).push('This value is already used');
  }
  return errors;
}
