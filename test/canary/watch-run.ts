import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkRun } from './check-run.ts';
import { keepRemovedFiles } from './keep-removed.ts';
import { openRunFolder } from './run-folder.ts';

/**
 * Every credential of the tests is a canary: at the end of the run none may be found in what gateways
 * have answered, logged, counted or kept by, nor in any file that was written. The run fails with the
 * place, and never with the secret.
 */
export default function watchRun() {
  const { TMPDIR } = process.env;
  const root = mkdtempSync(join(tmpdir(), 'trefoil-run-'));
  const folder = openRunFolder(root);
  for (const path of Object.values(folder)) mkdirSync(path);
  process.env['TMPDIR'] = folder.temporary;
  keepRemovedFiles();
  return async () => {
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
    try {
      checkRun(folder);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  };
}
