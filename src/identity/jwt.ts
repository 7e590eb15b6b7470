import { createPublicKey, createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import { GatewayError } from '../errors.ts';
import type { Clock } from './clock.ts';

export interface JwtOptions {
  /** One of the three says what tokens are verified with. */
  readonly jwksUrl?: string;
  /** PEM or JWK. */
  readonly publicKey?: string;
  /** Shared with the issuer, at least 32 bytes. */
  readonly secret?: string;
  readonly issuer: string;
  readonly audience: string;
  /** @default RS256, PS256, ES256 and EdDSA; HS256 with a secret */
  readonly algorithms?: readonly string[];
  /** How far the issuer's clock may be off. @default 30 */
  readonly skewSeconds?: number;
}

export interface JwtVerifier {
  /** What a good token says; ACCESS_DENIED says what is wrong with any other. */
  verify(token: string): Promise<VerifiedToken>;
}

export interface VerifiedToken {
  readonly claims: Readonly<JWTPayload>;
  /** Epoch, the allowed skew included. */
  readonly expiresAtMs: number;
}

const publicAlgorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const allPublicAlgorithms = /^(?:[RPE]S(?:256|384|512)|EdDSA|Ed25519)$/;
const secretAlgorithms = /^HS(?:256|384|512)$/;

/** Fails with CONFIG_INVALID when the options could let in a token that nobody trusted has signed. */
export function createJwtVerifier(options: JwtOptions, clock: Clock): JwtVerifier {
  const { issuer, audience, secret, skewSeconds = 30 } = options;
  const algorithms = [...(options.algorithms ?? (secret ? ['HS256'] : publicAlgorithms))];
  const problems = findProblems(options, algorithms);
  if (problems.length > 0) throw misconfigured(problems.join('; '));
  const findKey = createKeyFinder(options);

  return {
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, findKey, {
          issuer,
          audience,
          algorithms,
          clockTolerance: skewSeconds,
          currentDate: new Date(clock.now()),
          requiredClaims: ['exp'],
        });
        return { claims: payload, expiresAtMs: (payload.exp! + skewSeconds) * 1000 };
      } catch (error) {
        if (error instanceof GatewayError) throw error;
        // jose's errors carry the token's claims, which belong in no log: the cause stays here.
        throw denied(describe(error, algorithms));
      }
    },
  };
}

function findProblems(options: JwtOptions, algorithms: readonly string[]): string[] {
  const { jwksUrl, publicKey, secret, issuer, audience } = options;
  const problems: string[] = [];
  const keys = [jwksUrl, publicKey, secret].filter((key) => key !== undefined);
  if (keys.length !== 1)
    problems.push('set one of TREFOIL_JWT_JWKS_URL, TREFOIL_JWT_PUBLIC_KEY and TREFOIL_JWT_SECRET');
  if (!issuer) problems.push('name the issuer in TREFOIL_JWT_ISSUER');
  if (!audience) problems.push('name the audience in TREFOIL_JWT_AUDIENCE');
  if (jwksUrl !== undefined && !isTrustworthy(jwksUrl)) {
    problems.push('the JWKS address must begin with https:// (or be on loopback)');
  }
  if (secret !== undefined && Buffer.byteLength(secret) < 32) {
    problems.push('the secret is shorter than 32 bytes');
  }
  // A public key taken for a shared secret would let anyone sign.
  const allowed = secret === undefined ? allPublicAlgorithms : secretAlgorithms;
  const refused = algorithms.filter((algorithm) => !allowed.test(algorithm));
  if (refused.length > 0) problems.push(`these algorithms cannot be used: ${refused.join(', ')}`);
  if (algorithms.length === 0) problems.push('the list of algorithms is empty');
  return problems;
}

function isTrustworthy(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  const isLoopback = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback);
}

function createKeyFinder({ jwksUrl, publicKey, secret }: JwtOptions): JWTVerifyGetKey {
  if (jwksUrl !== undefined) return createRemoteKeyFinder(jwksUrl);
  const key =
    secret === undefined ? readPublicKey(publicKey!) : createSecretKey(Buffer.from(secret));
  return () => key;
}

function createRemoteKeyFinder(jwksUrl: string): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: 3000 });
  return async function findRemoteKey(header, token) {
    try {
      return await keys(header, token);
    } catch (cause) {
      if (cause instanceof errors.JWKSNoMatchingKey) throw cause;
      if (cause instanceof errors.JWKSMultipleMatchingKeys) throw cause;
      throw denied(
        'cannot be checked: the keys of its issuer cannot be fetched now; try again later',
      );
    }
  };
}

function readPublicKey(text: string): KeyObject {
  try {
    return text.trimStart().startsWith('{')
      ? createPublicKey({ key: JSON.parse(text), format: 'jwk' })
      : createPublicKey(text);
  } catch {
    throw misconfigured('the public key is neither PEM nor a JWK');
  }
}

function describe(error: unknown, algorithms: readonly string[]): string {
  if (error instanceof errors.JWTExpired) return 'has expired; get a new one';
  if (error instanceof errors.JWTClaimValidationFailed) {
    return error.reason === 'missing'
      ? `has no claim "${error.claim}"`
      : `is not for this gateway or not valid now: its claim "${error.claim}" is wrong`;
  }
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return `is signed in a way that is not allowed; allowed: ${algorithms.join(', ')}`;
  }
  if (error instanceof errors.JWKSNoMatchingKey) return 'is signed with an unknown key ("kid")';
  if (error instanceof errors.JWKSMultipleMatchingKeys) return 'does not say which key signed it';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'has a wrong signature';
  return 'is not a well-formed JWT';
}

const denied = (detail: string) =>
  new GatewayError('ACCESS_DENIED', { detail: `the token in Authorization ${detail}` });

const misconfigured = (detail: string) =>
  new GatewayError('CONFIG_INVALID', { detail: `JWT: ${detail}` });
