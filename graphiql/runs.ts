import { useSyncExternalStore } from 'react';

/** An upstream call as the gateway reports it in `extensions.trace`. */
export interface TracedCall {
  source: string;
  contract: string;
  label: string;
  durationMs?: number;
  status?: number;
  coalesced?: boolean;
  cached?: boolean;
}

export interface Failure {
  source?: string;
  code: string;
}

/** What is known of the last time a tab's operation was run. */
export interface Run {
  tookMs: number;
  /** Undefined when the gateway does not say. */
  calls?: readonly TracedCall[];
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
