import type { DestinationStream } from 'pino';
import type { CallObserver, CircuitEvent } from '../transport/observe.ts';
import { createLogs, type Log } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import type { OperationNotes } from './notes.ts';
import { openSpanExporter, type SpanExporter } from './otlp.ts';
import { requestSpans } from './spans.ts';
import { readTraceContext, type TraceContext } from './trace-context.ts';

export interface Telemetry extends AsyncDisposable {
  readonly log: Log;
  readonly metrics: Metrics;
  /** Told of every attempt, and of a source that is left alone, by the transport. */
  readonly calls: CallObserver;
  /** The gateway's place in the caller's trace; undefined when there is none. */
  joinTrace(traceparent: string | undefined): TraceContext | undefined;
  operationEnded(notes: OperationNotes): void;
  requestEnded(request: EndedRequest): void;
}

export interface EndedRequest {
  requestId: string;
  method: string;
  /** A path that is served, or `other`: what else is asked for may hold anything. */
  route: string;
  status: number;
  /** The client left before it had its answer. */
  isAborted: boolean;
  /** On the clock of `performance.now()`. */
  startedAtMs: number;
  operations: readonly OperationNotes[];
  trace: TraceContext | undefined;
}

export interface TelemetryOptions {
  level: string;
  env: Readonly<Record<string, string | undefined>>;
  /** Where log lines go. @default standard output */
  stream?: DestinationStream | undefined;
}

/** Everything by which the gateway tells how it is. Nothing of a request's values passes here. */
export function createTelemetry({ level, env, stream }: TelemetryOptions): Telemetry {
  const logs = createLogs({ level, stream });
  const metrics = createMetrics();
  const exporter: SpanExporter | undefined = openSpanExporter(env, {
    onDropped: (count) => metrics.spansDropped(count),
  });

  function tellOfCircuit(event: CircuitEvent): void {
    metrics.calls.circuitChanged?.(event);
    const { source, contract, circuit, reason } = event;
    if (reason) logs.log.warn({ source, contract, reason }, 'a source is left alone');
    else if (circuit === 'closed') logs.log.info({ source, contract }, 'a source answers again');
  }

  return {
    log: logs.log,
    metrics,
    calls: { ...metrics.calls, circuitChanged: tellOfCircuit },
    joinTrace: (traceparent) => readTraceContext(traceparent, exporter !== undefined),
    operationEnded: (notes) => metrics.operationEnded(notes),
    requestEnded(request) {
      const durationMs = performance.now() - request.startedAtMs;
      metrics.requestEnded(request.route, request.status, durationMs);
      logs.writeRequest?.(toLine(request, durationMs));
      if (exporter && request.trace?.isSampled) exporter.add(requestSpans(request, durationMs));
    },
    async [Symbol.asyncDispose]() {
      await exporter?.[Symbol.asyncDispose]();
      logs[Symbol.dispose]();
    },
  };
}

/** An allow-list: names and numbers, no arguments, no headers. */
function toLine(request: EndedRequest, durationMs: number): Record<string, unknown> {
  const { requestId, method, route, status, isAborted, operations, trace } = request;
  const [first, ...others] = operations;
  const errors = operations.flatMap((notes) => notes.errors);
  return {
    requestId,
    traceId: trace?.traceId,
    method,
    route,
    status,
    durationMs: Math.round(durationMs * 100) / 100,
    ...(isAborted && { isAborted }),
    ...(others.length > 0 && { batch: operations.length }),
    ...(first && {
      type: first.type,
      operation: first.name?.slice(0, 100),
      fields: others.length > 0 ? operations.flatMap(({ fields }) => fields) : first.fields,
      caller: first.caller,
      profile: first.profile,
      calls: operations.reduce((sum, { calls }) => sum + calls.length, 0),
    }),
    ...(errors.length > 0 && { codes: [...new Set(errors.map(({ code }) => code))] }),
  };
}
