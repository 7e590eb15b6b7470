import type { FieldReader } from '../../../src/source.ts';
import type { Account } from './account.ts';
import { isLink, isObject, parseDataUrl, toDataUrl, type Json } from './links.ts';

const special: Record<string, Record<string, FieldReader>> = {
  FlotiqInternal: {
    // Documents of 2021 write it in snake case.
    workflowState: ({ workflowState, workflow_state }) => workflowState ?? workflow_state,
  },
  FlotiqBatchResult: {
    totalCount: (result) => result.batch_total_count,
    successCount: (result) => result.batch_success_count,
    errorCount: (result) => result.batch_error_count,
  },
  FlotiqSearchResults: {
    aggregations: ({ summary }) => (isObject(summary) ? summary.aggregations : undefined),
  },
};

/** Where a field's value is, when it is not simply the property of the same name. */
export function findReader(account: Account, type: string, field: string): FieldReader | undefined {
  const own = special[type];
  if (own && Object.hasOwn(own, field)) return own[field];
  const api = account.apiOf(type);
  if (api !== undefined || type === 'FlotiqOtherContent') {
    if (field === 'id') return readId;
    if (field === 'dataUrl') return (value) => readDataUrl(value, api);
  }
  const wire = account.field(type, field)?.wire ?? field;
  // Every object inherits a `constructor`; a property is one of its own.
  if (wire in Object.prototype) return (value) => (Object.hasOwn(value, wire) ? value[wire] : null);
  return wire === field ? undefined : (value) => value[wire];
}

function readId(value: Json): unknown {
  return isLink(value) ? (parseDataUrl(value.dataUrl)?.id ?? value.dataUrl) : value.id;
}

function readDataUrl(value: Json, api: string | undefined): unknown {
  if (isLink(value)) return value.dataUrl;
  const { internal, id } = value;
  const contentType = isObject(internal) ? internal.contentType : undefined;
  const type = typeof contentType === 'string' ? contentType : api;
  if (type === undefined || id === undefined || id === null) return null;
  return toDataUrl({ api: type, id: String(id) });
}
