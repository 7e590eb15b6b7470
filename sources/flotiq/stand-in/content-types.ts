import type { StandInResponse } from '../../stand-in/serve.ts';
import type { ContentDefinition } from '../content-definition.ts';
import type { JsonObject } from '../content-type.ts';
import { sharedSchemas } from '../print/shared-schemas.ts';
import { invalid, invalidFields, noContent, notFound, ok, type FieldErrors } from './answers.ts';
import { listPage } from './listing.ts';
import { readFlag, readJson, type AccountRequest } from './request.ts';

/** `/api/v1/internal/contenttype` and all below it. */
export function answerContentTypes(request: AccountRequest): StandInResponse {
  const { account, method, segments } = request;
  const [name, action] = segments;
  if (name === undefined) {
    if (method === 'GET') return ok(list(request));
    if (method === 'POST') return ok(writeOut(define(readDefinition(request), request)));
    throw notFound();
  }
  const definition = account.definitions.get(name);
  if (!definition) throw notFound();
  if (method === 'POST' && action === 'purge') return purge(definition, request);
  if (action !== undefined) throw notFound();
  if (method === 'GET') return ok(resolve(writeOut(definition), request));
  if (method === 'PUT') return ok(writeOut(redefine(definition, request)));
  if (method === 'DELETE') return remove(definition, request);
  throw notFound();
}

function list({ account, query }: AccountRequest) {
  const [name = '', label = ''] = [query.get('name') ?? '', query.get('label') ?? ''];
  const internal = query.get('internal');
  const definitions = [...account.definitions.values()].filter(
    (definition) =>
      definition.name.includes(name) &&
      definition.label.toLowerCase().includes(label.toLowerCase()) &&
      (internal === null || Boolean(definition.internal) === readFlag(query, 'internal')),
  );
  return listPage(definitions.map(writeOut), query, { orderBy: 'name', maxLimit: 10_000 });
}

function define(definition: ContentDefinition, { account }: AccountRequest): ContentDefinition {
  const errors = findErrors(definition);
  if (account.definitions.has(definition.name)) errors.name = ['This value is already used.'];
  if (Object.keys(errors).length > 0) throw invalidFields(errors);
  account.definitions.set(definition.name, definition);
  return definition;
}

function redefine({ name }: ContentDefinition, request: AccountRequest): ContentDefinition {
  const definition = { ...readDefinition(request), name };
  const errors = findErrors(definition);
  if (Object.keys(errors).length > 0) throw invalidFields(errors);
  request.account.definitions.set(name, definition);
  return definition;
}

function remove({ name }: ContentDefinition, { account }: AccountRequest): StandInResponse {
  if (account.all(name).length > 0) throw invalid("Content Type has objects, you can't remove it!");
  account.definitions.delete(name);
  return { status: 200 };
}

function purge({ name }: ContentDefinition, request: AccountRequest): StandInResponse {
  const { deleteSchema = false } = (readJson(request) ?? {}) as { deleteSchema?: boolean };
  for (const object of request.account.all(name)) request.account.delete(object);
  if (deleteSchema) request.account.definitions.delete(name);
  return noContent;
}

function readDefinition(request: AccountRequest): ContentDefinition {
  return readJson(request) as ContentDefinition;
}

function findErrors(definition: ContentDefinition): FieldErrors {
  const errors: FieldErrors = {};
  for (const key of ['name', 'label', 'schemaDefinition', 'metaDefinition'] as const) {
    const value: unknown = definition[key];
    if (value === undefined) errors[key] = [`The property ${key} is required`];
    if (value === '') errors[key] = ['Must be at least 1 characters long'];
  }
  if (definition.name && !/^[_a-z]+$/.test(definition.name)) {
    errors.name = ['Does not match the regex pattern ^[_a-z]+$'];
  }
  if (definition.schemaDefinition && !definition.schemaDefinition.allOf?.[1]?.properties) {
    errors['schemaDefinition.allOf'] = ['The property allOf is required'];
  }
  for (const [name, config] of Object.entries(definition.metaDefinition?.propertiesConfig ?? {})) {
    for (const key of ['label', 'inputType'] as const) {
      if (config[key] !== undefined) continue;
      errors[`metaDefinition.propertiesConfig.${name}.${key}`] = [
        `The property ${key} is required`,
      ];
    }
  }
  return errors;
}

function writeOut(definition: ContentDefinition): JsonObject {
  return { id: definition.name, workflowId: 'generic', featuredImage: [], ...definition };
}

function resolve({ schemaDefinition, ...rest }: JsonObject, { query }: AccountRequest): JsonObject {
  const { allOf } = schemaDefinition as ContentDefinition['schemaDefinition'];
  const base = sharedSchemas({ isCorrected: true })['AbstractContentTypeSchemaDefinition'];
  const resolved = readFlag(query, 'resolveRef')
    ? { ...(schemaDefinition as JsonObject), allOf: [base, allOf[1]] }
    : schemaDefinition;
  const key = readFlag(query, 'strictSchema') ? 'schema' : 'schemaDefinition';
  return { ...rest, [key]: resolved };
}
