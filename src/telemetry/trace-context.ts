import { randomBytes } from 'node:crypto';

/** W3C trace context of one request. */
export interface TraceContext {
  readonly traceId: string;
  /** Ours in the trace, and the parent of what we call. */
  readonly spanId: string;
  /** The caller's. */
  readonly parentId?: string;
  readonly isSampled: boolean;
  /** What is sent along to the sources. */
  readonly header: string;
}

const TRACEPARENT =
  /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(?:-|$)/;

/**
 * Joins the caller's trace. A gateway that records no spans passes the caller's own on; one that does
 * puts its span between, and begins a trace for callers who bring none.
 */
export function readTraceContext(
  header: string | undefined,
  isRecording: boolean,
): TraceContext | undefined {
  const [, traceId, parentId, flags] = (header && TRACEPARENT.exec(header)) || [];
  if (!traceId || !parentId) return isRecording ? begin() : undefined;
  const isSampled = (Number.parseInt(flags!, 16) & 1) === 1;
  const spanId = isRecording && isSampled ? randomBytes(8).toString('hex') : parentId;
  return { traceId, spanId, parentId, isSampled, header: write(traceId, spanId, isSampled) };
}

function begin(): TraceContext {
  const traceId = randomBytes(16).toString('hex');
  const spanId = randomBytes(8).toString('hex');
  return { traceId, spanId, isSampled: true, header: write(traceId, spanId, true) };
}

function write(traceId: string, spanId: string, isSampled: boolean): string {
  return `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;
}
