import { readFile } from 'node:fs/promises';
import { GatewayError } from '../errors.ts';

/** One operation that an application was built with. */
export interface ManifestOperation {
  /** What clients send in its place: the sha256 of the body, in hex, unless the build chose otherwise. */
  id: string;
  name: string;
  type: 'query' | 'mutation' | 'subscription';
  body: string;
}

/** Apollo's format, which its own tools, Relay's and others' can write. */
export interface Manifest {
  format: 'apollo-persisted-query-manifest';
  version: 1;
  operations: ManifestOperation[];
}

/** Id -> text, of several manifests together: one for each application or release that is in use. */
export async function readManifests(files: readonly string[]): Promise<Map<string, string>> {
  const documents = new Map<string, string>();
  for (const file of files) {
    for (const [id, text] of readDocuments(await readJson(file), file)) {
      const known = documents.get(id);
      if (known !== undefined && known !== text) throw invalid(file, `has another text for ${id}`);
      documents.set(id, text);
    }
  }
  return documents;
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw invalid(file, 'cannot be read', cause);
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(file, 'is no JSON', cause);
  }
}

/** Apollo's list of operations, or the plain `{ id: text }` of GraphQL Code Generator and Relay. */
function readDocuments(manifest: unknown, file: string): [string, string][] {
  if (!isRecord(manifest)) throw invalid(file, 'is no object');
  const { operations } = manifest;
  const entries: unknown[][] = Array.isArray(operations)
    ? operations.map((operation) =>
        isRecord(operation) ? [operation['id'], operation['body']] : [],
      )
    : Object.entries(manifest);
  return entries.map(([id, text], index) => {
    if (typeof id === 'string' && typeof text === 'string') return [id, text];
    throw invalid(file, `its entry ${index + 1} has no id or no text`);
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(file: string, problem: string, cause?: unknown): GatewayError {
  return new GatewayError('CONFIG_INVALID', {
    detail: `TREFOIL_DOCUMENTS: ${file} ${problem}; "trefoil documents extract" writes such a file`,
    cause,
  });
}
