import { useSyncExternalStore } from 'react';

/**
 * The credentials typed into this page. They live in this variable and nowhere else: not in the
 * browser's storage, not in the address, not in GraphiQL's history. A reload forgets them.
 */
let held: ReadonlyMap<string, string> = new Map();
const listeners = new Set<() => void>();

export function holdHeader(name: string, secret: string): void {
  const next = new Map(held);
  if (secret === '') next.delete(name);
  else next.set(name, secret);
  replace(next);
}

export function forgetHeaders(): void {
  replace(new Map());
}

/** Adds what is held to a request's headers. One that was set by hand, in the headers editor, wins. */
export function withHeldHeaders(init: HeadersInit | undefined): Headers {
  const headers = new Headers(init);
  for (const [name, secret] of held) {
    if (!headers.has(name) && isSendable(secret)) headers.set(name, finish(name, secret.trim()));
  }
  return headers;
}

/** The browser refuses any other before anything is sent. */
export function isSendable(secret: string): boolean {
  return /^[\x20-\x7e]*$/.test(secret.trim());
}

export function useHeldHeaders(): ReadonlyMap<string, string> {
  return useSyncExternalStore(subscribe, () => held);
}

function finish(name: string, secret: string): string {
  return name === 'authorization' && !/^bearer /i.test(secret) ? `Bearer ${secret}` : secret;
}

function replace(next: ReadonlyMap<string, string>): void {
  held = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
