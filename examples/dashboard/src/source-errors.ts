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

/** For people; the gateway's own message follows for whoever mends it. */
export function explain({ source, code }: SourceError): string {
  const title = titleOf(source);
  if (code === 'CREDENTIAL_MISSING') return `${title} needs a credential.`;
  if (code === 'CREDENTIAL_REFUSED') return `${title} refused the credential.`;
  if (code === 'FORBIDDEN_BY_GRANT') return `You may not do this at ${title}.`;
  if (code === 'SOURCE_RATE_LIMITED') return `${title} asks us to slow down.`;
  if (code === 'OPERATION_UNKNOWN') return 'The gateway does not know this release of the page.';
  if (code === 'INTERNAL') return `${title} failed.`;
  if (!source && code !== 'GATEWAY_UNREACHABLE') return 'The gateway refused the request.';
  return `${title} is not answering.`;
}
