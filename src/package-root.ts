import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where package.json, .meshrc.yaml and sources/ are, whether this runs from src/ or from the built dist/. */
export const packageRoot = findUp(dirname(fileURLToPath(import.meta.url)));

function findUp(directory: string): string {
  if (existsSync(join(directory, 'package.json'))) return directory;
  const parent = dirname(directory);
  if (parent === directory) throw new Error('package.json of trefoil is not above this file');
  return findUp(parent);
}
