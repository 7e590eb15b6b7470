import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join, resolve, sep } from 'node:path';
import { runFolder } from './run-folder.ts';

let removals = 0;

/** What tests remove from the temporary folder is put aside instead, for the check at the end. */
export function keepRemovedFiles(): void {
  const { rm } = fs.promises;
  const { rmSync } = fs;
  fs.promises.rm = async function rmLater(path, options) {
    if (!putAside(String(path))) await rm(path, options);
  };
  fs.rmSync = function rmSyncLater(path, options) {
    if (!putAside(String(path))) rmSync(path, options);
  };
  syncBuiltinESMExports();
}

function putAside(path: string): boolean {
  const folder = runFolder();
  if (!folder || !resolve(path).startsWith(folder.temporary + sep)) return false;
  removals += 1;
  try {
    fs.renameSync(path, join(folder.removed, `${process.pid}-${removals}`));
    return true;
  } catch {
    // It is not there: the real one knows whether that is a fault.
    return false;
  }
}
