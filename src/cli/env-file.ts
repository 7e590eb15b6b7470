import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { GatewayError } from '../errors.ts';

/** What `.env` in a folder sets; nothing when there is none. Throws CONFIG_INVALID, a line for each fault. */
export function readEnvFile(file: string): Record<string, string | undefined> {
  const text = readText(file);
  const rest = text.replaceAll(understood, (line) => line.replaceAll(/[^\n]/g, ''));
  const faults = rest.split('\n').flatMap((left, index) => (left.trim() ? [index + 1] : []));
  if (faults.length === 0) return { ...parseEnv(text) };
  // Not quoted: it may be a credential.
  const detail = faults.map((line) => `${file}:${line} is no NAME=value`).join('\n');
  throw new GatewayError('CONFIG_INVALID', { detail });
}

/**
 * A setting, whose value may go on in quotes, a comment, or an empty line. Node's parser takes what is
 * none of them for a part of the next name, which then is not set, and nobody is told.
 */
const understood =
  /^[ \t]*(?:#.*|(?:export[ \t]+)?[A-Za-z_][\w.-]*[ \t]*=[ \t]*(?:"[^"]*"|'[^']*'|`[^`]*`)?.*)?$/gm;

/** Windows editors begin a file with a mark that is no part of its first name. */
function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new GatewayError('CONFIG_INVALID', { detail: `${file} cannot be read`, cause });
  }
}
