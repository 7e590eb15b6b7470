import type { Send, UpstreamRequest } from '../../src/transport/step.ts';
import { now, ok, status } from './request.ts';

/** A small generator with a seed, so that a run that fails can be run again. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Vendor {
  send: Send;
  /** When calls arrived, by credential. */
  arrivals: { atMs: number; credentialId: string }[];
  refused: number;
}

/**
 * A source that counts calls in sliding windows of one second, as strictly as one can, behind a
 * network: connecting, travelling and answering take a random time of their own.
 */
export function strictVendor(
  { perCredential, perAccount }: { perCredential: number; perAccount: number },
  random: () => number,
): Vendor {
  const delay = (mostMs: number) =>
    new Promise<void>((resolve) => setTimeout(resolve, random() * mostMs));
  const vendor: Vendor = { arrivals: [], refused: 0, send };

  async function send({ trace, credentialId }: UpstreamRequest) {
    // Later calls find a connection that is kept open.
    if (vendor.arrivals.length < perAccount) await delay(300);
    trace.sentAtMs = now();
    await delay(120);
    const atMs = now();
    const recent = vendor.arrivals.filter((call) => call.atMs >= atMs - 1_000);
    const own = recent.filter((call) => call.credentialId === credentialId);
    vendor.arrivals.push({ atMs, credentialId });
    await delay(400);
    if (recent.length < perAccount && own.length < perCredential) return ok;
    vendor.refused++;
    return status(429);
  }

  return vendor;
}
