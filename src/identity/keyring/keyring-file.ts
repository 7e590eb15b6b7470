import { mkdir, open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GatewayError } from '../../errors.ts';
import type { Source } from '../../source.ts';
import type { MasterKey } from './master-key.ts';
import { seal, unseal } from './seal.ts';
import { readStoredKeyring } from './stored-profile.ts';
import type { StoredKeyring } from './stored-profile.ts';

export interface KeyringFile {
  readonly path: string;
  /** The one to seal with first; the others only open. */
  readonly masterKeys: readonly MasterKey[];
  readonly sources: readonly Source[];
}

export async function readKeyringFile(file: KeyringFile): Promise<StoredKeyring> {
  let sealed: string;
  try {
    sealed = await readFile(file.path, 'utf8');
  } catch (cause) {
    const isAbsent = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new GatewayError('CONFIG_INVALID', {
      detail: isAbsent
        ? `there is no keyring yet at ${file.path}: make one with "trefoil keyring add"`
        : `the keyring ${file.path} cannot be read by this user`,
      cause,
    });
  }
  return readStoredKeyring(await unseal(sealed, file.masterKeys), file.sources);
}

/**
 * Reads, changes and replaces the file in one step: whoever reads it meanwhile sees all of the old
 * or all of the new. A second writer is refused instead of losing the first one's change.
 */
export async function updateKeyringFile(
  file: KeyringFile,
  change: (keyring: StoredKeyring) => StoredKeyring,
): Promise<void> {
  const [masterKey] = file.masterKeys;
  if (!masterKey) {
    throw new GatewayError('CONFIG_INVALID', { detail: 'set TREFOIL_MASTER_KEY first' });
  }
  // Renaming over a symbolic link would replace the link and leave the keyring as it was.
  const path = await realpath(file.path).catch(() => file.path);
  const nextPath = `${path}.next`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const next = await openExclusively(nextPath);
  try {
    const changed = JSON.stringify(change(await readOrStart(file)));
    // What is written now must be readable later, so it passes the same checks.
    readStoredKeyring(changed, file.sources);
    await next.writeFile(await seal(changed, masterKey));
    await next.sync();
    await next.close();
    await rename(nextPath, path);
  } catch (error) {
    await next.close().catch(() => undefined);
    await rm(nextPath, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

async function readOrStart(file: KeyringFile): Promise<StoredKeyring> {
  try {
    return await readKeyringFile(file);
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { profiles: [] };
    throw error;
  }
}

/** The next file is the lock too, as git's `index.lock` is. */
async function openExclusively(path: string) {
  try {
    return await open(path, 'wx', 0o600);
  } catch (cause) {
    const isTaken = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    throw new GatewayError('CONFIG_INVALID', {
      detail: isTaken
        ? `another change of the keyring is under way; if it was broken off, remove ${path} and try again`
        : `the keyring ${path} cannot be written by this user`,
      cause,
    });
  }
}

/** Without this a power cut could undo the rename. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
