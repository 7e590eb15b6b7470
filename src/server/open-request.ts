import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { IdentityReader } from '../identity/read-identity.ts';
import type { OperationContext } from '../operation-context.ts';
import { CallBudget } from '../transport/budget.ts';

export interface Incoming {
  incoming: IncomingMessage;
  signal: AbortSignal;
}

export interface OpenedRequest extends AsyncDisposable {
  operation: OperationContext;
}

/** Turns an HTTP request into what its operation carries: who asks, and how long it may take. */
export type OpenRequest = (request: Incoming) => Promise<OpenedRequest>;

export interface OpenRequestOptions {
  identities: IdentityReader;
  timeoutMs: number;
}

export function createOpenRequest({ identities, timeoutMs }: OpenRequestOptions): OpenRequest {
  return async function openRequest({ incoming, signal }) {
    const identity = await identities.read((name) => incoming.headersDistinct[name], {
      isLoopback: isLoopback(incoming),
    });
    const operation: OperationContext = {
      requestId: requestIdOf(incoming),
      identity,
      signal,
      deadlineMs: performance.now() + allowedMs(incoming, timeoutMs),
      budget: new CallBudget(),
      calls: [],
    };
    return { operation, [Symbol.asyncDispose]: async () => {} };
  };
}

/** A client's own id is kept when it is harmless, so that its log and ours can be joined. */
export function requestIdOf(incoming: IncomingMessage): string {
  const known = requestIds.get(incoming);
  if (known) return known;
  const given = incoming.headers['x-request-id'];
  const isUsable = typeof given === 'string' && /^[\w.-]{8,64}$/.test(given);
  const requestId = isUsable ? given : randomUUID();
  requestIds.set(incoming, requestId);
  return requestId;
}

const requestIds = new WeakMap<IncomingMessage, string>();

/** A client may ask for less time than the gateway allows, never for more. */
function allowedMs({ headers }: IncomingMessage, timeoutMs: number): number {
  const asked = Number(headers['x-trefoil-timeout-ms']);
  return asked > 0 ? Math.min(asked, timeoutMs) : timeoutMs;
}

const loopbackAddress = /^(?:127\.|::1$|::ffff:127\.)/;
const loopbackHost = /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/i;

/** Both who asks and the name they ask for: a page whose own name leads here has only the first. */
function isLoopback({ socket, headers }: IncomingMessage): boolean {
  // A proxy on this machine makes every caller look like a neighbour, and says so in these.
  const isProxied = 'forwarded' in headers || 'x-forwarded-for' in headers || 'via' in headers;
  return (
    !isProxied &&
    loopbackAddress.test(socket.remoteAddress ?? '') &&
    loopbackHost.test(headers.host ?? '')
  );
}
