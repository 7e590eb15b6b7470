import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from './package-root.ts';

export interface Example {
  name: string;
  text: string;
  /** The JSON of the file beside it: `3-deploy.json` for `3-deploy.graphql`. */
  variables?: string;
}

/** The queries of examples/queries, in the order of their names: GraphiQL opens with a tab for each. */
export async function readExamples(): Promise<Example[]> {
  const directory = join(packageRoot, 'examples/queries');
  const names = await readdir(directory);
  const read = (name: string) => readFile(join(directory, name), 'utf8');
  return Promise.all(
    names
      .filter((name) => name.endsWith('.graphql'))
      .sort()
      .map(async (name) => {
        const beside = name.replace(/\.graphql$/, '.json');
        const text = await read(name);
        return names.includes(beside)
          ? { name, text, variables: await read(beside) }
          : { name, text };
      }),
  );
}
