import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { GatewayError } from '../errors.ts';
import type { Source } from '../source.ts';
import { findSchemaProblems, findSourceProblems } from './check-meshrc.ts';
import { createFindLine } from './yaml-lines.ts';

/** One entry of `sources` in `.meshrc.yaml`. */
export interface MeshSource {
  name: string;
  handler: { graphql: HandlerConfig } | { openapi: HandlerConfig };
  transforms?: Record<string, unknown>[];
}

export interface HandlerConfig {
  source: string;
  endpoint: string;
  operationHeaders?: Record<string, string>;
  [option: string]: unknown;
}

export interface Meshrc {
  sources: MeshSource[];
  /** Links: type extensions, or the name of a file with them. */
  additionalTypeDefs?: string;
  /** Where their text begins. */
  typeDefsLine?: number;
}

/** Reads `.meshrc.yaml` and holds it against Mesh's own schema: a typo stops, with its line. */
export async function readMeshrc(file: string, sources: readonly Source[]): Promise<Meshrc> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new GatewayError('CONFIG_INVALID', {
      detail: `cannot read ${file}; is there such a file?`,
      cause,
    });
  });
  return parseMeshrc(text, file, sources);
}

export function parseMeshrc(text: string, file: string, sources: readonly Source[]): Meshrc {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const syntax = document.errors.map(
    ({ linePos, message }) => `${file}:${linePos?.[0].line ?? 1}: ${message.split('\n', 1)[0]}`,
  );
  if (syntax.length > 0) throw invalid(syntax);
  const meshrc = document.toJS() as Meshrc;
  const findLine = createFindLine(document, lines);
  // Only a file that Mesh can read is worth a closer look.
  const misread = findSchemaProblems(meshrc);
  const problems = misread.length > 0 ? misread : findSourceProblems(meshrc, sources);
  if (problems.length > 0) {
    throw invalid(problems.map(({ path, key, says }) => `${file}:${findLine(path, key)}: ${says}`));
  }
  return { ...meshrc, typeDefsLine: firstTextLine(document, lines) };
}

export function handlerConfig({ handler }: MeshSource): HandlerConfig {
  return 'graphql' in handler ? handler.graphql : handler.openapi;
}

/** Of a block scalar the text begins a line below its mark. */
function firstTextLine(document: Document, lines: LineCounter): number {
  const node = document.get('additionalTypeDefs', true) as
    | { type?: string; range?: [number, number, number] }
    | undefined;
  const line = node?.range ? lines.linePos(node.range[0]).line : 1;
  return node?.type?.startsWith('BLOCK') ? line + 1 : line;
}

function invalid(problems: string[]): GatewayError {
  return new GatewayError('CONFIG_INVALID', { detail: problems.join('\n') });
}
