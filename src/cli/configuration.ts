import { readConfig, type Config, type Environment } from '../config.ts';
import { GatewayError } from '../errors.ts';
import { systemClock } from '../identity/clock.ts';
import { readJwtOptions } from '../identity/jwt-options.ts';
import { readMasterKeys } from '../identity/keyring/master-key.ts';
import { readServerCredentials } from '../identity/server-credentials.ts';
import type { Source } from '../source.ts';

/**
 * The configuration, once every part that reads settings of its own has agreed with them: what is
 * wrong is reported together, in one CONFIG_INVALID.
 */
export async function readConfiguration(
  env: Environment,
  sources: readonly Source[],
): Promise<Config> {
  const [config, ...others] = await Promise.allSettled([
    attempt(() => readConfig(env, sources)),
    readServerCredentials(env, sources),
    readMasterKeys(env),
    attempt(async () => {
      const options = await readJwtOptions(env);
      if (!options) return;
      const { createJwtVerifier } = await import('../identity/jwt.ts');
      createJwtVerifier(options, systemClock);
    }),
  ]);
  const refusals = [config, ...others].flatMap((result) =>
    result.status === 'rejected' ? [result.reason as unknown] : [],
  );
  const bug = refusals.find((reason) => !(reason instanceof GatewayError));
  if (bug) throw bug;
  if (config.status === 'fulfilled' && refusals.length === 0) return config.value;
  const detail = refusals.map((reason) => (reason as GatewayError).message).join('\n');
  throw new GatewayError('CONFIG_INVALID', { detail });
}

async function attempt<T>(read: () => T | Promise<T>): Promise<T> {
  return read();
}
