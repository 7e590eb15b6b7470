import { Cancel } from './cancellation.ts';
import type { Source } from '../source.ts';
import type { CallObserver } from './observe.ts';
import type { CallTrace, Send, Step, UpstreamAnswer, UpstreamRequest } from './step.ts';

/**
 * Identical reads that are under way at the same time inside one partition share one call. A caller
 * who leaves takes nobody along; the last one to leave aborts the call. Writes are never shared, and
 * nobody joins a read that began before a write of the same caller ended: it may not have seen it.
 */
export const coalesce = ({ observer = {} }: { observer?: CallObserver } = {}): Step => {
  const flights = new Map<string, Flight>();
  return (next) =>
    function coalesce(request) {
      if (!request.isRead) return next(request).finally(() => closeTo(request));
      if (typeof request.body === 'object') return next(request);
      if (request.signal.aborted) return Promise.reject(request.signal.reason as Error);
      const key = flightKey(request);
      const known = flights.get(key);
      if (known) {
        observer.coalesced?.({ source: request.source.name, contract: request.contract });
        return known.board(request);
      }
      const flight = new Flight(request, next, () => {
        // An abandoned flight is forgotten before it lands; by then its key may be a newer one's.
        if (flights.get(key) === flight) flights.delete(key);
      });
      flights.set(key, flight);
      return flight.board(request);
    };

  function closeTo({ partition, source }: UpstreamRequest): void {
    for (const [key, flight] of flights) {
      if (flight.isFor(partition, source)) flights.delete(key);
    }
  }
};

/**
 * Everything that could make two answers differ. The body comes last and as it is: the JSON before
 * it ends where it ends, so the parts cannot run together, and a long query is not escaped again.
 */
function flightKey(request: UpstreamRequest): string {
  const { partition, credentialId, method, url, body, since } = request;
  const asked = JSON.stringify([partition, credentialId, method, url, since]);
  return `${asked}${describeHeaders(request)}${body as string | undefined}`;
}

const described = new WeakMap<UpstreamRequest['headers'], string>();

/** All but the credential, for which its digest stands: no secret is part of a key. */
function describeHeaders({ source, headers }: UpstreamRequest): string {
  let text = described.get(headers);
  if (text === undefined) {
    const secret = new Set(source.credentials.map((kind) => kind.upstreamHeader.toLowerCase()));
    text = JSON.stringify(Object.entries(headers).filter(([name]) => !secret.has(name)));
    described.set(headers, text);
  }
  return text;
}

/** One call that several callers wait for. */
class Flight {
  readonly #cancel = new Cancel();
  readonly #shared: { -readonly [key in keyof UpstreamRequest]: UpstreamRequest[key] };
  readonly #answer: Promise<UpstreamAnswer>;
  readonly #forget: () => void;
  #waiting = 0;

  constructor(first: UpstreamRequest, next: Send, forget: () => void) {
    this.#forget = forget;
    this.#shared = { ...first, signal: this.#cancel };
    this.#answer = next(this.#shared);
  }

  isFor(partition: string, source: Source): boolean {
    return this.#shared.partition === partition && this.#shared.source === source;
  }

  board({ signal, trace, deadlineMs }: UpstreamRequest): Promise<UpstreamAnswer> {
    this.#waiting++;
    // The call lives as long as its most patient caller; the steps inside read the deadline anew.
    if (deadlineMs > this.#shared.deadlineMs) this.#shared.deadlineMs = deadlineMs;
    return new Promise((resolve, reject) => {
      const leave = () => {
        reject(signal.reason as Error);
        if (--this.#waiting > 0) return;
        this.#forget();
        this.#cancel.abort(signal.reason);
      };
      const arrive = () => {
        this.#forget();
        signal.removeEventListener('abort', leave);
        if (trace !== this.#shared.trace) noteShared(trace, this.#shared.trace);
      };
      signal.addEventListener('abort', leave, { once: true });
      // In this order: what the trace says is there before the caller goes on.
      this.#answer.then(arrive, arrive);
      this.#answer.then(resolve, reject);
    });
  }
}

function noteShared(trace: CallTrace, { attempts, status, durationMs, waitedMs }: CallTrace): void {
  Object.assign(trace, { attempts, status, durationMs, waitedMs, coalesced: true });
}
