import { GatewayError } from '../errors.ts';
import type { Clock } from './clock.ts';
import type { JwtVerifier } from './jwt.ts';
import { isAccessKey, looksLikeAccessKey } from './keyring/access-key.ts';
import type { Keyring } from './keyring/keyring.ts';
import type { KnownAccessKey, Profile } from './keyring/profile.ts';

/** Whom the `Authorization` header has proven the caller to be. */
export interface Holder {
  /** A good token may be nobody's in the keyring. */
  readonly profile?: Profile;
  readonly key?: KnownAccessKey;
  /** The token's own end, epoch. */
  readonly tokenExpiresAtMs?: number;
}

export interface Authorities {
  readonly keyring?: Keyring | undefined;
  readonly jwt?: JwtVerifier | undefined;
  readonly clock: Clock;
}

/**
 * Reads `Authorization`, which is for the gateway alone and goes to no source. Undefined when it
 * is absent, or when nothing is configured that could check it: a proxy in front may have its own
 * use for it. Everything else that proves nothing is ACCESS_DENIED.
 */
export function readAuthorization(
  header: string | undefined,
  authorities: Authorities,
): Holder | undefined | Promise<Holder> {
  if (header === undefined) return undefined;
  const { keyring, jwt } = authorities;
  if (header.includes(',') && (keyring || jwt)) {
    throw new GatewayError('CREDENTIAL_INVALID', {
      detail: 'Authorization holds a comma; was the header sent twice?',
    });
  }
  const token = /^Bearer +(\S+)$/i.exec(header)?.[1];
  if (token !== undefined && looksLikeAccessKey(token)) return holdAccessKey(token, authorities);
  if (token !== undefined && jwt) return holdToken(token, jwt, authorities);
  if (!keyring && !jwt) return undefined;
  const accepted = [keyring && 'a gateway access key ("Bearer trf_...")', jwt && 'a JWT'];
  throw denied(`Authorization is not one that this gateway knows: send ${orList(accepted)}`);
}

function holdAccessKey(token: string, { keyring, clock }: Authorities): Holder {
  if (!keyring) throw denied('this gateway has no keyring, so no access key opens it');
  const found = isAccessKey(token) ? keyring.findByAccessKey(token) : undefined;
  if (!found) throw denied('the access key in Authorization is unknown; ask for a new one');
  const { profile, key } = found;
  if (key.revokedAt !== undefined)
    throw denied('the access key has been revoked; ask for a new one');
  if (isOver(key, clock)) throw denied('the access key has expired; ask for a new one');
  requireCurrent(profile, clock);
  return { profile, key };
}

async function holdToken(
  token: string,
  jwt: JwtVerifier,
  { keyring, clock }: Authorities,
): Promise<Holder> {
  const { claims, expiresAtMs } = await jwt.verify(token);
  const [profile, another] = keyring?.findByClaims(claims) ?? [];
  if (profile && another) {
    throw new GatewayError('ACCESS_DENIED', {
      detail: 'the token in Authorization is claimed by more than one profile',
      // For the operator's log: which profiles there are is no caller's business.
      cause: new Error(`claimed by the profiles ${profile.name} and ${another.name}`),
    });
  }
  if (profile) requireCurrent(profile, clock);
  return { ...(profile && { profile }), tokenExpiresAtMs: expiresAtMs };
}

export function isOver(thing: { expiresAtMs: number | undefined }, clock: Clock): boolean {
  return thing.expiresAtMs !== undefined && thing.expiresAtMs <= clock.now();
}

function requireCurrent(profile: Profile, clock: Clock): void {
  if (isOver(profile, clock)) throw denied(`the profile "${profile.name}" has expired`);
}

function orList(items: readonly (string | undefined)[]): string {
  return items.filter((item) => item !== undefined).join(' or ');
}

const denied = (detail: string) => new GatewayError('ACCESS_DENIED', { detail });
