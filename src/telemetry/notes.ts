import type { ErrorCode } from '../errors.ts';
import type { TracedCall } from '../operation-context.ts';

export type OperationType = 'query' | 'mutation' | 'subscription' | 'unknown';
/** Refused: it never ran. Partial: data and errors. */
export type Outcome = 'ok' | 'partial' | 'failed' | 'refused';

/** What became of one operation, for log, metrics and traces. No arguments, no values. */
export interface OperationNotes {
  readonly requestId: string;
  type: OperationType;
  name?: string | undefined;
  /** At the root, as `source.field`. */
  fields: readonly string[];
  caller?: string | undefined;
  profile?: string | undefined;
  outcome: Outcome;
  errors: readonly { code: ErrorCode; source?: string | undefined }[];
  calls: readonly TracedCall[];
  /** Every field of it is one that may be kept. */
  isCacheable: boolean;
  /** On the clock of `performance.now()`. */
  readonly startedAtMs: number;
  durationMs: number;
}
