import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { Owned } from '../owned.ts';
import type { Source } from '../source.ts';
import { systemClock } from './clock.ts';
import { readJwtOptions } from './jwt-options.ts';
import { keyringPath } from './keyring/keyring-path.ts';
import { openKeyring, type Keyring } from './keyring/keyring.ts';
import { readMasterKeys } from './keyring/master-key.ts';
import { createProfileRates, type ProfileRates } from './profile-rates.ts';
import { createIdentityReader, type IdentityReader } from './read-identity.ts';
import type { Environment } from '../environment.ts';
import { readSecretVariable } from './secret-variable.ts';
import { readServerCredentials } from './server-credentials.ts';

export interface Identities extends AsyncDisposable {
  reader: IdentityReader;
  rates: ProfileRates;
  keyring: Keyring | undefined;
}

export interface IdentitiesOptions {
  env: Environment;
  sources: readonly Source[];
  profile: 'development' | 'production';
  /** What the running stand-ins open, by credential header. */
  sandbox: Readonly<Record<string, string>>;
  /** Told when the keyring's file cannot be used any more. */
  onStale?: ((problem: string) => void) | undefined;
}

/** All that decides who a caller is, as the environment configures it. */
export async function openIdentities({
  env,
  sources,
  profile,
  sandbox,
  onStale,
}: IdentitiesOptions): Promise<Identities> {
  const owned = new Owned();
  const server = await readServerCredentials(env, sources);
  const jwtOptions = await readJwtOptions(env);
  const jwt = jwtOptions && (await import('./jwt.ts')).createJwtVerifier(jwtOptions, systemClock);
  const keyring = await openConfiguredKeyring({ env, sources, onStale });
  if (keyring) owned.add(keyring);
  const reader = createIdentityReader({
    sources,
    // Digests live as long as the process, unless a secret outlives it.
    secret: (await readSecretVariable(env, 'TREFOIL_SECRET')) ?? randomBytes(32),
    profile,
    keyring,
    jwt,
    server,
    sandbox,
  });
  owned.add(reader);
  return {
    reader,
    rates: createProfileRates(),
    keyring,
    [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose](),
  };
}

async function openConfiguredKeyring({
  env,
  sources,
  onStale,
}: Pick<IdentitiesOptions, 'env' | 'sources' | 'onStale'>) {
  const path = keyringPath(env);
  if (!env['TREFOIL_KEYRING'] && !existsSync(path)) return undefined;
  return openKeyring({ path, masterKeys: await readMasterKeys(env), sources, onStale });
}
