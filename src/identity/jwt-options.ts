import { GatewayError } from '../errors.ts';
import type { JwtOptions } from './jwt.ts';
import { readSecretVariable } from './secret-variable.ts';
import type { Environment } from '../environment.ts';

/** Undefined when no `TREFOIL_JWT_` variable is set; whether they fit together is the verifier's to say. */
export async function readJwtOptions(env: Environment): Promise<JwtOptions | undefined> {
  const jwksUrl = env.TREFOIL_JWT_JWKS_URL || undefined;
  const publicKey = await readSecretVariable(env, 'TREFOIL_JWT_PUBLIC_KEY');
  const secret = await readSecretVariable(env, 'TREFOIL_JWT_SECRET');
  const algorithms = splitList(env.TREFOIL_JWT_ALGORITHMS);
  const skewSeconds = readSeconds(env.TREFOIL_JWT_SKEW_SECONDS);
  const issuer = env.TREFOIL_JWT_ISSUER ?? '';
  const audience = env.TREFOIL_JWT_AUDIENCE ?? '';
  const isSet = [jwksUrl, publicKey, secret, algorithms, skewSeconds, issuer, audience].some(
    Boolean,
  );
  if (!isSet) return undefined;
  return {
    issuer,
    audience,
    ...(jwksUrl !== undefined && { jwksUrl }),
    ...(publicKey !== undefined && { publicKey }),
    ...(secret !== undefined && { secret }),
    ...(algorithms && { algorithms }),
    ...(skewSeconds !== undefined && { skewSeconds }),
  };
}

function splitList(text: string | undefined): string[] | undefined {
  return text ? text.split(/[\s,]+/).filter((item) => item !== '') : undefined;
}

function readSeconds(text: string | undefined): number | undefined {
  if (!text) return undefined;
  const seconds = Number(text);
  // A token that counts long after its end is no longer about clocks.
  if (seconds >= 0 && seconds <= 300) return seconds;
  throw new GatewayError('CONFIG_INVALID', {
    detail: 'TREFOIL_JWT_SKEW_SECONDS is a number from 0 to 300',
  });
}
