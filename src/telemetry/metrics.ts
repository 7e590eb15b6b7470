import { Registry } from 'prom-client';
import type { CacheQuestion } from '../cache/answer-cache.ts';
import type { CallObserver } from '../transport/observe.ts';
import { joinCluster } from './cluster-metrics.ts';
import { createGauges, type MetricsView } from './gauges.ts';
import type { OperationNotes } from './notes.ts';
import { processMetrics } from './process-metrics.ts';
import { Ages, Durations, Tally } from './series.ts';

export interface Metrics {
  /** Counts attempts and changes of circuits. */
  readonly calls: CallObserver;
  readonly contentType: string;
  requestEnded(route: string, status: number, durationMs: number): void;
  operationEnded(notes: OperationNotes): void;
  notPlanned(reason: string): void;
  /** `ageMs` of what was given from memory. */
  cacheAnswered(event: string, asked: Asked, ageMs: number | undefined): void;
  spansDropped(count: number): void;
  /** A request was sent away before anything of it was read. */
  shed(reason: 'concurrency' | 'backlog', route?: string): void;
  /** What can be looked at when someone asks. */
  watch(view: MetricsView): void;
  /** In Prometheus's text format. */
  print(): Promise<string>;
  /** Their names and what they say, for docs and dashboards. */
  describe(): Promise<{ name: string; help: string; labels: readonly string[] }[]>;
}

type Asked = Pick<CacheQuestion, 'source' | 'fields'>;

/** Reasons hold names of fields; a graph has many, a dashboard should not. */
const MOST_REASONS = 50;

/** Every metric of one gateway, in a registry of its own: several gateways in a process do not mix. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const counter = (name: string, help: string, ...labels: string[]) =>
    new Tally(registry, name, help, ...labels);
  const durations = (name: string, help: string, ...labels: string[]) =>
    new Durations(registry, name, help, ...labels);

  const requests = counter('http_requests_total', 'HTTP requests answered.', 'route', 'status');
  const requestSeconds = durations(
    'http_request_duration_seconds',
    'From head to last byte.',
    'route',
  );
  const shed = counter(
    'shed_total',
    'Requests answered 503 at once, by what was too high.',
    'reason',
  );
  const spansDropped = counter('spans_dropped_total', 'Spans that the collector did not take.');
  const operations = counter(
    'operations_total',
    'GraphQL operations: ok, partial (data and errors), failed (no data) or refused (never ran).',
    'type',
    'outcome',
  );
  const operationSeconds = durations(
    'operation_duration_seconds',
    'From who asks to the answer.',
    'type',
  );
  const errors = counter(
    'errors_total',
    'Errors told to clients; source is empty for our own.',
    'code',
    'source',
  );
  const notPlanned = counter(
    'not_planned_total',
    "Operations left to Mesh's executor, by why.",
    'reason',
  );
  const attempts = counter(
    'source_attempts_total',
    'HTTP calls to a source by outcome: a status, or the code of why there was none.',
    'source',
    'contract',
    'kind',
    'outcome',
  );
  const retries = counter(
    'source_retries_total',
    'Attempts after the first.',
    'source',
    'contract',
  );
  const attemptSeconds = durations(
    'source_attempt_duration_seconds',
    'One HTTP call to a source.',
    'source',
    'contract',
  );
  const coalesced = counter(
    'source_coalesced_total',
    'Reads that shared a call under way.',
    'source',
    'contract',
  );
  const cacheAnswers = counter(
    'cache_answers_total',
    'What the answer cache did for a read.',
    'source',
    'event',
  );
  const cacheAges = new Ages(
    registry,
    'cache_age_seconds',
    'Age of what was answered from memory, by root field.',
    'source',
    'field',
  );
  const waited = durations(
    'source_wait_seconds',
    'Calls that waited for their turn.',
    'source',
    'contract',
  );
  const circuitChanges = counter(
    'source_circuit_changes_total',
    'Changes of a circuit.',
    'source',
    'contract',
    'state',
  );

  const printCluster = joinCluster(() => [registry, processMetrics()]);

  return {
    contentType: registry.contentType,
    calls: {
      attempted({ source, contract, isRead, attempt, durationMs, status, code }) {
        const kind = isRead ? 'read' : 'write';
        attempts.inc(source, contract, kind, String(status ?? code ?? 'unknown'));
        attemptSeconds.observe(durationMs, source, contract);
        if (attempt > 1) retries.inc(source, contract);
      },
      coalesced: ({ source, contract }) => coalesced.inc(source, contract),
      circuitChanged: ({ source, contract, circuit }) =>
        circuitChanges.inc(source, contract, circuit),
    },
    requestEnded(route, status, durationMs) {
      requests.inc(route, String(status));
      requestSeconds.observe(durationMs, route);
    },
    operationEnded(notes) {
      operations.inc(notes.type, notes.outcome);
      operationSeconds.observe(notes.durationMs, notes.type);
      for (const { code, source } of notes.errors) errors.inc(code, source ?? '');
      for (const call of notes.calls) {
        if (call.waitedMs) waited.observe(call.waitedMs, call.source, call.contract);
      }
    },
    notPlanned: limitReasons((reason) => notPlanned.inc(reason)),
    cacheAnswered(event, { source, fields }, ageMs) {
      cacheAnswers.inc(source, event);
      if (ageMs === undefined) return;
      // Only fields that the configuration names get here, so there are never many.
      for (const field of fields) cacheAges.observe(ageMs, source, field);
    },
    spansDropped: (count) => spansDropped.add(count),
    shed(reason, route) {
      shed.inc(reason);
      if (route) requests.inc(route, '503');
    },
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
