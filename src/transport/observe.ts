import { GatewayError, type ErrorCode } from '../errors.ts';
import type { CircuitState } from './breaker.ts';
import type { Now, Step } from './step.ts';

/** What metrics, logs and traces are made of. Listeners must be quick and must not throw. */
export interface CallObserver {
  /** One real HTTP call has ended. */
  attempted?(event: AttemptEvent): void;
  /** A read was answered by a call that was already under way. */
  coalesced?(event: { source: string; contract: string }): void;
  circuitChanged?(event: CircuitEvent): void;
}

export interface CircuitEvent {
  source: string;
  contract: string;
  circuit: CircuitState;
  /** The last failure of those that opened it: a status, or a code and the network's own. */
  reason?: string | undefined;
}

export interface AttemptEvent {
  source: string;
  contract: string;
  isRead: boolean;
  /** 1 for the first attempt of a call. */
  attempt: number;
  durationMs: number;
  /** The source's answer; undefined when there was none. */
  status?: number;
  /** Why there was no answer; `ABORTED` when nobody waited for it any more. */
  code?: ErrorCode | 'ABORTED';
}

/** Tells the observer of every attempt, and notes it in the call's trace. */
export const observe =
  ({ observer, now }: { observer: CallObserver; now: Now }): Step =>
  (next) =>
    async function observe(request) {
      const { trace, isRead, contract } = request;
      const startedMs = now();
      const attempt = (trace.attempts ?? 0) + 1;
      trace.attempts = attempt;
      const report = (outcome: Pick<AttemptEvent, 'status' | 'code'>) => {
        const durationMs = now() - startedMs;
        trace.durationMs = durationMs;
        const source = request.source.name;
        observer.attempted?.({ source, contract, isRead, attempt, durationMs, ...outcome });
      };
      try {
        const answer = await next(request);
        trace.status = answer.status;
        report({ status: answer.status });
        return answer;
      } catch (error) {
        report({ code: error instanceof GatewayError ? error.code : 'ABORTED' });
        throw error;
      }
    };
