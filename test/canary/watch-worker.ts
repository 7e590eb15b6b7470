import { afterAll } from 'vitest';
import { recordAnswers, recordErrors, recordKeys } from './hooks.ts';
import { keepRemovedFiles } from './keep-removed.ts';
import { flush } from './record.ts';
import { runFolder } from './run-folder.ts';

// Once for each process: test files share it, and each of them runs this file.
const shared = globalThis as { isTrefoilWatched?: boolean };
if (runFolder() && !shared.isTrefoilWatched) {
  shared.isTrefoilWatched = true;
  recordAnswers();
  recordKeys();
  recordErrors();
  keepRemovedFiles();
}

afterAll(flush);
