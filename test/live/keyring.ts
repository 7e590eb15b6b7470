import { join } from 'node:path';
import { sources } from '../../sources/index.ts';
import { createAccessKey } from '../../src/identity/keyring/access-key.ts';
import { updateKeyringFile } from '../../src/identity/keyring/keyring-file.ts';
import type { StoredProfile } from '../../src/identity/keyring/stored-profile.ts';
import { createTemporaryFolder, masterKey } from '../identity/keyring/temporary-keyring.ts';
import { sandboxHeaders } from '../test-gateway.ts';

/** A keyring with one profile, and the key that opens it. */
export async function createKeyring(profile: Partial<StoredProfile> = {}) {
  const folder = await createTemporaryFolder();
  const path = join(folder.path, 'keyring.json');
  const { accessKey, id, digest } = createAccessKey();
  const stored: StoredProfile = {
    name: 'ci',
    credentials: { 'x-fleek-key': sandboxHeaders['x-fleek-key'] },
    grants: { fleek: { read: true, write: false } },
    accessKeys: [{ id, digest, createdAt: '2026-01-01T00:00:00Z' }],
    ...profile,
  };
  const write = (profiles: StoredProfile[]) =>
    updateKeyringFile({ path, masterKeys: [masterKey], sources }, () => ({ profiles }));
  await write([stored]);
  return {
    folder: folder.path,
    env: {
      TREFOIL_KEYRING: path,
      TREFOIL_MASTER_KEY: '00112233445566778899aabbccddeeff'.repeat(2),
    },
    headers: { authorization: `Bearer ${accessKey}` },
    revoke: () => write([{ ...stored, accessKeys: [] }]),
    /** What is open goes on until then. */
    expire(atMs: number) {
      const expiresAt = new Date(atMs).toISOString();
      return write([
        { ...stored, accessKeys: stored.accessKeys.map((key) => ({ ...key, expiresAt })) },
      ]);
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
