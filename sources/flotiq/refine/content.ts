import { invalid, isRecord, type Json, type OpenApiDocument } from './document.ts';
import type { OperationKind } from './facts.ts';
import { readFields, type Field } from './shape.ts';

/** One content type as the document has it. */
export interface Content {
  /** As in paths: `_media`. */
  api: string;
  /** Made by the vendor: its name begins with an underscore. */
  isSystem: boolean;
  fields: Field[];
  /** What may be written; without the fields that only the vendor sets. */
  inputs: Field[];
  operations: ReadonlySet<OperationKind>;
}

/** The path below `/api/v1/content/{api}`, its arguments blanked, and the method. */
const kinds: Record<string, OperationKind> = {
  'GET ': 'list',
  'POST ': 'create',
  'GET /{}': 'get',
  'PUT /{}': 'update',
  'PATCH /{}': 'patch',
  'DELETE /{}': 'delete',
  'POST /batch': 'batchCreate',
  'PATCH /batch': 'batchPatch',
  'POST /batch-delete': 'batchDelete',
  'GET /{}/version': 'listVersion',
  'GET /{}/version/{}': 'getVersions',
  'GET /removed': 'getRemoved',
};

const CONTENT_PATH = /^\/api\/v1\/content\/([^/{}]+)(\/.*)?$/;
const integers = new Set(['size', 'width', 'height']);

interface Found {
  operations: Map<OperationKind, Json>;
}

/** All content types of a document: people's own by name, then the vendor's. */
export function readContent(document: OpenApiDocument): Content[] {
  const found = findOperations(document);
  const contentOf = new Map<string, string>();
  for (const [api, { operations }] of found) {
    const pointer = pointerOf(readSchema(document, operations));
    if (pointer) contentOf.set(pointer, api);
  }
  const reader = { document, contentOf };
  const all = [...found].map(([api, { operations }]): Content => {
    const written = writeSchema(document, operations);
    const stored = readSchema(document, operations) ?? written;
    const fields = withIntegers(api, readFields(reader, stored, ['id', 'internal']));
    const inputs = withIntegers(api, readFields(reader, written ?? stored, ['id', 'internal']));
    return {
      api,
      isSystem: api.startsWith('_'),
      fields,
      inputs: inputs.map((field) => knowing(fields, field)),
      operations: new Set(operations.keys()),
    };
  });
  return all.toSorted((a, b) =>
    a.isSystem === b.isSystem ? (a.api < b.api ? -1 : 1) : a.isSystem ? 1 : -1,
  );
}

function findOperations(document: OpenApiDocument): Map<string, Found> {
  const found = new Map<string, Found>();
  for (const { path, method, operation } of document.operations()) {
    const [, api, rest = ''] = CONTENT_PATH.exec(path) ?? [];
    const kind = kinds[`${method} ${rest.replace(/\{[^}]*\}/g, '{}').replace(/\/$/, '')}`];
    if (api === undefined || kind === undefined) continue;
    if (!/^[\w-]+$/.test(api) || !/[A-Za-z0-9]/.test(api)) {
      throw invalid(`${path} has a content type whose API name is none; fetch the document again`);
    }
    const entry = found.get(api) ?? { operations: new Map() };
    entry.operations.set(kind, operation);
    found.set(api, entry);
  }
  if (found.size > 0) return found;
  throw invalid(
    'the document has no path like /api/v1/content/{type}; ' +
      'fetch it from /api/v1/open-api-schema.json with a key that may read content',
  );
}

/** The stored object, from the answer of whichever operation there is. */
function readSchema(document: OpenApiDocument, operations: Map<OperationKind, Json>): unknown {
  for (const kind of ['get', 'create', 'update', 'patch', 'getVersions'] as const) {
    const operation = operations.get(kind);
    const schema = operation && document.answerSchema(operation);
    if (isRecord(schema)) return schema;
  }
  const list = operations.get('list');
  return list && listItem(document, document.answerSchema(list));
}

function listItem(document: OpenApiDocument, schema: unknown): unknown {
  if (!isRecord(schema)) return undefined;
  if (typeof schema.$ref === 'string') return listItem(document, document.resolve(schema.$ref));
  const { data } = isRecord(schema.properties) ? schema.properties : {};
  if (isRecord(data)) return data.items;
  const parts = Array.isArray(schema.allOf) ? schema.allOf : [];
  return parts.map((part) => listItem(document, part)).find((it) => it !== undefined);
}

function writeSchema(document: OpenApiDocument, operations: Map<OperationKind, Json>): unknown {
  for (const kind of ['create', 'update', 'patch'] as const) {
    const operation = operations.get(kind);
    const schema = operation && document.bodySchema(operation);
    if (isRecord(schema)) return schema;
  }
  const batch = operations.get('batchCreate') ?? operations.get('batchPatch');
  const schema = batch && document.bodySchema(batch);
  return isRecord(schema) ? schema.items : undefined;
}

function pointerOf(schema: unknown): string | undefined {
  return isRecord(schema) && typeof schema.$ref === 'string' ? schema.$ref : undefined;
}

/** Bodies speak of relations as bare links; what they lead to is only said where they are read. */
function knowing(fields: Field[], input: Field): Field {
  const known = fields.find(({ wire }) => wire === input.wire);
  return known ? { ...known, isRequired: input.isRequired } : input;
}

function withIntegers(api: string, fields: Field[]): Field[] {
  if (api !== '_media') return fields;
  return fields.map((field) =>
    integers.has(field.wire) ? { ...field, shape: { kind: 'scalar', scalar: 'Int' } } : field,
  );
}
