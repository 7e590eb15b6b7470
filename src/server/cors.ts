import type { IncomingMessage, ServerResponse } from 'node:http';

export interface Cors {
  /** Whether pages of this origin may call; no origin at all is no page. */
  allows(origin: string | undefined): boolean;
  /** Tells a browser that its page may read the answer. */
  mark(incoming: IncomingMessage, outgoing: ServerResponse): void;
  /** What a preflight is answered with; undefined for an origin that may not call. */
  preflight(incoming: IncomingMessage): Record<string, string> | undefined;
}

const ALLOWED_HEADERS = [
  'accept',
  'authorization',
  'content-type',
  'apollo-require-preflight',
  'apollographql-client-name',
  'apollographql-client-version',
  'if-none-match',
  'traceparent',
  'tracestate',
  'x-apollo-operation-name',
  'x-request-id',
  'x-trefoil-csrf',
  'x-trefoil-timeout-ms',
];
const EXPOSED_HEADERS = 'etag, retry-after, server-timing, x-request-id';
/** The most that browsers keep: Chromium's two hours. */
const PREFLIGHT_SECONDS = '7200';

/**
 * Closed to every origin that is not listed. Credentials are never allowed: the gateway knows no
 * cookies, and a page brings its credential in a header.
 */
export function createCors(origins: readonly string[], credentialHeaders: readonly string[]): Cors {
  const listed = new Set(origins);
  const allowedHeaders = [...ALLOWED_HEADERS, ...credentialHeaders].join(', ');
  const allows = (origin: string | undefined) => origin !== undefined && listed.has(origin);

  return {
    allows,
    mark({ headers: { origin } }, outgoing) {
      if (listed.size === 0) return;
      // Also without an origin: a shared cache must not hand one page's answer to another.
      outgoing.setHeader('vary', 'Origin');
      if (!allows(origin)) return;
      outgoing.setHeader('access-control-allow-origin', origin!);
      outgoing.setHeader('access-control-expose-headers', EXPOSED_HEADERS);
    },
    preflight({ headers: { origin } }) {
      if (!allows(origin)) return undefined;
      return {
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': allowedHeaders,
        'access-control-max-age': PREFLIGHT_SECONDS,
        'content-length': '0',
      };
    },
  };
}
