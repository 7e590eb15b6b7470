import { openDoor } from './access.ts';
import type { Access, Door } from './access.ts';
import type { Holder } from './authorization.ts';
import type { Digest } from './credential.ts';
import { createIdentity } from './identity.ts';
import type { Basis, Caller, Identity } from './identity.ts';
import type { Profile } from './keyring/profile.ts';
import { listLayers } from './layers.ts';
import type { Belongings, Circumstances } from './layers.ts';

export interface IdentityBuilder {
  readonly belongings: Belongings;
  readonly doors: readonly Door[];
  /** The door that a contract is behind. */
  findDoor(contract: string): string;
  readonly digest: Digest;
}

/** Decides, for one caller, whose credential each source is asked with. */
export function buildIdentity(
  { belongings, doors, findDoor, digest }: IdentityBuilder,
  circumstances: Circumstances,
): Identity {
  const { holder } = circumstances;
  const { keyring } = belongings;
  const layers = listLayers(belongings, circumstances);
  const accesses = new Map(doors.map((door) => [door.name, openDoor(door, layers, digest)]));
  const used = [...accesses.values()];
  const caller = describeCaller(circumstances, used);
  const isAnonymousUsed = used.some(({ origin }) => origin === 'anonymous');
  const anonymous = isAnonymousUsed ? keyring?.anonymous : undefined;
  const ends = [
    holder?.tokenExpiresAtMs,
    holder?.key?.expiresAtMs,
    holder?.profile?.expiresAtMs,
    anonymous?.expiresAtMs,
  ].filter((end) => end !== undefined);
  return createIdentity({
    caller,
    partition: digest([caller.kind, caller.name ?? null, ...used.map(describeAccess)]),
    expiresAtMs: ends.length > 0 ? Math.min(...ends) : undefined,
    basis: listBasis(holder, anonymous),
    accesses,
    accessName: findDoor,
    advice: keyring && !holder ? ', or send a gateway access key in Authorization' : '',
  });
}

function describeCaller({ own, holder }: Circumstances, used: readonly Access[]): Caller {
  if (holder?.profile) {
    const { profile, key } = holder;
    return { kind: 'profile', name: profile.name, ...(key && { keyId: key.id }) };
  }
  if (own.size > 0) return { kind: 'own' };
  if (holder) return { kind: 'server' };
  const kinds = ['anonymous', 'server', 'sandbox'] as const;
  const kind = kinds.find((origin) => used.some((access) => access.origin === origin));
  return { kind: kind ?? 'unknown' };
}

function describeAccess({ origin, read, write, grant, fault }: Access): unknown {
  return [origin ?? null, read?.id ?? null, write?.id ?? null, grant ?? null, fault ?? null];
}

function listBasis(holder: Holder | undefined, anonymous: Profile | undefined): Basis[] {
  const { profile, key } = holder ?? {};
  const basis: Basis[] = [];
  if (profile) {
    basis.push({ ...describeProfile(profile), ...(key && { keyId: key.id }) });
  }
  if (anonymous) basis.push(describeProfile(anonymous));
  return basis;
}

function describeProfile({ name, version, requestsPerSecond }: Profile): Basis {
  return { profile: name, version, ...(requestsPerSecond && { requestsPerSecond }) };
}
