import { GatewayError } from '../errors.ts';
import type { Source } from '../source.ts';
import { findFault } from './credential.ts';
import { everything } from './grants.ts';
import type { Grant } from './grants.ts';
import { readSecretVariable } from './secret-variable.ts';
import type { Environment } from '../environment.ts';

/**
 * Credentials in the plain environment. In development callers on loopback have them; elsewhere
 * `TREFOIL_SERVER_CREDENTIALS` must give them to callers with an access key or a JWT.
 */
export interface ServerCredentials {
  /** By the header that a caller would send it in. */
  secretOf(header: string): string | undefined;
  /** The variables that they came from. */
  readonly variables: readonly string[];
  /** What authenticated callers may do with them; undefined when they are not for those. */
  readonly authenticatedGrant: Grant | undefined;
}

const grants: Readonly<Record<string, Grant>> = {
  authenticated: { ...everything, manage: false },
  'authenticated-read': { read: true, write: false },
};

/** Names everything that is wrong in one CONFIG_INVALID, and no value. */
export async function readServerCredentials(
  env: Environment,
  sources: readonly Source[],
): Promise<ServerCredentials> {
  const secrets = new Map<string, string>();
  const variables: string[] = [];
  const problems: string[] = [];
  for (const kind of sources.flatMap(({ credentials }) => credentials)) {
    const secret = await readSecretVariable(env, kind.env);
    if (secret === undefined) continue;
    const fault = findFault(kind, secret);
    if (fault) problems.push(`${kind.env} ${fault}`);
    secrets.set(kind.header, secret);
    variables.push(kind.env);
  }
  const grantName = env.TREFOIL_SERVER_CREDENTIALS || undefined;
  if (grantName !== undefined && !Object.hasOwn(grants, grantName)) {
    problems.push(`TREFOIL_SERVER_CREDENTIALS is one of ${Object.keys(grants).join(', ')}`);
  }
  if (problems.length > 0)
    throw new GatewayError('CONFIG_INVALID', { detail: problems.join('; ') });
  return {
    secretOf: (header) => secrets.get(header),
    variables,
    authenticatedGrant: grantName === undefined ? undefined : grants[grantName],
  };
}
