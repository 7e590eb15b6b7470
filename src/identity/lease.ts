import { longestTimerMs } from '../longest-timer.ts';
import type { Clock } from './clock.ts';
import { systemClock } from './clock.ts';
import type { Identity } from './identity.ts';
import type { Keyring } from './keyring/keyring.ts';

/** How long an open subscription may go on in the name of an identity. */
export interface Lease extends Disposable {
  /** Aborted when what the identity rests on expires, is revoked or changes. */
  readonly signal: AbortSignal;
}

export function takeLease(
  identity: Identity,
  { keyring, clock = systemClock }: { keyring?: Keyring | undefined; clock?: Clock },
): Lease {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  // Asked anew after each change: a key that is replaced with a grace period may go on until that is over.
  const endsAtMs = () =>
    Math.min(
      identity.expiresAtMs ?? Infinity,
      ...identity.basis.map((basis) => keyring?.endOf(basis) ?? 0),
    );

  function endIfOver(): void {
    clearTimeout(timer);
    const leftMs = endsAtMs() - clock.now();
    if (leftMs <= 0) return end();
    if (leftMs === Infinity) return;
    timer = setTimeout(endIfOver, Math.min(leftMs, longestTimerMs)).unref();
  }

  function end(): void {
    clearTimeout(timer);
    stopListening?.();
    controller.abort();
  }

  const stopListening = keyring?.onChange(endIfOver);
  endIfOver();
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
      stopListening?.();
    },
  };
}
