/** As much of an AbortSignal as carrying a request takes. */
export interface Cancellation {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/**
 * An AbortController and its signal in one, for what never leaves the gateway: every attempt has one,
 * and a true signal is an event target, which costs more than all steps together.
 */
export class Cancel implements Cancellation {
  aborted = false;
  reason: unknown = undefined;
  /** Nearly always one: whoever makes the call. */
  #listener: (() => void) | undefined;
  #others: (() => void)[] | undefined;

  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    for (const listener of [this.#listener, ...(this.#others ?? [])]) listener?.();
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    if (this.#listener === undefined) this.#listener = listener;
    else (this.#others ??= []).push(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    if (this.#listener === listener) this.#listener = undefined;
    else if (this.#others) this.#others = this.#others.filter((other) => other !== listener);
  }
}

/** For code that takes nothing less than a true signal. */
export function toAbortSignal(cancellation: Cancellation): AbortSignal {
  if (cancellation instanceof AbortSignal) return cancellation;
  const controller = new AbortController();
  const abort = () => controller.abort(cancellation.reason);
  if (cancellation.aborted) abort();
  else cancellation.addEventListener('abort', abort, { once: true });
  return controller.signal;
}
