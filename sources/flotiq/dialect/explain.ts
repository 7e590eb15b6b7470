import type { Explanation, Failure } from '../../../src/source.ts';
import { isObject, type Json } from './links.ts';

/** What one field of a refused object did wrong. */
export interface FieldMessages {
  field: string;
  messages: string[];
  /** In a batch: which of its objects; those without an id by their place among the refused. */
  id?: string;
  index?: number;
}

/** Flotiq's refusals in the gateway's terms; what is left out goes by its status alone. */
export function explain({ status, body }: Failure): Explanation | undefined {
  if (status === 400) return explainInvalid(body);
  if (status === 403) return explainForbidden(body);
  if (status === 404) {
    return {
      code: 'SOURCE_NOT_FOUND',
      detail:
        'has no such object or content type; drafts are only seen with mode: PREVIEW, and a new type needs a new contract',
    };
  }
  if (status === 413) {
    const says = messageOf(body) ?? 'the object is too large';
    return { code: 'SOURCE_INVALID_INPUT', detail: `${says}; an object may have 1 MB` };
  }
  if (status === 415) {
    return {
      code: 'SOURCE_INVALID_INPUT',
      detail: 'does not take content of this type; check the mimeType of the file',
    };
  }
  return undefined;
}

/** The documented text of 403 stands for two things; only when one is missing from it is the other sure. */
function explainForbidden(body: unknown): Explanation {
  const says = messageOf(body) ?? '';
  const isQuota = /quota/i.test(says);
  if (isQuota && !/access|denied|permission/i.test(says)) {
    return {
      code: 'SOURCE_QUOTA_EXCEEDED',
      detail: `says "${says}"; the account's plan counts calls over 30 days and the objects it has`,
    };
  }
  const quota = isQuota
    ? '; or the quota of the account is used up: Flotiq says the same of both'
    : '';
  return {
    code: 'CREDENTIAL_REFUSED',
    detail: `the key may not do this: it is read-only or scoped to other content types; send one that may in x-flotiq-key${quota}`,
  };
}

function explainInvalid(body: unknown): Explanation | undefined {
  if (!isObject(body)) return undefined;
  if ('batch_error_count' in body) return explainBatch(body);
  if (isMessages(body.errors)) return refused(body.errors.join(' '), { messages: body.errors });
  const fields = fieldsOf(body);
  if (fields.length > 0) return refused(inWords(fields), { fields });
  const says = messageOf(body);
  return says === undefined ? undefined : refused(says, {});
}

function explainBatch(body: Json): Explanation {
  const failures = Array.isArray(body.errors) ? body.errors.filter(isObject) : [];
  const fields = failures.flatMap((failure, index) =>
    fieldsOf(isObject(failure.errors) ? failure.errors : {}).map((field) => ({
      ...(typeof failure.id === 'string' ? { id: failure.id } : { index }),
      ...field,
    })),
  );
  const counts = {
    totalCount: body.batch_total_count,
    successCount: body.batch_success_count,
    errorCount: body.batch_error_count,
  };
  const limit =
    body.batch_limit === undefined ? '' : `; a batch has at most ${String(body.batch_limit)}`;
  const which = `${String(counts.errorCount)} of ${String(counts.totalCount)} objects refused${limit}`;
  const detail = fields.length > 0 ? `${which}. ${inWords(fields)}` : which;
  return { code: 'SOURCE_INVALID_INPUT', detail, facts: { ...counts, fields } };
}

function refused(says: string, facts: Record<string, unknown>): Explanation {
  return { code: 'SOURCE_INVALID_INPUT', detail: `refused the input: ${says}`, facts };
}

function fieldsOf(messages: Json): FieldMessages[] {
  return Object.entries(messages).flatMap(([field, value]) => {
    const texts = typeof value === 'string' ? [value] : value;
    return isMessages(texts) && field !== 'message' ? [{ field, messages: texts }] : [];
  });
}

/** The first few; all of them are in the facts. */
function inWords(fields: readonly FieldMessages[]): string {
  return fields
    .slice(0, 3)
    .map(
      ({ id, field, messages }) =>
        `${id === undefined ? '' : `${id}: `}${field}: ${messages.join(' ')}`,
    )
    .join('; ');
}

function isMessages(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((it) => typeof it === 'string');
}

/** Older documents misspell it. */
function messageOf(body: unknown): string | undefined {
  if (!isObject(body)) return undefined;
  const text = [body.message, body.massage, ...[body.data].flat()].find(
    (it) => typeof it === 'string' && it !== '',
  );
  return text as string | undefined;
}
