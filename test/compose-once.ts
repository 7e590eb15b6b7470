import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { sources } from '../sources/index.ts';
import { compose } from '../src/compose/compose.ts';
import { writeComposition } from '../src/compose/write-composition.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folder of the graph that the committed contracts compose to. */
    artifacts: string;
  }
}

/** The committed contracts are composed once for all tests, by the code under test. */
export default async function composeOnce(project: TestProject) {
  const directory = await mkdtemp(join(tmpdir(), 'trefoil-test-'));
  await writeComposition(await compose({ meshrcFile: '.meshrc.yaml', sources }), directory);
  project.provide('artifacts', directory);
  return () => rm(directory, { recursive: true });
}
