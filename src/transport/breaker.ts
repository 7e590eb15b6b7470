import { GatewayError } from '../errors.ts';
import type { CallObserver } from './observe.ts';
import type { Now, Step, UpstreamAnswer, UpstreamRequest } from './step.ts';

type Circuit =
  | { state: 'closed'; failures: number }
  | { state: 'open'; untilMs: number; openForMs: number }
  | { state: 'probing'; openForMs: number };

export type CircuitState = Circuit['state'];

type Verdict = 'alive' | 'failing' | 'unknown';

const FAILURES_TO_OPEN = 5;
const FIRST_OPEN_MS = 1_000;
/** Doubled after every failed probe up to here. */
const LONGEST_OPEN_MS = 30_000;

/** One circuit per contract: a contract belongs to one source and has one endpoint. */
export class Circuits {
  readonly #circuits = new Map<string, Circuit>();
  readonly #now: Now;
  readonly #observer: CallObserver;

  constructor(now: Now, observer: CallObserver = {}) {
    this.#now = now;
    this.#observer = observer;
  }

  stateOf(contract: string): CircuitState {
    return this.#circuits.get(contract)?.state ?? 'closed';
  }

  /** True when the call is the one that tries whether an open circuit can close. Throws while it is open. */
  enter({ contract, source }: UpstreamRequest): boolean {
    const circuit = this.#circuits.get(contract);
    if (!circuit || circuit.state === 'closed') return false;
    const waitMs = circuit.state === 'open' ? circuit.untilMs - this.#now() : FIRST_OPEN_MS;
    if (waitMs > 0) throw leftAlone(source.name, Math.ceil(waitMs));
    this.#set(contract, source.name, { state: 'probing', openForMs: circuit.openForMs });
    return true;
  }

  leave(
    { contract, source }: UpstreamRequest,
    isProbe: boolean,
    verdict: Verdict,
    reason: string | undefined,
  ): void {
    const circuit = this.#circuits.get(contract) ?? { state: 'closed', failures: 0 };
    const open = (openForMs: number, waitMs = openForMs) => {
      const untilMs = this.#now() + waitMs;
      this.#set(contract, source.name, { state: 'open', untilMs, openForMs }, reason);
    };
    if (circuit.state === 'closed') {
      if (verdict === 'alive' && circuit.failures > 0) circuit.failures = 0;
      if (verdict !== 'failing') return;
      if (circuit.failures + 1 >= FAILURES_TO_OPEN) return open(FIRST_OPEN_MS);
      this.#circuits.set(contract, { state: 'closed', failures: circuit.failures + 1 });
    } else if (circuit.state === 'probing' && isProbe) {
      // What calls from before the circuit opened bring back late is old news; only the probe counts.
      if (verdict === 'alive') this.#set(contract, source.name, { state: 'closed', failures: 0 });
      else if (verdict === 'failing') open(Math.min(circuit.openForMs * 2, LONGEST_OPEN_MS));
      else open(circuit.openForMs, 0);
    }
  }

  #set(contract: string, source: string, circuit: Circuit, reason?: string): void {
    this.#circuits.set(contract, circuit);
    this.#observer.circuitChanged?.({ source, contract, circuit: circuit.state, reason });
  }
}

/**
 * Leaves a contract's endpoint alone after five failures in a row: SOURCE_UNAVAILABLE at once, with
 * `retryAfterMs`. Then one call at a time tries it again.
 */
export const breaker =
  (circuits: Circuits): Step =>
  (next) =>
    async function breaker(request) {
      const isProbe = circuits.enter(request);
      let verdict: Verdict = 'unknown';
      let reason: string | undefined;
      try {
        const answer = await next(request);
        verdict = judgeAnswer(answer);
        if (verdict === 'failing') reason = String(answer.status);
        return answer;
      } catch (error) {
        verdict = judgeError(error);
        if (verdict === 'failing') reason = nameFault(error as GatewayError);
        throw error;
      } finally {
        circuits.leave(request, isProbe, verdict, reason);
      }
    };

/** One caller's bad key or bad input says nothing against the source: whoever refuses is alive. */
function judgeAnswer({ status }: UpstreamAnswer): Verdict {
  return status >= 500 ? 'failing' : 'alive';
}

/** A caller who left, a deadline that was short and an answer that was too large are not the source's failures. */
function judgeError(error: unknown): Verdict {
  if (!(error instanceof GatewayError)) return 'unknown';
  return error.code === 'SOURCE_UNREACHABLE' || error.code === 'SOURCE_TIMEOUT'
    ? 'failing'
    : 'unknown';
}

/** `SOURCE_UNREACHABLE CERT_HAS_EXPIRED`: what clients are told, and what only the operator can mend. */
function nameFault({ code, cause }: GatewayError): string {
  const own = (cause as { code?: unknown } | undefined)?.code;
  return typeof own === 'string' ? `${code} ${own}` : code;
}

function leftAlone(source: string, retryAfterMs: number): GatewayError {
  return new GatewayError('SOURCE_UNAVAILABLE', {
    source,
    detail: `failed ${FAILURES_TO_OPEN} times in a row and is left alone for now; try again in ${retryAfterMs} ms`,
    facts: { retryAfterMs, circuit: 'open' },
  });
}
