import { STATUS_CODES } from 'node:http';
import { GatewayError, type ErrorCode } from '../errors.ts';
import type { CredentialKind, Failure } from '../source.ts';
import { tidyFacts, tidyText } from './redact.ts';
import { readRetryAfter } from './retry-after.ts';
import type { UpstreamRequest } from './step.ts';

const CODES: Record<number, ErrorCode> = {
  400: 'SOURCE_INVALID_INPUT',
  401: 'CREDENTIAL_REFUSED',
  403: 'CREDENTIAL_REFUSED',
  404: 'SOURCE_NOT_FOUND',
  408: 'SOURCE_TIMEOUT',
  410: 'SOURCE_NOT_FOUND',
  413: 'SOURCE_INVALID_INPUT',
  415: 'SOURCE_INVALID_INPUT',
  422: 'SOURCE_INVALID_INPUT',
  429: 'SOURCE_RATE_LIMITED',
};

/** The error that a failing answer stands for, in the source's own words as far as a client may see them. */
export function refusal(request: UpstreamRequest, failure: Failure): GatewayError {
  const { source } = request;
  const explained = source.explain?.(failure);
  const code = explained?.code ?? codeOf(failure.status);
  const retryAfterMs = readRetryAfter(failure.headers);
  const detail = explained
    ? tidyText(explained.detail, request)
    : [describe(failure, request), adviceFor(code, request)].filter(Boolean).join('; ');
  return new GatewayError(code, {
    source: source.name,
    detail,
    facts: {
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      ...(tidyFacts(explained?.facts ?? {}, request) as Record<string, unknown>),
    },
  });
}

function codeOf(status: number): ErrorCode {
  return CODES[status] ?? (status >= 500 ? 'SOURCE_UNAVAILABLE' : 'SOURCE_ERROR');
}

function describe({ status, body }: Failure, request: UpstreamRequest): string {
  const answered = `answered ${status} ${STATUS_CODES[status] ?? ''}`.trim();
  const words = tidyText(wordsOf(body) ?? '', request);
  return words && words !== STATUS_CODES[status] ? `${answered} (${words})` : answered;
}

/** What a source says in the usual places; a page of HTML says nothing. */
function wordsOf(body: unknown): string | undefined {
  if (typeof body === 'string') return /^\s*</.test(body) ? undefined : body;
  if (typeof body !== 'object' || body === null) return undefined;
  const { message, error, errors } = body as Record<string, unknown>;
  const first = Array.isArray(errors) ? (errors[0] as unknown) : undefined;
  const nested = [error, first].map(
    (place) => (place as { message?: unknown } | undefined)?.message,
  );
  return [message, error, first, ...nested].find((words) => typeof words === 'string');
}

function adviceFor(code: ErrorCode, request: UpstreamRequest): string | undefined {
  if (code === 'CREDENTIAL_REFUSED') {
    const header = credentialOf(request)?.header;
    return header && `send a valid credential that may do this in ${header}`;
  }
  if (code === 'SOURCE_RATE_LIMITED') return 'ask less often';
  if (code === 'SOURCE_UNAVAILABLE') return 'try again later';
  return undefined;
}

/** The kind that this call carries, as far as its contract tells. */
function credentialOf({ source, contract }: UpstreamRequest): CredentialKind | undefined {
  return source.credentials.find((kind) => kind.contract === contract) ?? source.credentials[0];
}
