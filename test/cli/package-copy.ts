import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readMeshrcText } from './account-folder.ts';

export interface PackageCopy extends AsyncDisposable {
  path: string;
  /** The bundle that was built of it. */
  cli: string;
}

/**
 * The package, built, where its code may be changed and still finds its dependencies. With fewer
 * contracts it composes sooner.
 */
export async function copyPackage(...contracts: string[]): Promise<PackageCopy> {
  const path = await mkdtemp(resolve('node_modules/.trefoil test #'));
  await writeFile(join(path, '.meshrc.yaml'), await readMeshrcText(contracts));
  for (const part of ['package.json', 'sources', 'src', 'scripts', 'examples']) {
    await cp(part, join(path, part), { recursive: true });
  }
  const builder = join(path, 'scripts/build.mjs');
  const { status, stderr } = spawnSync(process.execPath, [builder, '--no-types']);
  if (status !== 0) throw new Error(`the package does not build:\n${String(stderr)}`);
  return {
    path,
    cli: join(path, 'dist/cli.js'),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}
