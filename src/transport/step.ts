import type { Limits, Source } from '../source.ts';
import type { Cancellation } from './cancellation.ts';

/** One upstream call on its way out. Everything that decides who may share its answer is in it. */
export interface UpstreamRequest {
  readonly source: Source;
  /** Which of the source's contracts is spoken; with the partition it names the circuit and the queue. */
  readonly contract: string;
  readonly method: string;
  /** Whole, below the pinned endpoint of the contract. */
  readonly url: string;
  /** Lower-case names; the finished credential header is among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | FormData | undefined;
  /** A GET, or a POST that sends a query; when unsure it is not a read. */
  readonly isRead: boolean;
  /** A digest that names whose data this is; never a secret. */
  readonly partition: string;
  /** A digest of the one credential that this call carries, for rates counted per credential. */
  readonly credentialId: string;
  /** Aborted when the operation has no reader left. */
  readonly signal: Cancellation;
  /** On the clock of `performance.now()`; nothing of the operation may outlast it. */
  readonly deadlineMs: number;
  /** What changed is counted, and no call that began before this many changes may answer. */
  readonly since?: number | undefined;
  /** Added on the wire and no part of what makes two calls the same: it differs for every caller. */
  readonly traceparent?: string | undefined;
  /** Facts that steps note for traces and metrics: coalesced, waited, attempts. */
  readonly trace: CallTrace;
}

export interface CallTrace {
  coalesced?: boolean;
  /** What the answer cache did; undefined when it was not asked. */
  cached?: string;
  /** Of an answer from memory. */
  ageMs?: number;
  /**
   * Until when a cache that many callers share may have the answer, on the clock of
   * `performance.now()`; undefined when it may not.
   */
  sharedUntilMs?: number | undefined;
  /** Takes the answer out of memory. */
  forget?: () => void;
  waitedMs?: number;
  attempts?: number;
  status?: number;
  durationMs?: number;
  /** When the newest attempt went on the wire, on the clock of the transport; undefined until it has. */
  sentAtMs?: number | undefined;
}

export interface UpstreamAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Send = (request: UpstreamRequest) => Promise<UpstreamAnswer>;

/** One wrapper in the transport: it sees every request of its source and may answer in place of what is inside it. */
export type Step = (next: Send) => Send;

/** The amounts that hold for a source once the configuration has had its say. */
export type LimitsOf = (source: Source) => Limits;

/** Milliseconds on a clock that only goes forward, the one that `deadlineMs` is on. */
export type Now = () => number;

/** Composes steps, outermost first, around the innermost send. */
export function compose(...steps: Step[]): (send: Send) => Send {
  return (send) => steps.reduceRight((next, step) => step(next), send);
}
