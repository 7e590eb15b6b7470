import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sources } from '../../sources/index.ts';
import { compose, type Composition } from '../../src/compose/compose.ts';
import { writeComposition } from '../../src/compose/write-composition.ts';
import { packageRoot } from '../../src/package-root.ts';

export interface Workbench extends AsyncDisposable {
  directory: string;
  write(name: string, text: string): Promise<string>;
  /** Composes contracts given as text, under the committed `.meshrc.yaml` or another text for it. */
  compose(options?: WorkbenchOptions): Promise<Composition>;
  /** The same, and writes the artifacts; answers their folder. */
  build(options?: WorkbenchOptions): Promise<string>;
}

export interface WorkbenchOptions {
  /** Contract -> text. */
  contracts?: Record<string, string>;
  meshrc?: string;
  only?: readonly string[];
}

/** The committed `.meshrc.yaml`, with contracts that are found from any folder. */
export const meshrcText = readFileSync(join(packageRoot, '.meshrc.yaml'), 'utf8').replaceAll(
  './sources/',
  `${packageRoot}/sources/`,
);

/** The blocks of sources without the links, which only fit the committed contracts. */
export const sourcesText = meshrcText.slice(0, meshrcText.search(/^# Links|^additionalTypeDefs/m));

/** A folder to compose in, removed at the end. */
export async function createWorkbench(): Promise<Workbench> {
  const directory = await mkdtemp(join(tmpdir(), 'trefoil-workbench-'));
  const write = async (name: string, text: string) => {
    await writeFile(join(directory, name), text);
    return join(directory, name);
  };

  async function composeTexts(options: WorkbenchOptions = {}): Promise<Composition> {
    const { contracts = {}, meshrc = meshrcText, only } = options;
    const overrides: Record<string, string> = {};
    for (const [name, text] of Object.entries(contracts)) {
      overrides[name] = await write(`${name}.contract`, text);
    }
    const meshrcFile = await write('.meshrc.yaml', meshrc);
    return compose({ meshrcFile, sources, overrides, ...(only ? { only } : {}) });
  }

  return {
    directory,
    write,
    compose: composeTexts,
    async build(options) {
      const artifacts = join(directory, 'artifacts');
      await writeComposition(await composeTexts(options), artifacts);
      return artifacts;
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}
