import { GatewayError, type ErrorCode } from '../errors.ts';

export interface RefusalOptions {
  /** @default 'BAD_REQUEST' */
  code?: ErrorCode;
  headers?: Record<string, string>;
  facts?: Record<string, unknown>;
}

/** A request that HTTP itself has an answer for: a method, a media type, a size. */
export class Refusal extends GatewayError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, detail: string, options: RefusalOptions = {}) {
    const { code = 'BAD_REQUEST', headers = {}, facts = {} } = options;
    super(code, { detail, facts });
    this.status = status;
    this.headers = headers;
  }
}

const statuses: Partial<Record<ErrorCode, number>> = {
  ACCESS_DENIED: 401,
  CREDENTIAL_INVALID: 401,
  FORBIDDEN_BY_GRANT: 403,
  OVERLOADED: 503,
  // Not a failure but a question, and a browser writes every 4xx into its console.
  PERSISTED_QUERY_NOT_FOUND: 200,
  INTERNAL: 500,
};

/** What GraphQL itself finds wrong; a client that asks for plain JSON is told so with a 200. */
const graphqlRefusals: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'LIMIT_CHARACTERS',
  'LIMIT_TOKENS',
  'LIMIT_DEPTH',
  'LIMIT_ALIASES',
  'LIMIT_ROOT_FIELDS',
  'LIMIT_DIRECTIVES',
  'LIMIT_COST',
  'LIMIT_COMPARISONS',
  'OPERATION_UNKNOWN',
  'INTROSPECTION_DISABLED',
]);

/** Of an answer without data; GraphQL over HTTP tells the two media types apart. */
export function statusOf(error: unknown, code: ErrorCode, isPlainJson: boolean): number {
  if (error instanceof Refusal) return error.status;
  return statuses[code] ?? (isPlainJson && graphqlRefusals.has(code) ? 200 : 400);
}

/** What HTTP says beside the status. */
export function headersOf(error: unknown): Record<string, string> {
  if (error instanceof Refusal) return error.headers;
  if (!(error instanceof GatewayError)) return {};
  if (error.code === 'ACCESS_DENIED') return { 'www-authenticate': 'Bearer' };
  const { retryAfterMs } = error.facts;
  if (typeof retryAfterMs !== 'number') return {};
  return { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) };
}
