import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OperationNotes } from '../telemetry/notes.ts';
import type { TraceContext } from '../telemetry/trace-context.ts';

/** On the request itself: a weak map of what lives so shortly keeps the collector busy. */
const REQUEST_ID = Symbol('request id');

/** One HTTP request on its way through the gateway. */
export interface Inbound {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly requestId: string;
  /** On the clock of `performance.now()`. */
  readonly startedAtMs: number;
  readonly trace: TraceContext | undefined;
  /** What was run, for log and metrics. */
  readonly operations: OperationNotes[];
  /** From here on it only listens: it counts no longer towards what the gateway does at once. */
  release(): void;
}

export function openInbound(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  trace: TraceContext | undefined,
  release: () => void = () => {},
): Inbound {
  const requestId = requestIdOf(incoming);
  outgoing.setHeader('x-request-id', requestId);
  const startedAtMs = performance.now();
  return { incoming, outgoing, requestId, startedAtMs, trace, operations: [], release };
}

/** A client's own id is kept when it is harmless, so that its log and ours can be joined. */
export function requestIdOf(incoming: IncomingMessage & { [REQUEST_ID]?: string }): string {
  const known = incoming[REQUEST_ID];
  if (known) return known;
  const given = incoming.headers['x-request-id'];
  const isUsable = typeof given === 'string' && /^[\w.-]{8,64}$/.test(given);
  const requestId = isUsable ? given : randomUUID();
  incoming[REQUEST_ID] = requestId;
  return requestId;
}

const loopbackAddress = /^(?:127\.|::1$|::ffff:127\.)/;
const loopbackHost = /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/i;

/** Both who asks and the name they ask for: a page whose own name leads here has only the first. */
export function isLoopback({ socket, headers }: IncomingMessage): boolean {
  // A proxy on this machine makes every caller look like a neighbour, and says so in these.
  const isProxied = 'forwarded' in headers || 'x-forwarded-for' in headers || 'via' in headers;
  return (
    !isProxied &&
    loopbackAddress.test(socket.remoteAddress ?? '') &&
    loopbackHost.test(headers.host ?? '')
  );
}
