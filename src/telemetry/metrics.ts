import { Counter, Histogram, Registry } from 'prom-client';
import type { CallObserver } from '../transport/observe.ts';
import { bindLabels } from './bound.ts';
import { joinCluster } from './cluster-metrics.ts';
import { createGauges, type MetricsView } from './gauges.ts';
import type { OperationNotes } from './notes.ts';
import { processMetrics } from './process-metrics.ts';

export interface Metrics {
  /** Told of every attempt by the transport. */
  readonly calls: CallObserver;
  readonly contentType: string;
  requestEnded(route: string, status: number, durationMs: number): void;
  operationEnded(notes: OperationNotes): void;
  notPlanned(reason: string): void;
  cacheAnswered(event: string, source: string): void;
  spansDropped(count: number): void;
  shed(reason: 'concurrency' | 'loop-delay'): void;
  /** What can be looked at when someone asks. */
  watch(view: MetricsView): void;
  /** In Prometheus's text format. */
  print(): Promise<string>;
  /** Their names and what they say, for docs and dashboards. */
  describe(): Promise<{ name: string; help: string; labels: readonly string[] }[]>;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Reasons hold names of fields; a graph has many, a dashboard should not. */
const MOST_REASONS = 50;

/** Every metric of one gateway, in a registry of its own: several gateways in a process do not mix. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = (name: string, help: string, ...labelNames: string[]) =>
    new Counter({ name: `trefoil_${name}`, help, labelNames, registers });
  const histogram = (name: string, help: string, ...labelNames: string[]) =>
    new Histogram({ name: `trefoil_${name}`, help, labelNames, registers, buckets: SECONDS });

  const requests = bindLabels(
    counter('http_requests_total', 'HTTP requests answered.', 'route', 'status'),
  );
  const requestSeconds = bindLabels(
    histogram('http_request_duration_seconds', 'From head to last byte.', 'route'),
  );
  const shed = bindLabels(
    counter('shed_total', 'Requests answered 503 at once, by what was too high.', 'reason'),
  );
  const spansDropped = counter('spans_dropped_total', 'Spans that the collector did not take.');
  const operations = bindLabels(
    counter(
      'operations_total',
      'GraphQL operations: ok, partial (data and errors), failed (no data) or refused (never ran).',
      'type',
      'outcome',
    ),
  );
  const operationSeconds = bindLabels(
    histogram('operation_duration_seconds', 'From who asks to the answer.', 'type'),
  );
  const errors = bindLabels(
    counter(
      'errors_total',
      'Errors told to clients; source is empty for our own.',
      'code',
      'source',
    ),
  );
  const notPlanned = bindLabels(
    counter('not_planned_total', "Operations left to Mesh's executor, by why.", 'reason'),
  );
  const attempts = bindLabels(
    counter(
      'source_attempts_total',
      'HTTP calls to a source by outcome: a status, or the code of why there was none.',
      'source',
      'contract',
      'kind',
      'outcome',
    ),
  );
  const retries = bindLabels(
    counter('source_retries_total', 'Attempts after the first.', 'source', 'contract'),
  );
  const attemptSeconds = bindLabels(
    histogram(
      'source_attempt_duration_seconds',
      'One HTTP call to a source.',
      'source',
      'contract',
    ),
  );
  const coalesced = bindLabels(
    counter('source_coalesced_total', 'Reads that shared a call under way.', 'source', 'contract'),
  );
  const cacheAnswers = bindLabels(
    counter('cache_answers_total', 'What the answer cache did for a read.', 'source', 'event'),
  );
  const waited = bindLabels(
    histogram('source_wait_seconds', 'Calls that waited for their turn.', 'source', 'contract'),
  );
  const circuitChanges = bindLabels(
    counter('source_circuit_changes_total', 'Changes of a circuit.', 'source', 'contract', 'state'),
  );

  const printCluster = joinCluster(() => [registry, processMetrics()]);

  return {
    contentType: registry.contentType,
    calls: {
      attempted({ source, contract, isRead, attempt, durationMs, status, code }) {
        const kind = isRead ? 'read' : 'write';
        attempts(source, contract, kind, String(status ?? code ?? 'unknown')).inc();
        attemptSeconds(source, contract).observe(durationMs / 1000);
        if (attempt > 1) retries(source, contract).inc();
      },
      coalesced: ({ source, contract }) => coalesced(source, contract).inc(),
      circuitChanged: ({ source, contract, circuit }) =>
        circuitChanges(source, contract, circuit).inc(),
    },
    requestEnded(route, status, durationMs) {
      requests(route, String(status)).inc();
      requestSeconds(route).observe(durationMs / 1000);
    },
    operationEnded(notes) {
      operations(notes.type, notes.outcome).inc();
      operationSeconds(notes.type).observe(notes.durationMs / 1000);
      for (const { code, source } of notes.errors) errors(code, source ?? '').inc();
      for (const call of notes.calls) {
        if (call.waitedMs) waited(call.source, call.contract).observe(call.waitedMs / 1000);
      }
    },
    notPlanned: limitReasons((reason) => notPlanned(reason).inc()),
    cacheAnswered: (event, source) => cacheAnswers(source, event).inc(),
    spansDropped: (count) => spansDropped.inc(count),
    shed: (reason) => shed(reason).inc(),
    watch: (view) => {
      for (const gauge of createGauges(view)) registry.registerMetric(gauge);
    },
    async print() {
      if (printCluster) return printCluster();
      return (await registry.metrics()) + (await processMetrics().metrics());
    },
    async describe() {
      const all = [registry, processMetrics()].flatMap((each) => each.getMetricsAsArray());
      return all.map((metric) => {
        const { name, help } = metric as unknown as { name: string; help: string };
        const { labelNames = [] } = metric as unknown as { labelNames?: readonly string[] };
        return { name, help, labels: labelNames };
      });
    },
  };
}

function limitReasons(count: (reason: string) => void): (reason: string) => void {
  const known = new Set<string>();
  return (reason) => {
    if (known.size < MOST_REASONS) known.add(reason);
    count(known.has(reason) ? reason : 'other');
  };
}
