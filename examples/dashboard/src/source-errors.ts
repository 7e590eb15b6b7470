import { CombinedGraphQLErrors } from '@apollo/client/errors';

/** What went wrong at one source, as its notice shows it. */
export interface SourceError {
  /** Undefined where the gateway itself is out of reach. */
  source?: string;
  code: string;
  message: string;
  requestId?: string;
}

/** One for each source, however many fields it cost. */
export function sourceErrors(error: unknown): SourceError[] {
  if (!error) return [];
  if (!CombinedGraphQLErrors.is(error)) {
    return [{ code: 'GATEWAY_UNREACHABLE', message: 'The gateway did not answer.' }];
  }
  const bySource = new Map<string, SourceError>();
  for (const { message, extensions = {} } of error.errors) {
    const { source, code = 'INTERNAL', requestId } = extensions as Partial<SourceError>;
    const key = source ?? code;
    if (bySource.has(key)) continue;
    bySource.set(key, {
      code,
      message,
      ...(source && { source }),
      ...(requestId && { requestId }),
    });
  }
  return [...bySource.values()];
}

const titles: Record<string, string> = { fleek: 'Fleek', fibery: 'Fibery', flotiq: 'Flotiq' };

export function titleOf(source: string | undefined): string {
  return source ? (titles[source] ?? source) : 'The gateway';
}

const explanations: Record<string, string> = {
  ACCESS_DENIED: 'does not let you do this.',
  CREDENTIAL_INVALID: 'cannot use this credential.',
  CREDENTIAL_MISSING: 'needs a credential.',
  CREDENTIAL_REFUSED: 'refused the credential.',
  FORBIDDEN_BY_GRANT: 'is not yours to use for this.',
  INTERNAL: 'failed.',
  OPERATION_UNKNOWN: 'does not know this release of the page.',
  SOURCE_ERROR: 'refused this.',
  SOURCE_INVALID_INPUT: 'does not take what was sent.',
  SOURCE_NOT_FOUND: 'does not have this.',
  SOURCE_QUOTA_EXCEEDED: 'has no room for more.',
  SOURCE_RATE_LIMITED: 'asks us to slow down.',
};

/** For people; the gateway's own message follows for whoever mends it. */
export function explain({ source, code }: SourceError): string {
  const isSilent = source !== undefined || code === 'GATEWAY_UNREACHABLE';
  const otherwise = isSilent ? 'is not answering.' : 'refused the request.';
  return `${titleOf(source)} ${explanations[code] ?? otherwise}`;
}
