import { stat } from 'node:fs/promises';
import type { Basis } from '../identity.ts';
import { findByDigest } from './access-key.ts';
import { readKeyringFile } from './keyring-file.ts';
import type { KeyringFile } from './keyring-file.ts';
import { Profile } from './profile.ts';
import type { KnownAccessKey } from './profile.ts';
import { anonymousName } from './stored-profile.ts';

/** The gateway's own credentials and who may use them, kept in step with the file. */
export interface Keyring extends Disposable {
  readonly anonymous: Profile | undefined;
  find(name: string): Profile | undefined;
  findByAccessKey(accessKey: string): { profile: Profile; key: KnownAccessKey } | undefined;
  /** More than one when the operator's claims leave a token open to several. */
  findByClaims(claims: Readonly<Record<string, unknown>>): Profile[];
  /**
   * Epoch: until when a profile, as it was when an identity was read, and its access key hold by what
   * the keyring says now. Infinity is for ever; what does not hold any more ended at 0.
   */
  endOf(basis: Basis): number;
  status(): KeyringStatus;
  /** Tells of every reload that changed something; answers how to stop listening. */
  onChange(listener: () => void): () => void;
}

/** Stale: the file cannot be used any more, and the last good one stays in force. */
export type KeyringStatus =
  | { state: 'current'; loadedAt: string }
  | { state: 'stale'; loadedAt: string; problem: string };

export interface KeyringOptions extends KeyringFile {
  /** How often the file is looked at. @default 250 */
  readonly everyMs?: number;
  /** Told once when the file cannot be used any more; what is revoked in it is not, until it can. */
  readonly onStale?: ((problem: string) => void) | undefined;
}

/** Fails with CONFIG_INVALID when the file cannot be used; later faults are told by `status()`. */
export async function openKeyring({
  everyMs = 250,
  onStale,
  ...file
}: KeyringOptions): Promise<Keyring> {
  const listeners = new Set<() => void>();
  // Taken before reading: a change between the two is then seen at the next look.
  let seen = await fingerprint(file.path);
  let profiles = await load(file);
  let status: KeyringStatus = { state: 'current', loadedAt: new Date().toISOString() };
  let isLooking = false;

  async function reload(): Promise<void> {
    let loaded: Profile[];
    try {
      loaded = await load(file);
    } catch (error) {
      const problem = (error as Error).message;
      if (status.state === 'current') onStale?.(problem);
      status = { state: 'stale', loadedAt: status.loadedAt, problem };
      // What the system did not let us read may be readable at the next look without having changed.
      if (isSystemFault((error as Error).cause)) seen = 'unread';
      return;
    }
    status = { state: 'current', loadedAt: new Date().toISOString() };
    if (isSame(profiles, loaded)) return;
    profiles = loaded;
    for (const listener of listeners) listener();
  }

  // Looking at the file works where notifications do not: bind mounts, network drives, mounted secrets.
  const looking = setInterval(async function lookForChange() {
    if (isLooking) return;
    isLooking = true;
    try {
      const found = await fingerprint(file.path);
      if (found === seen) return;
      seen = found;
      await reload();
    } finally {
      isLooking = false;
    }
  }, everyMs).unref();

  return {
    get anonymous() {
      return profiles.find(({ name }) => name === anonymousName);
    },
    find: (name) => profiles.find((profile) => profile.name === name),
    findByAccessKey(accessKey) {
      const held = profiles.flatMap((profile) =>
        profile.accessKeys.map((key) => ({ profile, key, digest: key.digest })),
      );
      return findByDigest(held, accessKey);
    },
    findByClaims: (claims) => profiles.filter((profile) => isClaimed(profile, claims)),
    endOf: (basis) => endOf(profiles, basis),
    status: () => status,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    [Symbol.dispose]() {
      clearInterval(looking);
      listeners.clear();
    },
  };
}

function isSystemFault(cause: unknown): boolean {
  return cause instanceof Error && 'syscall' in cause;
}

async function load(file: KeyringFile): Promise<Profile[]> {
  const { profiles } = await readKeyringFile(file);
  return profiles.map((stored) => new Profile(stored));
}

async function fingerprint(path: string): Promise<string> {
  try {
    const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [ino, size, mtimeNs, ctimeNs].join();
  } catch {
    return 'absent';
  }
}

function isSame(before: readonly Profile[], after: readonly Profile[]): boolean {
  const describe = (profiles: readonly Profile[]) =>
    JSON.stringify(profiles.map(({ version, accessKeys }) => [version, accessKeys]));
  return describe(before) === describe(after);
}

function isClaimed({ claims }: Profile, token: Readonly<Record<string, unknown>>): boolean {
  if (!claims) return false;
  return Object.entries(claims).every(([claim, wanted]) => {
    const found = Object.hasOwn(token, claim) ? token[claim] : undefined;
    return Array.isArray(found) ? found.includes(wanted) : found === wanted;
  });
}

function endOf(profiles: readonly Profile[], basis: Basis): number {
  const profile = profiles.find(({ name }) => name === basis.profile);
  if (profile?.version !== basis.version) return 0;
  const profileEndMs = profile.expiresAtMs ?? Infinity;
  if (basis.keyId === undefined) return profileEndMs;
  const key = profile.accessKeys.find(({ id }) => id === basis.keyId);
  if (!key || key.revokedAt !== undefined) return 0;
  return Math.min(profileEndMs, key.expiresAtMs ?? Infinity);
}
