import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { remember } from '../remember.ts';
import type { CredentialKind } from '../source.ts';

/** Where a credential came from, strongest claim first. */
export type Origin = 'own' | 'profile' | 'anonymous' | 'server' | 'sandbox';

/**
 * A secret in the form that its source takes. The value is private to the object: JSON, inspect
 * and spreading show the rest and not the secret.
 */
export class FinishedCredential {
  /** The header that carries it to the source, lower case. */
  readonly header: string;
  /** A digest, the same for the same credential whoever brings it. */
  readonly id: string;
  readonly origin: Origin;
  readonly #value: string;

  constructor(header: string, value: string, id: string, origin: Origin) {
    this.header = header;
    this.id = id;
    this.origin = origin;
    this.#value = value;
  }

  get value(): string {
    return this.#value;
  }

  /** Inspect can be asked to call getters. */
  [inspect.custom](): string {
    return `FinishedCredential(${this.header}, ${this.origin}, ${this.id})`;
  }
}

/** Names things without giving them away: an HMAC under the deployment's own secret. */
export type Digest = (parts: readonly unknown[]) => string;

export function createDigest(secret: string | Uint8Array): Digest {
  return (parts) =>
    createHmac('sha256', secret).update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

export function finishCredential(
  kind: CredentialKind,
  secret: string,
  origin: Origin,
  digest: Digest,
): FinishedCredential {
  const header = kind.upstreamHeader.toLowerCase();
  const value = kind.finish(secret);
  return new FinishedCredential(header, value, digest([header, value]), origin);
}

const maximumLength = 4096;
const printable = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** What is wrong with a secret, as the end of a sentence that begins with its name; never its value. */
export function findFault(kind: CredentialKind, secret: string): string | undefined {
  if (secret === '') return 'is empty';
  if (secret.length > maximumLength) return `is longer than ${maximumLength} characters`;
  // A header that was sent twice arrives joined by a comma, and no vendor's secret has one.
  if (secret.includes(',')) return 'holds a comma; was the header sent twice?';
  if (!printable.test(secret)) {
    return 'holds characters that are not printable ASCII, or begins or ends with a blank';
  }
  if (!wholePattern(kind).test(secret)) return `does not have the expected shape: ${kind.shape}`;
  return undefined;
}

/** The vendor's pattern for the whole secret, whatever anchors and flags it was written with. */
const wholePattern = remember(
  ({ pattern: { source, flags } }: CredentialKind): RegExp =>
    new RegExp(`^(?:${source})$`, flags.replace(/[gmy]/g, '')),
);
