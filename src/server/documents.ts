import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { packageRoot } from '../package-root.ts';

export interface Document {
  path: string;
  title: string;
  text: string;
}

/** The documentation that came with this version: it is the one that fits, and it needs no network. */
export async function readDocuments(): Promise<Document[]> {
  const inDocs = await readdir(join(packageRoot, 'docs')).catch(() => []);
  const names = ['README.md', ...inDocs.sort().map((name) => `docs/${name}`)];
  const documents = await Promise.all(names.filter((name) => name.endsWith('.md')).map(read));
  return documents.filter((document) => document !== undefined);
}

async function read(name: string): Promise<Document | undefined> {
  const text = await readFile(join(packageRoot, name), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const file = basename(name);
  const title = file === 'README.md' ? 'Read me' : (/^# (.+)$/m.exec(text)?.[1] ?? file);
  return { path: `/docs/${file}`, title, text };
}
