import { readFile } from 'node:fs/promises';
import {
  buildClientSchema,
  buildSchema,
  printSchema,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';
import { parse as parseYaml } from 'yaml';
import { GatewayError } from '../errors.ts';
import type { RawContract } from '../source.ts';
import { nameRoots } from './name-roots.ts';

/** Reads a contract from disk: SDL or an introspection result, JSON or YAML OpenAPI. */
export async function loadContract(
  kind: RawContract['kind'],
  file: string,
  source: string,
): Promise<RawContract> {
  const read = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw unusable(source, `cannot read the contract ${file}; is there such a file?`, cause);
  });
  // A byte order mark counts as a blank here.
  const text = read.trim();
  if (text === '') throw unusable(source, `the contract ${file} is empty; save it again`);
  return kind === 'graphql'
    ? { kind, sdl: readSdl(text, file, source) }
    : { kind, document: readDocument(text, file, source) };
}

function readSdl(text: string, file: string, source: string): string {
  try {
    const schema = text.startsWith('{') ? readIntrospection(text) : buildSchema(text);
    if (!schema.getQueryType()) throw new Error('it has no query type');
    return nameRoots(printSchema(schema), schema);
  } catch (cause) {
    throw unusable(
      source,
      `${file} is neither whole GraphQL SDL nor an introspection result: ${firstLine(cause)}`,
      cause,
    );
  }
}

function readIntrospection(text: string): GraphQLSchema {
  const json = JSON.parse(text) as { data?: IntrospectionQuery } & IntrospectionQuery;
  return buildClientSchema(json.data ?? json);
}

function readDocument(text: string, file: string, source: string): Record<string, unknown> {
  let document: unknown;
  try {
    document = parseJsonOrYaml(text);
  } catch (cause) {
    throw unusable(source, `${file} is neither JSON nor YAML: ${firstLine(cause)}`, cause);
  }
  const isOpenApi =
    typeof document === 'object' &&
    document !== null &&
    ('openapi' in document || 'swagger' in document);
  if (!isOpenApi) {
    throw unusable(
      source,
      `${file} is no OpenAPI document: it has neither \`openapi\` nor \`swagger\`; save the whole document`,
    );
  }
  return document as Record<string, unknown>;
}

function parseJsonOrYaml(text: string): unknown {
  return text.startsWith('{') ? JSON.parse(text) : parseYaml(text);
}

function firstLine(error: unknown): string {
  return (error as Error).message.split('\n', 1)[0] as string;
}

function unusable(source: string, detail: string, cause?: unknown): GatewayError {
  return new GatewayError('CONTRACT_INVALID', { source, detail, cause });
}
