import type { CredentialKind, Source } from '../../src/source.ts';
import { createIdentityReader } from '../../src/identity/read-identity.ts';
import type { HeaderLookup, IdentityReaderOptions } from '../../src/identity/read-identity.ts';
import type { Identity } from '../../src/identity/identity.ts';

const limits = {
  requestsPerSecond: 0,
  accountRequestsPerSecond: 0,
  concurrency: 10,
  timeoutMs: 1000,
  retries: 0,
  answerBytes: 1000,
  callsPerOperation: 10,
};

const kind = (header: string, more: Partial<CredentialKind> = {}): CredentialKind => ({
  header,
  env: header.slice(2).toUpperCase().replaceAll('-', '_'),
  upstreamHeader: 'authorization',
  finish: (secret) => secret,
  pattern: /[\x20-\x7e]{8,}/,
  shape: 'at least 8 printable characters',
  ...more,
});

/** The three schemes that there are: a bare value, a word in front, and a reading and a writing key. */
export const sources: readonly Source[] = [
  { name: 'fleek', title: 'Fleek', limits, credentials: [kind('x-fleek-key')] },
  {
    name: 'fibery',
    title: 'Fibery',
    limits,
    credentials: [
      kind('x-fibery-token', { finish: (token) => `Token ${token}` }),
      kind('x-fibery-cookie', { upstreamHeader: 'Cookie', contract: 'fibery_account' }),
    ],
  },
  {
    name: 'flotiq',
    title: 'Flotiq',
    limits,
    credentials: [
      kind('x-flotiq-key', { upstreamHeader: 'X-AUTH-TOKEN', pattern: /^[a-z0-9]{8,64}$/g }),
      kind('x-flotiq-read-key', { upstreamHeader: 'X-AUTH-TOKEN', use: 'read' }),
    ],
  },
];

export const lookup =
  (headers: Record<string, string | string[]>): HeaderLookup =>
  (name) =>
    Object.hasOwn(headers, name) ? headers[name] : undefined;

export const sandbox = { 'x-fleek-key': 'sandbox-fleek', 'x-flotiq-key': 'sandboxflotiq' };
export const reading = { read: true, write: false };
export const readingAndWriting = { read: true, write: true };

export const loopback = { isLoopback: true };
export const elsewhere = { isLoopback: false };

/** A reader with nothing of its own, but for what a test gives it. */
export const createReader = (options: Partial<IdentityReaderOptions> = {}) =>
  createIdentityReader({ sources, secret: 'deployment', profile: 'development', ...options });

/** Reads at once, as every request without a JWT is read. */
export function readNow(
  options: Partial<IdentityReaderOptions>,
  headers: Record<string, string | string[]>,
  remote = elsewhere,
): Identity {
  const identity = createReader(options).read(lookup(headers), remote);
  if (identity instanceof Promise) throw new Error('this identity should be known at once');
  return identity;
}
