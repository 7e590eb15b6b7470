import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { findAllowance } from './allowed.ts';
import { SecretFinder } from './find-secrets.ts';
import { separator, type RunFolder } from './run-folder.ts';

/** Committed and composed files that may hold no credential, not even the sandbox's. */
const committed = ['schema.graphql', '.meshrc.yaml', 'sources', '.trefoil'];
const isContract = (path: string) => !/\.(?:ts|md)$/.test(path);

/** Fails the run when a secret of it stands where none may. */
export function checkRun(folder: RunFolder): void {
  const leaks = findLeaks(folder);
  if (leaks.length === 0) return;
  console.error(['Credentials were found where none may be:', ...leaks].join('\n  '));
  // The tests are over by now: an error would be told, and the run count as good.
  process.exitCode = 1;
}

export function findLeaks(folder: RunFolder): string[] {
  const secrets = filesIn(folder.secrets).flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as string),
  );
  const finder = new SecretFinder(secrets);
  const leaks = new Set<string>();
  for (const path of filesIn(folder.said)) {
    const text = readFileSync(path);
    for (const { secret, form, at } of finder.find(text)) {
      const start = text.lastIndexOf(separator, at) + separator.length;
      const next = text.indexOf(separator, at);
      const [heading = '', ...said] = text
        .subarray(start, next < 0 ? text.length : next)
        .toString()
        .split('\n');
      if (!findAllowance({ place: heading, text: said.join('\n'), secret })) {
        leaks.add(`${heading}: ${describe(secret, form)}`);
      }
    }
  }
  const written = [folder.temporary, folder.removed].flatMap((root) =>
    filesIn(root).map((path) => ({ path, place: `file ${relative(root, path)}` })),
  );
  const kept = committed
    .flatMap(filesIn)
    .filter(isContract)
    .map((path) => ({ path, place: `file ${path}` }));
  for (const { path, place } of [...written, ...kept]) {
    const bytes = readFileSync(path);
    for (const { secret, form } of finder.find(bytes)) {
      if (findAllowance({ place, text: '', secret })) continue;
      leaks.add(`${place}: ${describe(secret, form)}`);
    }
  }
  return [...leaks];
}

function filesIn(path: string): string[] {
  try {
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTDIR') return [path];
    if (code === 'ENOENT') return [];
    throw error;
  }
}

function describe(secret: string, form: string): string {
  const how = form === secret ? 'as it is' : 'encoded';
  return `a credential of ${secret.length} characters, ${how}`;
}
