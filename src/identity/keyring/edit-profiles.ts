import { GatewayError } from '../../errors.ts';
import type { Grant } from '../grants.ts';
import { createAccessKey } from './access-key.ts';
import type { StoredKeyring, StoredProfile } from './stored-profile.ts';

export type ProfileChange = Partial<Omit<StoredProfile, 'name' | 'accessKeys'>>;

/** What is given is added to what the profile has; a profile that is not there begins empty. */
export function mergeProfile(
  { profiles }: StoredKeyring,
  name: string,
  change: ProfileChange,
): StoredKeyring {
  const before = profiles.find((profile) => profile.name === name);
  const { credentials, grants, ...rest } = change;
  const profile: StoredProfile = {
    name,
    accessKeys: [],
    ...before,
    ...rest,
    credentials: { ...before?.credentials, ...credentials },
    grants: { ...before?.grants, ...grants },
  };
  return replace({ profiles }, profile);
}

/** Adds an access key; the text of it is in the answer and nowhere else. */
export function addAccessKey(
  keyring: StoredKeyring,
  name: string,
  { createdAt, expiresAt }: { createdAt: string; expiresAt?: string | undefined },
): { keyring: StoredKeyring; accessKey: string; id: string } {
  const profile = requireProfile(keyring, name);
  const { accessKey, id, digest } = createAccessKey();
  const stored = { id, digest, createdAt, ...(expiresAt !== undefined && { expiresAt }) };
  const accessKeys = [...profile.accessKeys, stored];
  return { keyring: replace(keyring, { ...profile, accessKeys }), accessKey, id };
}

/** The profile's keys stop working at a time to come; those that end sooner are left alone. */
export function endAccessKeys(keyring: StoredKeyring, name: string, at: string): StoredKeyring {
  const profile = requireProfile(keyring, name);
  const accessKeys = profile.accessKeys.map((key) =>
    key.expiresAt !== undefined && Date.parse(key.expiresAt) <= Date.parse(at)
      ? key
      : { ...key, expiresAt: at },
  );
  return replace(keyring, { ...profile, accessKeys });
}

/** One key by its id, or all of the profile's; they stay listed as revoked. */
export function revokeAccessKeys(
  keyring: StoredKeyring,
  name: string,
  { id, at }: { id?: string | undefined; at: string },
): StoredKeyring {
  const profile = requireProfile(keyring, name);
  if (id !== undefined && !profile.accessKeys.some((key) => key.id === id)) {
    throw new GatewayError('BAD_USER_INPUT', {
      detail: `the profile "${name}" has no access key "${id}"; "trefoil keyring list" shows them`,
    });
  }
  const accessKeys = profile.accessKeys.map((key) =>
    (id === undefined || key.id === id) && key.revokedAt === undefined
      ? { ...key, revokedAt: at }
      : key,
  );
  return replace(keyring, { ...profile, accessKeys });
}

export function removeProfile(keyring: StoredKeyring, name: string): StoredKeyring {
  requireProfile(keyring, name);
  return { profiles: keyring.profiles.filter((profile) => profile.name !== name) };
}

export function requireProfile({ profiles }: StoredKeyring, name: string): StoredProfile {
  const profile = profiles.find((candidate) => candidate.name === name);
  if (profile) return profile;
  throw new GatewayError('BAD_USER_INPUT', {
    detail: `there is no profile "${name}"; "trefoil keyring list" shows them`,
  });
}

/** For people: `read, write, root fields a b`. */
export function describeGrant({ read, write, manage, rootFields }: Grant): string {
  const uses = [read && 'read', write && 'write', manage && 'manage'].filter(Boolean);
  const fields = rootFields ? ` (only ${rootFields.join(', ') || 'no fields'})` : '';
  return `${uses.join(', ') || 'nothing'}${fields}`;
}

function replace({ profiles }: StoredKeyring, profile: StoredProfile): StoredKeyring {
  const index = profiles.findIndex(({ name }) => name === profile.name);
  return { profiles: index < 0 ? [...profiles, profile] : profiles.with(index, profile) };
}
