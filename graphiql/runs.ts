import { useSyncExternalStore } from 'react';

/** What a development gateway says of an answer in `extensions.trace`. */
export interface AnswerTrace {
  durationMs: number;
  calls: readonly TracedCall[];
}

/** An upstream call. */
export interface TracedCall {
  source: string;
  label: string;
  /** Since the operation began. */
  startedMs: number;
  durationMs: number | null;
  attempts: number;
  status: number | null;
  /** It shared a call that was already under way. */
  coalesced: boolean;
  /** What the answer cache did. */
  cached: string | null;
}

export interface Failure {
  source?: string;
  code: string;
}

/** What is known of the last time a tab's operation was run. */
export interface Run {
  tookMs: number;
  /** Undefined when the gateway does not say: it does so in development only. */
  trace?: AnswerTrace;
  failures: readonly Failure[];
}

const runs = new Map<string, Run>();
const listeners = new Set<() => void>();
let currentTab = '';

/** Runs are remembered for the tab that is open when they end. */
export function openTab(id: string): void {
  currentTab = id;
}

export function rememberRun(run: Run): void {
  runs.set(currentTab, run);
  for (const listener of listeners) listener();
}

export function useRun(tab: string): Run | undefined {
  return useSyncExternalStore(subscribe, () => runs.get(tab));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
