/** Every way in which the gateway says no. Closed: a new code is added here and in docs/operations.md. */
export const errorCodes = {
  /** The caller's doing; asking again in the same way gives the same answer. */
  BAD_REQUEST: { retryable: false },
  GRAPHQL_PARSE_FAILED: { retryable: false },
  GRAPHQL_VALIDATION_FAILED: { retryable: false },
  BAD_USER_INPUT: { retryable: false },
  /** Over a limit of one request: `TREFOIL_MAX_*`. */
  LIMIT_BODY_BYTES: { retryable: false },
  LIMIT_BATCH: { retryable: false },
  LIMIT_CHARACTERS: { retryable: false },
  LIMIT_TOKENS: { retryable: false },
  LIMIT_DEPTH: { retryable: false },
  LIMIT_ALIASES: { retryable: false },
  LIMIT_ROOT_FIELDS: { retryable: false },
  LIMIT_DIRECTIVES: { retryable: false },
  LIMIT_COST: { retryable: false },
  LIMIT_COMPARISONS: { retryable: false },
  OPERATION_UNKNOWN: { retryable: false },
  /** Only the hash came; the client sends it again with the text. */
  PERSISTED_QUERY_NOT_FOUND: { retryable: false },
  INTROSPECTION_DISABLED: { retryable: false },
  CREDENTIAL_MISSING: { retryable: false },
  CREDENTIAL_INVALID: { retryable: false },
  CREDENTIAL_REFUSED: { retryable: false },
  FORBIDDEN_BY_GRANT: { retryable: false },
  ACCESS_DENIED: { retryable: false },
  UPSTREAM_BUDGET_EXCEEDED: { retryable: false },
  /** The source took the request and refused what it asks. */
  SOURCE_ERROR: { retryable: false },
  SOURCE_NOT_FOUND: { retryable: false },
  SOURCE_INVALID_INPUT: { retryable: false },
  SOURCE_QUOTA_EXCEEDED: { retryable: false },
  /** The source or the way to it is in trouble. */
  SOURCE_RATE_LIMITED: { retryable: true },
  SOURCE_UNREACHABLE: { retryable: true },
  SOURCE_UNAVAILABLE: { retryable: true },
  SOURCE_TIMEOUT: { retryable: true },
  SOURCE_BAD_ANSWER: { retryable: true },
  /** The gateway itself. */
  DEADLINE_EXCEEDED: { retryable: true },
  OVERLOADED: { retryable: true },
  CONFIG_INVALID: { retryable: false },
  CONTRACT_INVALID: { retryable: false },
  INTERNAL: { retryable: false },
} as const;

export type ErrorCode = keyof typeof errorCodes;

export interface GatewayErrorOptions {
  /** Who said no: the name of a source. */
  source?: string;
  /** What was expected and what to do about it; shown to the client after the source's name. */
  detail: string;
  /** Client-safe facts beside the message, such as `retryAfterMs` or field messages. */
  facts?: Record<string, unknown>;
  cause?: unknown;
}

/**
 * The one error of the gateway. Thrown where a fault is first understood, shown or hidden in
 * `present-error`, and caught nowhere between. Its message never holds a credential.
 */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: ErrorCode;
  readonly source: string | undefined;
  readonly facts: Record<string, unknown>;

  constructor(code: ErrorCode, { source, detail, facts = {}, cause }: GatewayErrorOptions) {
    super(source ? `${source}: ${detail}` : detail, cause === undefined ? undefined : { cause });
    this.code = code;
    this.source = source;
    this.facts = facts;
  }

  get retryable(): boolean {
    return errorCodes[this.code].retryable;
  }
}
