import type { TracedCall } from '../operation-context.ts';
import type { ExplainedCall } from '../plan/explained.ts';
import type { OperationNotes } from '../telemetry/notes.ts';

/** What answering cost upstream, for people who develop. */
export interface AnswerTrace {
  durationMs: number;
  calls: CallTraceEntry[];
}

export interface CallTraceEntry extends ExplainedCall {
  source: string;
  contract: string;
  label: string;
}

export function traceCalls({ calls, startedAtMs }: OperationNotes): AnswerTrace {
  return {
    durationMs: round(performance.now() - startedAtMs),
    calls: calls.map((call) => traceCall(call, startedAtMs)),
  };
}

export function traceCall(call: TracedCall, startedAtMs: number): CallTraceEntry {
  return {
    source: call.source,
    contract: call.contract,
    label: call.label,
    startedMs: round(call.startedAtMs - startedAtMs),
    durationMs: call.durationMs === undefined ? null : round(call.durationMs),
    waitedMs: round(call.waitedMs ?? 0),
    attempts: call.attempts ?? 0,
    status: call.status ?? null,
    coalesced: call.coalesced ?? false,
    cached: call.cached ?? null,
    ageMs: call.ageMs === undefined ? null : round(call.ageMs),
  };
}

/** For a browser's network panel. Each source's slowest call: calls of one stage run side by side. */
export function serverTiming({ calls, durationMs }: OperationNotes): string {
  const slowest = new Map<string, number>();
  for (const { source, durationMs: callMs = 0 } of calls) {
    slowest.set(source, Math.max(callMs, slowest.get(source) ?? 0));
  }
  const entries = [['total', durationMs] as const, ...slowest];
  return entries.map(([name, ms]) => `${name};dur=${round(ms)}`).join(', ');
}

const round = (ms: number) => Math.round(ms * 100) / 100;
