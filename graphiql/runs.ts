import { useSyncExternalStore } from 'react';
import type { ExplainedCall, ExplainedPlan } from '../src/plan/explained.ts';

/** What a development gateway says of an answer in `extensions.trace`. */
export interface AnswerTrace {
  durationMs: number;
  calls: readonly TracedCall[];
}

/** An upstream call. */
export interface TracedCall extends ExplainedCall {
  source: string;
  label: string;
}

export interface Failure {
  source?: string;
  code: string;
  /** Response keys, without the places in lists. */
  path?: string;
}

/** What is known of the last time a tab's operation was run. */
export interface Run {
  tookMs: number;
  /** Undefined when the gateway does not say: it does so in development only. */
  trace?: AnswerTrace;
  plan?: ExplainedPlan;
  failures: readonly Failure[];
  /** Of a subscription. */
  events?: number;
  /** There was no answer, or it broke off. */
  isCut?: boolean;
  /** Asked anew meanwhile. */
  isOld?: boolean;
}

const runs = new Map<string, Run>();
const listeners = new Set<() => void>();
let currentTab = '';

export function openTab(id: string): void {
  currentTab = id;
}

/** A run belongs to the tab that is open when it begins; undefined forgets it. */
export function beginRun(): (run: Run | undefined) => void {
  const tab = currentTab;
  const before = runs.get(tab);
  const note = (run: Run | undefined) => {
    if (run) runs.set(tab, run);
    else runs.delete(tab);
    for (const listener of listeners) listener();
  };
  note(before && { ...before, isOld: true });
  return note;
}

export function useRun(tab: string): Run | undefined {
  return useSyncExternalStore(subscribe, () => runs.get(tab));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
