import type { StandInResponse } from '../../stand-in/serve.ts';
import type { ContentDefinition } from '../content-definition.ts';
import { latestOf } from './account.ts';
import { Refusal, invalid, notFound, ok, type FieldErrors } from './answers.ts';
import { readFlag, readJson, type AccountRequest } from './request.ts';
import { findCreateErrors, readFields, type SentObject } from './sent-object.ts';
import { isTransition, transition } from './transitions.ts';
import { validate } from './validate.ts';

const batchLimit = 100;

export const batchActions: ReadonlySet<string> = new Set([
  'batch',
  'batch-delete',
  'batch-publish',
  'batch-unpublish',
  'batch-archive',
]);

export function answerBatch(
  definition: ContentDefinition,
  action: string,
  request: AccountRequest,
): StandInResponse {
  const items = readJson(request);
  if (!Array.isArray(items)) throw invalid('Request body has to be an array');
  if (items.length > batchLimit) throw overLimit(items.length);
  const method = `${request.method} ${action}`;
  if (method === 'POST batch') return save(definition, items, request, saveOne);
  if (method === 'PATCH batch') return save(definition, items, request, patchOne);
  if (method === 'POST batch-delete') return remove(definition, items.map(String), request);
  const step = action.slice('batch-'.length);
  if (request.method !== 'POST' || !isTransition(step)) throw notFound();
  const objects = items.map((id) => request.account.find(definition.name, String(id)));
  for (const object of objects) if (!object) throw notFound();
  for (const object of objects) transition(object!, step, request, { isAlone: true });
  return { status: 204 };
}

type SaveOne = (
  definition: ContentDefinition,
  sent: SentObject,
  request: AccountRequest,
) => FieldErrors;

/** What is valid is saved, whatever becomes of the rest. */
function save(
  definition: ContentDefinition,
  items: unknown[],
  request: AccountRequest,
  saveItem: SaveOne,
): StandInResponse {
  const sent = items.map(readFields);
  const { account } = request;
  // A patch never creates: one missing object ends the whole batch.
  const isMissing = ({ id }: SentObject) => id !== undefined && !account.find(definition.name, id);
  if (saveItem === patchOne && sent.some(isMissing)) throw notFound();
  const failures = sent.flatMap((item, index) => {
    const errors = saveItem(definition, item, request);
    if (Object.keys(errors).length === 0) return [];
    return [{ ...(item.id === undefined ? { data: items[index] } : { id: item.id }), errors }];
  });
  const body = {
    batch_total_count: items.length,
    batch_success_count: items.length - failures.length,
    batch_error_count: failures.length,
    errors: failures,
  };
  if (failures.length > 0) throw new Refusal(400, body);
  return ok(body);
}

const saveOne: SaveOne = (definition, { id, fields }, { account, query, announce }) => {
  const known = id === undefined ? undefined : account.find(definition.name, id);
  const isReplaced = known !== undefined && readFlag(query, 'updateExisting');
  const errors = isReplaced
    ? validate(fields, fields, { account, definition, id })
    : findCreateErrors(definition, id, fields, account);
  if (Object.keys(errors).length > 0) return errors;
  const object = account.save(definition.name, id ?? account.nextId(definition.name), fields);
  announce(isReplaced ? 'Update' : 'Create', object);
  return {};
};

const patchOne: SaveOne = (definition, { id, fields }, { account, announce }) => {
  const object = account.find(definition.name, id ?? '');
  if (!object) return { id: ['The property id is required'] };
  const whole = { ...latestOf(object).fields, ...fields };
  const errors = validate(fields, whole, { account, definition, id });
  if (Object.keys(errors).length > 0) return errors;
  account.save(object.type, object.id, whole);
  announce('Update', object);
  return {};
};

/** The deletable ones are gone even when the answer is a 400. */
function remove(definition: ContentDefinition, ids: string[], request: AccountRequest) {
  const { account, announce } = request;
  const errors = ids.flatMap((id) => {
    const object = account.find(definition.name, id);
    if (!object) return [`Content object: "${id}" doesn't exist`];
    if (account.isUsed(object)) {
      return [`Content object: "${id}" is used in another content object.`];
    }
    account.delete(object);
    announce('Delete', object);
    return [];
  });
  if (errors.length > 0) throw invalid(...errors);
  return ok({ deletedCount: ids.length });
}

function overLimit(count: number): Refusal {
  return new Refusal(400, {
    batch_total_count: count,
    batch_success_count: 0,
    batch_error_count: count,
    batch_limit: batchLimit,
    errors: [],
  });
}
