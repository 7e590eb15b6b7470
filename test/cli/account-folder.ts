import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

/** `.meshrc.yaml`, whole or with some of its contracts. */
export async function readMeshrcText(names: readonly string[]): Promise<string> {
  const text = await readFile('.meshrc.yaml', 'utf8');
  if (names.length === 0) return text;
  const { sources } = parse(text) as { sources: { name: string }[] };
  return stringify({ sources: sources.filter(({ name }) => names.includes(name)) });
}

export interface AccountFolder extends AsyncDisposable {
  path: string;
  /** Names the copied contracts and a folder for artifacts. */
  env: Record<string, string>;
  /** File -> text, of everything in it. */
  read(): Promise<Record<string, string>>;
}

/**
 * A copy of .meshrc.yaml and of the committed contracts, to be overwritten. With fewer contracts, and
 * without links between them, it composes sooner.
 */
export async function copyContracts(...names: string[]): Promise<AccountFolder> {
  const path = await mkdtemp(join(tmpdir(), 'trefoil-account-'));
  await writeFile(join(path, '.meshrc.yaml'), await readMeshrcText(names));
  await cp('sources', join(path, 'sources'), {
    recursive: true,
    filter: (file) => !/\.[a-z]+$/.test(file) || /\.(graphql|json)$/.test(file),
  });
  return {
    path,
    env: {
      TREFOIL_MESHRC: join(path, '.meshrc.yaml'),
      TREFOIL_ARTIFACTS: join(path, 'artifacts'),
    },
    async read() {
      const entries = await readdir(path, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile());
      const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
      return Object.fromEntries(
        await Promise.all(paths.map(async (file) => [file, await readFile(file, 'utf8')] as const)),
      );
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true }),
  };
}
