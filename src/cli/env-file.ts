import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { GatewayError } from '../errors.ts';

/** What `.env` in a folder sets; nothing when there is none. */
export function readEnvFile(file: string): Record<string, string | undefined> {
  try {
    return { ...parseEnv(readFileSync(file, 'utf8')) };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new GatewayError('CONFIG_INVALID', { detail: `${file} cannot be read`, cause });
  }
}
