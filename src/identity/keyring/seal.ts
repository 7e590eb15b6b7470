import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { GatewayError } from '../../errors.ts';
import type { MasterKey } from './master-key.ts';

interface Head {
  format: 'trefoil-keyring';
  version: 1;
  /** Says which master key opens it, and nothing about that key. */
  keyId: string;
  salt: string;
  nonce: string;
}

interface Envelope extends Head {
  tag: string;
  body: string;
}

/** Encrypts with AES-256-GCM under a key of its own; the head is authenticated with the body. */
export async function seal(plain: string, masterKey: MasterKey): Promise<string> {
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const { key, id } = await masterKey.derive(salt);
  const head: Head = {
    format: 'trefoil-keyring',
    version: 1,
    keyId: id,
    salt: salt.toString('base64'),
    nonce: nonce.toString('base64'),
  };
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(authenticated(head));
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  const envelope: Envelope = {
    ...head,
    tag: cipher.getAuthTag().toString('base64'),
    body: body.toString('base64'),
  };
  return `${JSON.stringify(envelope, null, 2)}\n`;
}

/** Opens with whichever master key sealed it; fails with CONFIG_INVALID and says what is wrong. */
export async function unseal(sealed: string, masterKeys: readonly MasterKey[]): Promise<string> {
  const envelope = readEnvelope(sealed);
  if (masterKeys.length === 0) {
    throw broken('is sealed, and TREFOIL_MASTER_KEY is not set: set the one it was written with');
  }
  for (const masterKey of masterKeys) {
    const { key, id } = await masterKey.derive(Buffer.from(envelope.salt, 'base64'));
    if (id === envelope.keyId) return decrypt(envelope, key);
  }
  throw broken(
    'is sealed with another master key, or its head was changed: set the TREFOIL_MASTER_KEY it was written with (as TREFOIL_MASTER_KEY_PREVIOUS if the key is being replaced)',
  );
}

function decrypt(envelope: Envelope, key: Buffer): string {
  try {
    const nonce = Buffer.from(envelope.nonce, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 })
      .setAAD(authenticated(envelope))
      .setAuthTag(Buffer.from(envelope.tag, 'base64'));
    const body = decipher.update(Buffer.from(envelope.body, 'base64'));
    return Buffer.concat([body, decipher.final()]).toString('utf8');
  } catch (cause) {
    throw broken(corrupt, cause);
  }
}

function readEnvelope(sealed: string): Envelope {
  let envelope: unknown;
  try {
    envelope = JSON.parse(sealed);
  } catch {
    // JSON.parse quotes what it read; nothing of the file belongs in an error.
    throw broken('is cut off or not a keyring: bring back a copy');
  }
  const found = (envelope ?? {}) as Partial<Record<keyof Envelope, unknown>>;
  if (found.format !== 'trefoil-keyring') throw broken('is not a keyring');
  if (found.version !== 1) {
    throw broken('was written by a newer version of the gateway, or its head was changed');
  }
  const texts = [found.keyId, found.salt, found.nonce, found.tag, found.body];
  if (!texts.every((text) => typeof text === 'string')) throw broken(corrupt);
  return found as Envelope;
}

function authenticated({ format, version, keyId, salt, nonce }: Head): Buffer {
  return Buffer.from(JSON.stringify([format, version, keyId, salt, nonce]));
}

const corrupt = 'was changed or damaged after it was written: bring back a copy';

function broken(detail: string, cause?: unknown): GatewayError {
  return new GatewayError('CONFIG_INVALID', { detail: `the keyring ${detail}`, cause });
}
