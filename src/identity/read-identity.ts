import { hash, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { GatewayError } from '../errors.ts';
import type { Source } from '../source.ts';
import { createDoorFinder, listDoors } from './access.ts';
import { isOver, readAuthorization } from './authorization.ts';
import type { Holder } from './authorization.ts';
import { buildIdentity } from './build-identity.ts';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { createDigest } from './credential.ts';
import type { Identity } from './identity.ts';
import type { JwtVerifier } from './jwt.ts';
import type { Keyring } from './keyring/keyring.ts';
import type { ServerCredentials } from './server-credentials.ts';

export interface IdentityReaderOptions {
  readonly sources: readonly Source[];
  /** The deployment's own; digests of different deployments then say nothing about each other. */
  readonly secret: string | Uint8Array;
  readonly profile: 'development' | 'production';
  readonly keyring?: Keyring | undefined;
  readonly jwt?: JwtVerifier | undefined;
  readonly server?: ServerCredentials | undefined;
  /** Secrets of the stand-ins that run, by the header that a caller would send them in. */
  readonly sandbox?: Readonly<Record<string, string>> | undefined;
  readonly clock?: Clock;
}

/** By lower-case name; all values of a header that was sent more than once, or joined by commas. */
export type HeaderLookup = (name: string) => string | readonly string[] | null | undefined;

export interface Remote {
  /**
   * Both the peer's address and the `Host` it asks for are loopback: a web page whose own name
   * leads here has the first and not the second.
   */
  readonly isLoopback: boolean;
}

export interface IdentityReader extends Disposable {
  /**
   * At once, but for a JWT that is not known yet. Fails with ACCESS_DENIED or CREDENTIAL_INVALID
   * for a bad `Authorization`; a bad credential for one source costs that source's fields only.
   */
  read(headers: HeaderLookup, remote: Remote): Identity | Promise<Identity>;
  /** For what the gateway does by itself in a profile's name. Undefined when there is none, or it is over. */
  ofProfile(name: string): Identity | undefined;
}

const rememberedIdentities = 1000;
/** Bounds how long a signing key that the issuer withdrew still counts. */
const rememberedMs = 60_000;

/** The only reader of credential headers. Fails with CONFIG_INVALID when what it is given opens too much. */
export function createIdentityReader(options: IdentityReaderOptions): IdentityReader {
  requireGuarded(options);
  const { keyring, clock = systemClock } = options;
  const belongings = { ...options, clock };
  const digest = createDigest(options.secret);
  const doors = listDoors(options.sources);
  const builder = { belongings, doors, findDoor: createDoorFinder(doors), digest };
  const names = [...new Set(doors.flatMap(({ kinds }) => kinds.map(({ header }) => header)))];
  // Named for as long as this process runs, and thrown away with it: a plain hash is enough.
  const salt = randomBytes(16).toString('base64');
  const shorten = (parts: unknown[]) => hash('sha256', salt + JSON.stringify(parts), 'base64');
  const remembered = new LRUCache<string, { identity: Identity; untilMs: number }>({
    max: rememberedIdentities,
  });
  const stopListening = keyring?.onChange(() => remembered.clear());

  return {
    read(headers, { isLoopback }) {
      const authorization = single(headers('authorization'));
      const values = names.map((name) => single(headers(name)));
      // The digest stands for the headers, so that no secret is ever the key of anything.
      const key = shorten([isLoopback, authorization ?? null, ...values.map((v) => v ?? null)]);
      const known = remembered.get(key);
      if (known && clock.now() < known.untilMs) return known.identity;

      function remember(holder: Holder | undefined): Identity {
        const sent = names.map((name, index) => [name, values[index]] as const);
        const own = new Map(sent.filter((pair): pair is [string, string] => pair[1] !== undefined));
        const identity = buildIdentity(builder, { own, holder, isLoopback });
        // A keyring that changed while a token was checked has already cleared what it made stale.
        if (identity.basis.every((basis) => keyring!.endOf(basis) > clock.now())) {
          const untilMs = Math.min(clock.now() + rememberedMs, identity.expiresAtMs ?? Infinity);
          remembered.set(key, { identity, untilMs });
        }
        return identity;
      }

      const holder = readAuthorization(authorization, belongings);
      return holder instanceof Promise ? holder.then(remember) : remember(holder);
    },
    ofProfile(name) {
      const profile = keyring?.find(name);
      if (!profile || isOver(profile, clock)) return undefined;
      return buildIdentity(builder, { own: new Map(), holder: { profile }, isLoopback: false });
    },
    [Symbol.dispose]() {
      stopListening?.();
      remembered.clear();
    },
  };
}

function requireGuarded({ profile, server, sandbox, keyring, jwt }: IdentityReaderOptions): void {
  const problems: string[] = [];
  const isProduction = profile === 'production';
  const variables = server?.variables ?? [];
  if (isProduction && variables.length > 0 && !server?.authenticatedGrant) {
    problems.push(
      `${variables.join(', ')}: credentials in the environment are not used in production unless TREFOIL_SERVER_CREDENTIALS gives them to authenticated callers; set it, or move them into the keyring with "trefoil keyring import-env"`,
    );
  }
  if (server?.authenticatedGrant && !keyring && !jwt) {
    problems.push(
      'TREFOIL_SERVER_CREDENTIALS is set, but without a keyring or a JWT issuer no caller can be authenticated',
    );
  }
  if (isProduction && Object.keys(sandbox ?? {}).length > 0) {
    problems.push('sandbox credentials are not for production');
  }
  if (problems.length > 0)
    throw new GatewayError('CONFIG_INVALID', { detail: problems.join('; ') });
}

/** Several values become one that no check lets pass: which of them was meant cannot be known. */
function single(value: string | readonly string[] | null | undefined): string | undefined {
  if (value === null || value === undefined || typeof value === 'string') return value ?? undefined;
  return value.length === 0 ? undefined : value.join(', ');
}
