import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../errors.ts';
import { createAuditLine, isAudited } from '../identity/audit.ts';
import type { Identity } from '../identity/identity.ts';
import type { HeaderLookup, IdentityReader } from '../identity/read-identity.ts';
import type { OperationContext } from '../operation-context.ts';
import type { Log } from '../telemetry/log.ts';
import { CallBudget } from '../transport/budget.ts';
import type { Cancellation } from '../transport/cancellation.ts';
import type { LimitsOf } from '../transport/step.ts';
import { isLoopback, requestIdOf } from './inbound.ts';

export interface Asker {
  incoming: IncomingMessage;
  /** Aborted when the client has gone. */
  signal: Cancellation;
  /** Where credentials are looked up. @default the request's headers */
  headers?: HeaderLookup;
  /** The gateway's place in the caller's trace. */
  traceparent?: string | undefined;
}

/**
 * Says what an operation carries: who asks, and how long it may take. Fails with ACCESS_DENIED or
 * CREDENTIAL_INVALID. Every operation of a batch has its own, with a budget of its own.
 */
export type OpenRequest = (asker: Asker) => Promise<OperationContext>;

export interface OpenRequestOptions {
  identities: IdentityReader;
  timeoutMs: number;
  limits: LimitsOf;
  log: Log;
}

export function createOpenRequest(options: OpenRequestOptions): OpenRequest {
  const { identities, timeoutMs, limits, log } = options;

  return async function openRequest({ incoming, signal, headers, traceparent }) {
    const lookup: HeaderLookup = headers ?? ((name) => allOf(incoming, name));
    const requestId = requestIdOf(incoming);
    let identity: Identity;
    try {
      identity = await identities.read(lookup, { isLoopback: isLoopback(incoming) });
    } catch (error) {
      const code = error instanceof GatewayError ? error.code : 'INTERNAL';
      const { cause } = error as Error;
      if (cause instanceof Error) log.warn({ requestId, reason: cause.message }, 'not let in');
      if (isAudited({ requestId, code })) log.info(createAuditLine({ requestId, code }));
      throw error;
    }
    return {
      requestId,
      identity,
      signal,
      deadlineMs: performance.now() + allowedMs(incoming, timeoutMs),
      budget: new CallBudget(limits),
      calls: [],
      traceparent,
    };
  };
}

/** Node joins headers that it does not know; of those that it knows it hides all but the first. */
function allOf(incoming: IncomingMessage, name: string): string | readonly string[] | undefined {
  const value = incoming.headers[name];
  if (value === undefined || name.startsWith('x-')) return value;
  return incoming.headersDistinct[name];
}

/** A client may ask for less time than the gateway allows, never for more. */
function allowedMs({ headers }: IncomingMessage, timeoutMs: number): number {
  const asked = Number(headers['x-trefoil-timeout-ms']);
  return asked > 0 ? Math.min(asked, timeoutMs) : timeoutMs;
}
