// Makes a product again when what it is made of has changed. Goes by content: a checkout touches files
// without changing them, and a deleted file leaves no newer time behind.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const stamps = 'dist/.made-of.json';

/** `output` is a file that is there once `make` has ended well. */
export async function makeFresh({ name, says, inputs, output, make }) {
  const digest = digestOf(inputs);
  if (existsSync(output) && readStamps()[name] === digest) return;
  console.log(says);
  await make();
  mkdirSync(dirname(stamps), { recursive: true });
  writeFileSync(stamps, JSON.stringify({ ...readStamps(), [name]: digest }, null, 1));
}

function readStamps() {
  try {
    return JSON.parse(readFileSync(stamps, 'utf8'));
  } catch {
    // None yet, or one that was cut off: everything is stale then.
    return {};
  }
}

function digestOf(paths) {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0]);
  for (const path of paths.filter(existsSync).flatMap(listFiles)) {
    hash.update(`${path}\0`).update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

function listFiles(path) {
  let entries;
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path];
    throw error;
  }
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const below = join(path, entry.name);
      if (entry.isDirectory()) return listFiles(below);
      return entry.isFile() ? [below] : [];
    });
}
