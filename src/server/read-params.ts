import { GatewayError } from '../errors.ts';

/** What a client sends, whichever way. */
export interface OperationParams {
  /** Absent where a hash names it. */
  query?: string | undefined;
  documentId?: string | undefined;
  operationName?: string | undefined;
  variables?: Record<string, unknown> | undefined;
  extensions?: Record<string, unknown> | undefined;
}

/** From a POST's body. Throws BAD_REQUEST; the operations of a batch are read one by one. */
export function parseBody(text: string): unknown {
  if (text.trim() === '') throw bad('the body is empty; it is JSON with the operation in "query"');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw bad('the body is not JSON', cause);
  }
}

/** From a GET's query string. */
export function paramsOfUrl(url: string): unknown {
  const start = url.indexOf('?');
  const search = new URLSearchParams(start < 0 ? '' : url.slice(start + 1));
  const json = (name: string): unknown => {
    const text = search.get(name);
    if (!text) return undefined;
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw bad(`"${name}" in the query string is not JSON`, cause);
    }
  };
  return {
    query: search.get('query') ?? undefined,
    documentId: search.get('documentId') ?? undefined,
    operationName: search.get('operationName') || undefined,
    variables: json('variables'),
    extensions: json('extensions'),
  };
}

/** Checks the types of what was sent; what is null is as good as absent. */
export function checkParams(sent: unknown): OperationParams {
  if (!isObject(sent)) throw bad('an operation is an object with the operation in "query"');
  const { query, documentId, operationName, variables, extensions } = sent;
  if (!isAbsent(query) && typeof query !== 'string') throw bad('"query" is not a string');
  if (!isAbsent(documentId) && typeof documentId !== 'string') {
    throw bad('"documentId" is not a string');
  }
  if (!isAbsent(operationName) && typeof operationName !== 'string') {
    throw bad('"operationName" is not a string');
  }
  if (!isAbsent(variables) && !isObject(variables)) throw bad('"variables" is not an object');
  if (!isAbsent(extensions) && !isObject(extensions)) throw bad('"extensions" is not an object');
  return {
    query: (query as string | null) ?? undefined,
    documentId: (documentId as string | null) ?? undefined,
    operationName: (operationName as string | null) ?? undefined,
    variables: (variables as Record<string, unknown> | null) ?? undefined,
    extensions: (extensions as Record<string, unknown> | null) ?? undefined,
  };
}

/** What neither brings a text nor names one. */
export function noQuery(): GatewayError {
  return bad('there is no "query"; it holds the operation');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function bad(detail: string, cause?: unknown): GatewayError {
  return new GatewayError('BAD_REQUEST', { detail, ...(cause !== undefined && { cause }) });
}
