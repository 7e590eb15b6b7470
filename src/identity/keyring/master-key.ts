import { createHmac, hkdfSync, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { GatewayError } from '../../errors.ts';
import { readSecretVariable } from '../secret-variable.ts';
import type { Environment } from '../../environment.ts';

const minimumPassphrase = 12;

/** What a keyring is sealed with: 32 random bytes, or a passphrase that is stretched. */
export class MasterKey {
  readonly #material: { kind: 'bytes'; bytes: Buffer } | { kind: 'passphrase'; text: string };

  constructor(text: string) {
    const bytes = readBytes(text);
    if (!bytes && text.length < minimumPassphrase) {
      throw new GatewayError('CONFIG_INVALID', {
        detail: `the master key is too short: 32 bytes in hex or base64 are expected ("openssl rand -base64 32" makes one), or a passphrase of at least ${minimumPassphrase} characters`,
      });
    }
    this.#material = bytes ? { kind: 'bytes', bytes } : { kind: 'passphrase', text };
  }

  /** A key for one sealing, and an id that tells whether this master key made it. */
  async derive(salt: Uint8Array): Promise<{ key: Buffer; id: string }> {
    const material = this.#material;
    const key =
      material.kind === 'bytes'
        ? Buffer.from(hkdfSync('sha256', material.bytes, salt, 'trefoil keyring', 32))
        : await stretch(material.text, salt);
    const id = createHmac('sha256', key).update('key id').digest('hex').slice(0, 16);
    return { key, id };
  }
}

/** The master keys in the environment, the one to seal with first; none when none is set. */
export async function readMasterKeys(env: Environment): Promise<MasterKey[]> {
  const texts = [
    await readSecretVariable(env, 'TREFOIL_MASTER_KEY'),
    await readSecretVariable(env, 'TREFOIL_MASTER_KEY_PREVIOUS'),
  ];
  if (texts[0] === undefined && texts[1] !== undefined) {
    throw new GatewayError('CONFIG_INVALID', {
      detail:
        'TREFOIL_MASTER_KEY_PREVIOUS is set and TREFOIL_MASTER_KEY is not: set the new key too',
    });
  }
  return texts.filter((text) => text !== undefined).map((text) => new MasterKey(text));
}

function readBytes(text: string): Buffer | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return Buffer.from(text, 'base64');
  return undefined;
}

const scryptAsync = promisify<string, Uint8Array, number, object, Buffer>(scrypt);

/** The cost is part of the file's version, not of the file: who can write it cannot lower or raise it. */
function stretch(passphrase: string, salt: Uint8Array): Promise<Buffer> {
  return scryptAsync(passphrase, salt, 32, { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 2 ** 20 });
}
