import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from './package-root.ts';

export interface Example {
  name: string;
  text: string;
}

/** The queries of examples/queries, in the order of their names: GraphiQL opens with a tab for each. */
export async function readExamples(): Promise<Example[]> {
  const directory = join(packageRoot, 'examples/queries');
  const names = (await readdir(directory)).filter((name) => name.endsWith('.graphql')).sort();
  return Promise.all(
    names.map(async (name) => ({ name, text: await readFile(join(directory, name), 'utf8') })),
  );
}
