import { createHmac, randomBytes } from 'node:crypto';
import type { Grant } from '../grants.ts';
import type { StoredProfile } from './stored-profile.ts';

// Profiles hold secrets, so even a digest of one must mean nothing outside this process.
const versionKey = randomBytes(32);

/** A profile in use. Its secrets are private to the object, as those of a finished credential are. */
export class Profile {
  readonly name: string;
  /** Changes with anything but the access keys. */
  readonly version: string;
  readonly accessKeys: readonly KnownAccessKey[];
  readonly claims: Readonly<Record<string, string>> | undefined;
  readonly expiresAtMs: number | undefined;
  readonly requestsPerSecond: number | undefined;
  readonly #credentials: ReadonlyMap<string, string>;
  readonly #grants: ReadonlyMap<string, Grant>;

  constructor({ accessKeys, ...stored }: StoredProfile) {
    this.name = stored.name;
    this.version = createHmac('sha256', versionKey).update(JSON.stringify(stored)).digest('hex');
    this.accessKeys = accessKeys.map(({ id, digest, expiresAt, revokedAt }) => ({
      id,
      digest,
      expiresAtMs: expiresAt === undefined ? undefined : Date.parse(expiresAt),
      revokedAt,
    }));
    this.claims = stored.claims;
    this.expiresAtMs = stored.expiresAt === undefined ? undefined : Date.parse(stored.expiresAt);
    this.requestsPerSecond = stored.requestsPerSecond;
    this.#credentials = new Map(Object.entries(stored.credentials));
    this.#grants = new Map(Object.entries(stored.grants));
  }

  secretOf(header: string): string | undefined {
    return this.#credentials.get(header);
  }

  /** Nothing is granted that is not written down. */
  grantOf(source: string): Grant | undefined {
    return this.#grants.get(source);
  }
}

export interface KnownAccessKey {
  readonly id: string;
  readonly digest: string;
  readonly expiresAtMs: number | undefined;
  readonly revokedAt: string | undefined;
}
