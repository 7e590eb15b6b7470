import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { Kind, parse, type FragmentDefinitionNode, type OperationDefinitionNode } from 'graphql';
import { GatewayError } from '../errors.ts';

export interface FoundDocuments {
  operations: ReadonlyMap<string, Found<OperationDefinitionNode>>;
  fragments: ReadonlyMap<string, Found<FragmentDefinitionNode>>;
}

export interface Found<T> {
  node: T;
  /** Below the folder. */
  file: string;
}

const documentFiles = new Set(['.graphql', '.gql']);
const codeFiles = new Set(['.ts', '.tsx', '.mts', '.js', '.jsx', '.mjs', '.vue', '.svelte']);
const foreignFolders = new Set(['node_modules', 'dist', 'build', 'coverage']);

/** A template after `gql` or `graphql`, called or as a tag. */
const template = /\b(?:gql|graphql)\s*(?:\(\s*)?(?:\/\*[^*]*\*\/\s*)?`((?:[^`\\]|\\.)*)`/g;

/**
 * Finds the operations and fragments in an application's files. A fragment may be written into a
 * template as `${Fragment}`: fragments are found by their names. Throws BAD_USER_INPUT, naming the file.
 */
export async function findDocuments(folder: string): Promise<FoundDocuments> {
  const operations = new Map<string, Found<OperationDefinitionNode>>();
  const fragments = new Map<string, Found<FragmentDefinitionNode>>();
  for (const path of await listFiles(folder)) {
    const file = relative(folder, path);
    for (const text of readTexts(await readFile(path, 'utf8'), path)) {
      for (const node of parseText(text, file).definitions) {
        if (node.kind === Kind.FRAGMENT_DEFINITION) add(fragments, node.name.value, node, file);
        if (node.kind !== Kind.OPERATION_DEFINITION) continue;
        if (!node.name) throw wrong(file, `has a ${node.operation} without a name`);
        add(operations, node.name.value, node, file);
      }
    }
  }
  return { operations, fragments };
}

function add<T extends OperationDefinitionNode | FragmentDefinitionNode>(
  known: Map<string, Found<T>>,
  name: string,
  node: T,
  file: string,
): void {
  const other = known.get(name);
  if (other) throw wrong(file, `has ${name}, and so has ${other.file}; names are told apart by it`);
  known.set(name, { node, file });
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new GatewayError('BAD_USER_INPUT', { detail: `cannot read the folder ${folder}`, cause });
  });
  const nested = entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((entry) => {
      const path = join(folder, entry.name);
      if (entry.name.startsWith('.') || foreignFolders.has(entry.name)) return [];
      return entry.isDirectory() ? listFiles(path) : [path];
    });
  return (await Promise.all(nested)).flat();
}

function readTexts(content: string, path: string): string[] {
  if (documentFiles.has(extname(path))) return [content];
  if (!codeFiles.has(extname(path))) return [];
  return [...content.matchAll(template)].map(([, text = '']) =>
    text.replaceAll(/\$\{[^}]*\}/g, '').replaceAll(/\\([`$\\])/g, '$1'),
  );
}

function parseText(text: string, file: string) {
  try {
    return text.trim() === '' ? { definitions: [] } : parse(text, { noLocation: true });
  } catch (cause) {
    throw wrong(file, `has a document that does not parse: ${(cause as Error).message}`, cause);
  }
}

function wrong(file: string, problem: string, cause?: unknown): GatewayError {
  return new GatewayError('BAD_USER_INPUT', { detail: `${file} ${problem}`, cause });
}
