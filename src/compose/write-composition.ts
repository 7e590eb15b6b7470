import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Composition } from './compose.ts';

/** Replaces the artifacts in one folder. */
export async function writeComposition(composition: Composition, directory: string): Promise<void> {
  await writeFiles(directory, {
    ...composition.contracts,
    'schema.graphql': composition.schema,
    'graph.json': `${JSON.stringify(composition.graph, null, 1)}\n`,
  });
}

export async function writeFiles(directory: string, files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const file = join(directory, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}
