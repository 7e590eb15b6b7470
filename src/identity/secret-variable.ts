import { readFile } from 'node:fs/promises';
import type { Environment } from '../environment.ts';
import { GatewayError } from '../errors.ts';

/**
 * A secret in the environment: `NAME`, or the file that `NAME_FILE` names, as container platforms
 * mount them. Unset and empty are the same. Fails when both are set, for one of them is a mistake.
 */
export async function readSecretVariable(
  env: Environment,
  name: string,
): Promise<string | undefined> {
  const value = env[name] || undefined;
  const path = env[`${name}_FILE`] || undefined;
  if (value !== undefined && path !== undefined) {
    throw new GatewayError('CONFIG_INVALID', {
      detail: `${name} and ${name}_FILE are both set: keep one`,
    });
  }
  if (path === undefined) return value;
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new GatewayError('CONFIG_INVALID', {
      detail: `the file that ${name}_FILE names cannot be read`,
      cause,
    });
  }
  // Editors and `echo` end a file with a line break, which is no part of the secret.
  const secret = text.replace(/\r?\n$/, '');
  if (secret === '') {
    throw new GatewayError('CONFIG_INVALID', {
      detail: `the file that ${name}_FILE names is empty`,
    });
  }
  return secret;
}
