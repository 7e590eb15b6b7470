import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAccessKey } from '../../../src/identity/keyring/access-key.ts';
import { openKeyring } from '../../../src/identity/keyring/keyring.ts';
import type { Keyring } from '../../../src/identity/keyring/keyring.ts';
import { updateKeyringFile } from '../../../src/identity/keyring/keyring-file.ts';
import type { KeyringFile } from '../../../src/identity/keyring/keyring-file.ts';
import { MasterKey } from '../../../src/identity/keyring/master-key.ts';
import type { StoredProfile } from '../../../src/identity/keyring/stored-profile.ts';
import { sources } from '../sources.ts';

export const masterKey = new MasterKey('00112233445566778899aabbccddeeff'.repeat(2));

export async function createTemporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'trefoil-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

export interface TemporaryKeyring extends AsyncDisposable {
  file: KeyringFile;
  keyring: Keyring;
  /** What it was told to log. */
  problems: string[];
  write(profiles: StoredProfile[]): Promise<void>;
  /** Settles when the running keyring has taken up what `act` did to the file. */
  changes(act: () => Promise<unknown>): Promise<void>;
}

/** A real file, and a keyring that follows it. */
export async function createTemporaryKeyring(profiles: StoredProfile[]): Promise<TemporaryKeyring> {
  const folder = await createTemporaryFolder();
  const file = { path: join(folder.path, 'keyring.json'), masterKeys: [masterKey], sources };
  const write = (next: StoredProfile[]) => updateKeyringFile(file, () => ({ profiles: next }));
  await write(profiles);
  const problems: string[] = [];
  const onStale = (problem: string) => void problems.push(problem);
  const keyring = await openKeyring({ ...file, everyMs: 5, onStale });
  return {
    file,
    keyring,
    problems,
    write,
    async changes(act) {
      const changed = new Promise<void>((resolve) => {
        const stop = keyring.onChange(() => {
          stop();
          resolve();
        });
      });
      await act();
      await changed;
    },
    async [Symbol.asyncDispose]() {
      keyring[Symbol.dispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

export function storedProfile(name: string, more: Partial<StoredProfile> = {}): StoredProfile {
  return { name, credentials: {}, grants: {}, accessKeys: [], ...more };
}

export function storedAccessKey(more: { expiresAt?: string; revokedAt?: string } = {}) {
  const { accessKey, id, digest } = createAccessKey();
  return { accessKey, stored: { id, digest, createdAt: '2026-01-01T00:00:00Z', ...more } };
}
