import { randomBytes } from 'node:crypto';
import type { EndedRequest } from './telemetry.ts';

/** One span as OTLP's JSON writes it. */
export interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  /** 2: server, 3: client. */
  kind: 2 | 3;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: Attribute[];
  status: { code: 0 | 2 };
}

type Attribute = { key: string; value: { stringValue: string } | { intValue: string } };

/** The request, and below it every upstream call that its operations made. */
export function requestSpans(request: EndedRequest, durationMs: number): Span[] {
  const { traceId, spanId, parentId } = request.trace!;
  const { requestId, method, route, status, operations, startedAtMs } = request;
  const [first] = operations;
  const operation = first?.name && copyName(first.name);
  const own: Span = {
    traceId,
    spanId,
    ...(parentId !== undefined && { parentSpanId: parentId }),
    name: first ? `${first.type} ${operation ?? ''}`.trim() : `${method} ${route}`,
    kind: 2,
    ...times(startedAtMs, durationMs),
    attributes: [
      text('http.request.method', method),
      text('http.route', route),
      number('http.response.status_code', status),
      text('trefoil.request_id', requestId),
      ...(first ? [text('graphql.operation.type', first.type)] : []),
      ...(operation ? [text('graphql.operation.name', operation)] : []),
    ],
    status: { code: status >= 500 ? 2 : 0 },
  };
  const calls = operations.flatMap((notes) => notes.calls);
  return [own, ...calls.map((call) => callSpan(own, call))];
}

const LONGEST_NAME = 100;

/** A part of a text keeps all of it in memory, and a span that waits would keep a megabyte of query. */
function copyName(name: string): string {
  return Buffer.from(name.slice(0, LONGEST_NAME)).toString();
}

function callSpan(parent: Span, call: EndedRequest['operations'][number]['calls'][number]): Span {
  const { source, contract, label, startedAtMs, waitedMs = 0, durationMs = 0, status } = call;
  return {
    traceId: parent.traceId,
    spanId: randomBytes(8).toString('hex'),
    parentSpanId: parent.spanId,
    name: `${source} ${label}`,
    kind: 3,
    ...times(startedAtMs, waitedMs + durationMs),
    attributes: [
      text('trefoil.source', source),
      text('trefoil.contract', contract),
      number('trefoil.attempts', call.attempts ?? 0),
      ...(status === undefined ? [] : [number('http.response.status_code', status)]),
      ...(call.coalesced ? [text('trefoil.coalesced', 'true')] : []),
      ...(call.cached ? [text('trefoil.cached', String(call.cached))] : []),
    ],
    status: { code: status === undefined && !call.cached ? 2 : 0 },
  };
}

function times(startedAtMs: number, durationMs: number) {
  const startMs = performance.timeOrigin + startedAtMs;
  return { startTimeUnixNano: nanos(startMs), endTimeUnixNano: nanos(startMs + durationMs) };
}

const nanos = (ms: number) => String(BigInt(Math.round(ms * 1000)) * 1000n);
const text = (key: string, stringValue: string): Attribute => ({ key, value: { stringValue } });
const number = (key: string, value: number): Attribute => ({
  key,
  value: { intValue: String(value) },
});
