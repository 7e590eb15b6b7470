import { readFile } from 'node:fs/promises';
import { buildClientSchema, buildSchema, printSchema, type IntrospectionQuery } from 'graphql';
import { parse as parseYaml } from 'yaml';
import { GatewayError } from '../errors.ts';
import type { RawContract } from '../source.ts';

/** Reads a contract from disk: SDL or an introspection result, JSON or YAML OpenAPI. */
export async function loadContract(
  kind: RawContract['kind'],
  file: string,
  source: string,
): Promise<RawContract> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw unusable(source, `cannot read the contract ${file}`, cause);
  });
  if (text.trim() === '') throw unusable(source, `the contract ${file} is empty`);
  return kind === 'graphql'
    ? { kind, sdl: readSdl(text, file, source) }
    : { kind, document: readDocument(text, file, source) };
}

function readSdl(text: string, file: string, source: string): string {
  try {
    if (text.trimStart().startsWith('{')) {
      const json = JSON.parse(text) as { data?: IntrospectionQuery } & IntrospectionQuery;
      return printSchema(buildClientSchema(json.data ?? json));
    }
    return printSchema(buildSchema(text));
  } catch (cause) {
    const reason = (cause as Error).message.split('\n')[0];
    throw unusable(
      source,
      `${file} is neither GraphQL SDL nor an introspection result: ${reason}`,
      cause,
    );
  }
}

function readDocument(text: string, file: string, source: string): Record<string, unknown> {
  let document: unknown;
  try {
    document = parseJsonOrYaml(text);
  } catch (cause) {
    const reason = (cause as Error).message.split('\n')[0];
    throw unusable(source, `${file} is neither JSON nor YAML: ${reason}`, cause);
  }
  const isOpenApi =
    typeof document === 'object' &&
    document !== null &&
    ('openapi' in document || 'swagger' in document);
  if (!isOpenApi) {
    throw unusable(
      source,
      `${file} is no OpenAPI document: it has neither \`openapi\` nor \`swagger\``,
    );
  }
  return document as Record<string, unknown>;
}

function parseJsonOrYaml(text: string): unknown {
  return text.trimStart().startsWith('{') ? JSON.parse(text) : parseYaml(text);
}

function unusable(source: string, detail: string, cause?: unknown): GatewayError {
  return new GatewayError('CONTRACT_INVALID', { source, detail, cause });
}
