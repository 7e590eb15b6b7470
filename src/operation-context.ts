import type { Identity } from './identity/identity.ts';
import type { CallBudget } from './transport/budget.ts';
import type { Cancellation } from './transport/cancellation.ts';
import type { CallTrace } from './transport/step.ts';

/** What one operation carries from the server to the transport. */
export interface OperationContext {
  readonly requestId: string;
  readonly identity: Identity;
  /** Aborted when the client has gone. */
  readonly signal: Cancellation;
  /** On the clock of `performance.now()`. */
  readonly deadlineMs: number;
  readonly budget: CallBudget;
  /** Every upstream call of the operation, in the order they were started. */
  readonly calls: TracedCall[];
  /** Sent along to the sources when the operation is part of a trace. */
  readonly traceparent?: string | undefined;
}

export interface TracedCall extends CallTrace {
  source: string;
  contract: string;
  /** What was asked, without values: an operation's name and fields, or a method and path template. */
  label: string;
  /** The part of a plan that asked. */
  askedBy?: object | undefined;
  method?: string;
  /** With values, so nothing for a log. */
  url?: string;
  /** On the clock of `performance.now()`. */
  startedAtMs: number;
}
