import { describeCall } from '../src/plan/print-plan.ts';
import type { ExplainedCall } from '../src/plan/explained.ts';
import { facts } from './facts.ts';

export type Timed = Pick<ExplainedCall, 'startedMs' | 'durationMs'>;

export function describeTraced(call: ExplainedCall): string {
  const { status } = call;
  const isFine = status !== null && status < 300;
  return [isFine ? String(status) : '', ...describeCall(call)].filter(Boolean).join(', ');
}

export function titleOf(source: string | undefined): string {
  if (source === undefined) return 'Gateway';
  return facts.sources.find(({ name }) => name === source)?.title ?? source;
}

/** One of a few colours, the same for a source wherever it appears. */
export function toneOf(source: string | undefined): string {
  const index = facts.sources.findIndex(({ name }) => name === source);
  return index < 0 ? '' : `tone-${index % 4}`;
}

export function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}
