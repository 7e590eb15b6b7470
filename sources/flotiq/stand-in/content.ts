import type { StandInResponse } from '../../stand-in/serve.ts';
import type { ContentDefinition } from '../content-definition.ts';
import { latestOf, type StoredObject } from './account.ts';
import { invalid, invalidFields, noContent, notFound, ok } from './answers.ts';
import { answerBatch, batchActions } from './batch.ts';
import { matches, parseFilters } from './filters.ts';
import { listPage } from './listing.ts';
import { readJson, readLevels, readMany, type AccountRequest } from './request.ts';
import { isTransition, transition } from './transitions.ts';
import { findCreateErrors, readFields } from './sent-object.ts';
import { validate } from './validate.ts';
import { answerVersions, listRemoved } from './versions.ts';
import { hydrate, view, viewLatest } from './view.ts';

/** `/api/v1/content/{type}` and all below it. */
export function answerContent(request: AccountRequest): StandInResponse {
  const { account, method, segments } = request;
  const [type = '', id, part, ...rest] = segments;
  const definition = account.definitions.get(type);
  if (!definition) throw notFound();
  if (id === undefined) {
    if (method === 'GET') return ok(list(type, request));
    if (method === 'POST') return create(definition, request);
    throw notFound();
  }
  if (part === undefined) {
    // These words share the slot of the id.
    if (method === 'GET' && id === 'removed') return ok(listRemoved(type, request));
    if (method !== 'DELETE' && batchActions.has(id)) return answerBatch(definition, id, request);
  }
  const object = account.find(type, id);
  if (!object) throw notFound();
  if (part === 'version' && method === 'GET') return answerVersions(object, rest, request);
  if (part !== undefined && method === 'POST' && isTransition(part)) {
    transition(object, part, request);
    return noContent;
  }
  if (part !== undefined) throw notFound();
  if (method === 'GET') return ok(get(object, request));
  if (method === 'PUT' || method === 'PATCH') return ok(update(definition, object, request));
  if (method === 'DELETE') return remove(object, request);
  throw notFound();
}

function list(type: string, request: AccountRequest) {
  const { account, query } = request;
  const conditions = parseFilters(query.get('filters'));
  const ids = readMany(query, 'ids');
  const objects = account
    .all(type)
    .filter((object) => ids.length === 0 || ids.includes(object.id))
    .flatMap((object) => view(object, request) ?? [])
    .filter((object) => matches(object, conditions));
  const page = listPage(objects, query);
  return { ...page, data: hydrate(page.data, readLevels(query), request) };
}

function get(object: StoredObject, request: AccountRequest) {
  const seen = view(object, request);
  if (!seen) throw notFound();
  return hydrate(seen, readLevels(request.query), request);
}

function create(definition: ContentDefinition, request: AccountRequest): StandInResponse {
  const { account } = request;
  const { id, fields } = readFields(readJson(request));
  const errors = findCreateErrors(definition, id, fields, account);
  if (Object.keys(errors).length > 0) throw invalidFields(errors);
  const object = account.save(definition.name, id ?? account.nextId(definition.name), fields);
  request.announce('Create', object);
  return ok(viewLatest(object, account));
}

function update(definition: ContentDefinition, object: StoredObject, request: AccountRequest) {
  const { account, method } = request;
  const { id, fields } = readFields(readJson(request));
  const whole = method === 'PATCH' ? { ...latestOf(object).fields, ...fields } : fields;
  const errors = validate(fields, whole, { account, definition, id: object.id });
  if (id !== undefined && id !== object.id) errors.id = ['The id can not be changed'];
  if (Object.keys(errors).length > 0) throw invalidFields(errors);
  account.save(object.type, object.id, whole);
  request.announce('Update', object);
  return viewLatest(object, account);
}

function remove(object: StoredObject, request: AccountRequest): StandInResponse {
  if (request.account.isUsed(object)) {
    throw invalid('This content object is used in another content object.');
  }
  request.account.delete(object);
  request.announce('Delete', object);
  return noContent;
}
