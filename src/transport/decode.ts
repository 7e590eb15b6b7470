import { GatewayError } from '../errors.ts';
import { tidyText } from './redact.ts';
import { refusal } from './refusal.ts';
import type { UpstreamAnswer, UpstreamRequest } from './step.ts';

/**
 * Reads what a source answered: the parsed JSON, or undefined for an answer without content. Throws the
 * GatewayError that a failing status stands for, and SOURCE_BAD_ANSWER for anything that is not JSON.
 * A GraphQL result comes back as it is whatever its status, except when the credential was refused.
 */
export function readAnswer(request: UpstreamRequest, answer: UpstreamAnswer): unknown {
  const { status, body } = answer;
  if (status < 200 || status > 299) return readFailure(request, answer);
  // Whatever the status, a read always has something to say: nothing would pass for `there is none`.
  if (body === '' && !request.isRead) return undefined;
  const parsed = parseJson(body);
  if (parsed === NOT_JSON) throw badAnswer(request, answer);
  return tidyErrors(request, parsed);
}

/**
 * Whether an answer shows that the source takes the credential. Many a GraphQL source refuses one with
 * status 200, errors and null: there only a value shows it.
 */
export function takesCredential(
  request: UpstreamRequest,
  { status, body }: UpstreamAnswer,
): boolean {
  if (status >= 400) return false;
  if (!isGraphqlCall(request)) return true;
  const parsed = parseJson(body);
  const data = isObject(parsed) && isObject(parsed.data) ? parsed.data : {};
  return Object.values(data).some((value) => value !== null);
}

/** What a GraphQL source says of its errors is shown to clients, and sources quote what they were sent. */
function tidyErrors(request: UpstreamRequest, parsed: unknown): unknown {
  if (!isObject(parsed) || !parsed.errors || !isGraphqlCall(request)) return parsed;
  const said = [parsed.errors].flat();
  const errors = said.slice(0, mostErrors).map((error: unknown) => {
    const message = isObject(error) ? error.message : error;
    if (typeof message !== 'string') return error;
    return { ...(isObject(error) && error), message: tidyText(message, request) };
  });
  const unsaid = said.length - errors.length;
  if (unsaid > 0) errors.push({ message: `reports ${unsaid} more errors` });
  return { ...parsed, errors };
}

/** More than anybody reads; each is cleaned of what it may quote, and that takes its time. */
const mostErrors = 1000;

const NOT_JSON = Symbol('not JSON');

function readFailure(request: UpstreamRequest, answer: UpstreamAnswer): unknown {
  const { status, headers, body } = answer;
  const parsed = parseJson(body);
  const isRefused = status === 401 || status === 403 || status === 429;
  if (!isRefused && isGraphqlCall(request) && isGraphqlResult(parsed)) {
    return tidyErrors(request, parsed);
  }
  throw refusal(request, { status, headers, body: parsed === NOT_JSON ? body : parsed });
}

/** Whatever the content type says: a good part of the world serves JSON as text. */
function parseJson(body: string): unknown {
  try {
    return JSON.parse(body.charCodeAt(0) === 0xfeff ? body.slice(1) : body) as unknown;
  } catch {
    return NOT_JSON;
  }
}

/** Looked up only where something went wrong, so it may cost a parse. */
function isGraphqlCall({ method, body }: UpstreamRequest): boolean {
  if (method !== 'POST' || typeof body !== 'string') return false;
  const sent = parseJson(body);
  return isObject(sent) && typeof sent.query === 'string';
}

function isGraphqlResult(parsed: unknown): boolean {
  if (!isObject(parsed)) return false;
  const { data, errors } = parsed;
  if (Array.isArray(errors) && errors.length > 0) {
    return errors.every((error) => isObject(error) && typeof error.message === 'string');
  }
  return isObject(data);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function badAnswer(
  request: UpstreamRequest,
  { status, headers, body }: UpstreamAnswer,
): GatewayError {
  const contentType = tidyText(headers['content-type'] ?? 'no content type', request);
  const what = body === '' ? 'nothing' : `something that is not valid JSON (${contentType})`;
  return new GatewayError('SOURCE_BAD_ANSWER', {
    source: request.source.name,
    detail: `answered ${status} with ${what}; try again, and check the configured endpoint`,
  });
}
