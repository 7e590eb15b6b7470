import { GraphQLError } from 'graphql';
import { GatewayError, type ErrorCode } from '../errors.ts';
import type { LocatedError, PathKey } from '../plan/completer.ts';

/** An error as clients get it: an allow-list, the same in every profile. */
export interface PresentedError {
  message: string;
  locations?: readonly { line: number; column: number }[];
  path?: readonly PathKey[];
  extensions: { code: ErrorCode; source?: string; requestId: string; [fact: string]: unknown };
}

/** The one place that decides what of an error a client sees. */
export function presentError({ error, path }: LocatedError, requestId: string): PresentedError {
  const placed = path.length > 0 ? { path } : {};
  if (error instanceof GatewayError) {
    const { code, source, facts, message } = error;
    const named = source === undefined ? {} : { source };
    return { message, ...placed, extensions: { ...facts, code, ...named, requestId } };
  }
  if (error instanceof GraphQLError && error.originalError === undefined) {
    const { message, locations } = error;
    const code = requestCode(error, path);
    return {
      message,
      ...(locations ? { locations } : {}),
      ...placed,
      extensions: { code, requestId },
    };
  }
  return {
    message: `The gateway failed; its log says why under the request id ${requestId}.`,
    ...placed,
    extensions: { code: 'INTERNAL', requestId },
  };
}

/** True for what the client must not see and the log must: a bug. */
export function isUnexpected({ error }: LocatedError): boolean {
  return (
    !(error instanceof GatewayError) && !(error instanceof GraphQLError && !error.originalError)
  );
}

function requestCode(error: GraphQLError, path: readonly PathKey[]): ErrorCode {
  const { code } = error.extensions;
  if (typeof code === 'string') return code as ErrorCode;
  if (error.message.startsWith('Syntax Error')) return 'GRAPHQL_PARSE_FAILED';
  if (error.message.startsWith('Variable "$')) return 'BAD_USER_INPUT';
  return path.length > 0 ? 'SOURCE_BAD_ANSWER' : 'GRAPHQL_VALIDATION_FAILED';
}
