import { errors as undici } from 'undici';
import { GatewayError } from '../errors.ts';

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'the connection was refused',
  ENOTFOUND: 'its host name is not known',
  EAI_AGAIN: 'its host name could not be looked up',
  EHOSTUNREACH: 'there is no way to its host',
  ENETUNREACH: 'there is no way to its network',
  ETIMEDOUT: 'the connection was not accepted in time',
  UND_ERR_CONNECT_TIMEOUT: 'the connection was not accepted in time',
  UND_ERR_DESTROYED: 'the gateway is shutting down',
  UND_ERR_CLOSED: 'the gateway is shutting down',
};
const BROKEN = new Set([
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
]);
const TLS =
  /^(?:ERR_(?:TLS|SSL)_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|EPROTO)/;

/**
 * Says what a network error means. A connection that cannot be made or that breaks, before or in the
 * middle of an answer, is SOURCE_UNREACHABLE: what the source would have said is not known. Bytes that
 * are no HTTP are SOURCE_BAD_ANSWER. The error itself, with addresses, stays in `cause`.
 */
export function translateFault(cause: unknown, source: string): GatewayError {
  const code = codeOf(cause);
  const reason = REASONS[code];
  if (reason) return unreachable(`cannot be reached: ${reason}`);
  if (BROKEN.has(code)) return unreachable('closed the connection before its answer was complete');
  if (TLS.test(code)) {
    return unreachable('cannot be reached safely: its certificate or TLS is not accepted');
  }
  if (code.startsWith('HPE_') || code === 'UND_ERR_HEADERS_OVERFLOW') {
    return new GatewayError('SOURCE_BAD_ANSWER', {
      source,
      cause,
      detail: 'answered something that is not valid HTTP; check the configured endpoint',
    });
  }
  if (code === 'UND_ERR_INVALID_ARG' || code === 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH') {
    return new GatewayError('INTERNAL', {
      source,
      cause,
      detail: 'this call could not be written',
    });
  }
  return unreachable('cannot be reached');

  function unreachable(detail: string): GatewayError {
    return new GatewayError('SOURCE_UNREACHABLE', { source, cause, detail });
  }
}

function codeOf(error: unknown): string {
  const { code, errors } = (error ?? {}) as { code?: unknown; errors?: unknown[] };
  if (typeof code === 'string') return code;
  // undici knows a code only for some of the ways in which an answer can be malformed.
  if (error instanceof undici.HTTPParserError) return 'HPE_';
  // A host with several addresses fails once for each of them.
  return errors?.length ? codeOf(errors[0]) : '';
}
