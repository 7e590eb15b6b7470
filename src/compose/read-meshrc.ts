import { readFile } from 'node:fs/promises';
import { Ajv, type ErrorObject } from 'ajv';
import { jsonSchema } from '@graphql-mesh/types';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { GatewayError } from '../errors.ts';

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
export async function readMeshrc(file: string): Promise<Meshrc> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new GatewayError('CONFIG_INVALID', { detail: `cannot read ${file}`, cause });
  });
  return parseMeshrc(text, file);
}

export function parseMeshrc(text: string, file: string): Meshrc {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const syntax = document.errors.map(
    (error) => `${file}:${error.linePos?.[0].line ?? 1}: ${error.message}`,
  );
  if (syntax.length > 0) throw invalid(syntax);
  const meshrc = document.toJS() as Meshrc;
  const problems = [
    ...schemaProblems(meshrc, document, lines),
    ...sourceProblems(meshrc, document, lines),
  ];
  if (problems.length > 0)
    throw invalid(problems.map(({ line, says }) => `${file}:${line}: ${says}`));
  return { ...meshrc, typeDefsLine: firstTextLine(document, lines) };
}

interface Problem {
  line: number;
  says: string;
}

function schemaProblems(meshrc: Meshrc, document: Document, lines: LineCounter): Problem[] {
  const ajv = new Ajv({ strict: false, allErrors: true });
  if (ajv.validate({ ...jsonSchema, $schema: undefined }, meshrc)) return [];
  const errors = ajv.errors ?? [];
  // A misspelt option also fails every alternative of `anyOf` above it: keep the deepest complaint only.
  const depth = Math.max(...errors.map(({ instancePath }) => instancePath.split('/').length));
  const deepest = errors.filter(
    (error) => isSpecific(error) && error.instancePath.split('/').length >= depth - 1,
  );
  const problems = (deepest.length > 0 ? deepest : errors).map((error) => {
    const path = error.instancePath.split('/').slice(1).map(decodePointer);
    return { line: lineOf(document, lines, path, error), says: describe(error, path) };
  });
  return problems.filter(
    ({ says }, index) => problems.findIndex((other) => other.says === says) === index,
  );
}

function sourceProblems(meshrc: Meshrc, document: Document, lines: LineCounter): Problem[] {
  if (!Array.isArray(meshrc?.sources)) return [{ line: 1, says: '`sources` is missing' }];
  return meshrc.sources.flatMap((source, index) => {
    const path = ['sources', String(index)];
    const at = (says: string) => [{ line: lineOf(document, lines, path), says }];
    const kinds = Object.keys(source.handler ?? {});
    if (kinds.length !== 1 || !['graphql', 'openapi'].includes(kinds[0] as string)) {
      return at(`source "${source.name}": handler must be graphql or openapi`);
    }
    const config = handlerConfig(source);
    if (typeof config.source !== 'string' || typeof config.endpoint !== 'string') {
      return at(`source "${source.name}": needs both \`source\` (its contract) and \`endpoint\``);
    }
    const twin = meshrc.sources.findIndex(({ name }) => name === source.name);
    return twin < index ? at(`two sources are called "${source.name}"`) : [];
  });
}

export function handlerConfig({ handler }: MeshSource): HandlerConfig {
  return 'graphql' in handler ? handler.graphql : handler.openapi;
}

function isSpecific({ keyword }: ErrorObject): boolean {
  return !['anyOf', 'oneOf', 'if'].includes(keyword);
}

function describe({ keyword, params, message }: ErrorObject, path: string[]): string {
  const where = path.length > 0 ? `\`${path.join('.')}\`` : 'the file';
  if (keyword === 'additionalProperties') {
    const unknown = (params as { additionalProperty: string }).additionalProperty;
    return `${where} has no option "${unknown}"`;
  }
  return `${where} ${message ?? 'is not valid'}`;
}

function lineOf(
  document: Document,
  lines: LineCounter,
  path: string[],
  error?: ErrorObject,
): number {
  const unknown = (error?.params as { additionalProperty?: string } | undefined)
    ?.additionalProperty;
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth).map(toKey), true) as
      | {
          range?: [number, number, number];
          items?: { key?: { value?: unknown; range?: number[] } }[];
        }
      | undefined;
    if (!node?.range) continue;
    const key = node.items?.find((item) => item.key?.value === unknown)?.key;
    return lines.linePos(key?.range?.[0] ?? node.range[0]).line;
  }
  return 1;
}

/** Of a block scalar the text begins a line below its mark. */
function firstTextLine(document: Document, lines: LineCounter): number {
  const node = document.get('additionalTypeDefs', true) as
    | { type?: string; range?: [number, number, number] }
    | undefined;
  const line = node?.range ? lines.linePos(node.range[0]).line : 1;
  return node?.type?.startsWith('BLOCK') ? line + 1 : line;
}

function toKey(part: string): string | number {
  return /^\d+$/.test(part) ? Number(part) : part;
}

function decodePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

function invalid(problems: string[]): GatewayError {
  return new GatewayError('CONFIG_INVALID', { detail: problems.join('\n') });
}
