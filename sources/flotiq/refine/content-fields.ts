import type { OperationKind } from './facts.ts';
import { rootFieldNames, type NamedContent } from './naming.ts';
import { paging, pagingQuery, rootField, type FieldOutline, type RootField } from './root-field.ts';

/** The root fields of a content type, of those operations that the document has. */
export function contentFields(content: NamedContent): RootField[] {
  const { api, noun, operations } = content;
  const outlines = Object.entries(outlineContent(content)) as [OperationKind, FieldOutline][];
  return outlines.flatMap(([kind, outline]) => {
    // A type without fields has nothing to patch.
    const isIdle = content.inputs.length === 0 && (kind === 'patch' || kind === 'batchPatch');
    if (!operations.has(kind) || isIdle) return [];
    return [rootField(rootFieldNames[kind]!(noun), { kind, content: api }, outline)];
  });
}

function outlineContent({ api, type }: NamedContent): Partial<Record<OperationKind, FieldOutline>> {
  const base = `/api/v1/content/${api}`;
  const one = `${base}/{args.id}`;
  const mode = 'mode: FlotiqMode';
  return {
    get: {
      method: 'GET',
      path: one,
      args: `id: ID!, ${mode}`,
      type,
      text: 'Null if there is no such object.',
    },
    list: {
      method: 'GET',
      path: base,
      args: `${paging}, where: ${type}Where, orderBy: ${type}OrderBy, ids: [ID!], ${mode}`,
      type: `${type}List`,
      text: 'At most 1000 a page.',
      query: { ...pagingQuery, 'ids[]': 'ids' },
    },
    listVersion: {
      method: 'GET',
      path: `${one}/version`,
      args: `id: ID!, ${paging}, orderBy: FlotiqVersionOrderBy, ${mode}`,
      type: 'FlotiqVersionList',
      text: 'The versions of one object.',
      query: pagingQuery,
    },
    getVersions: {
      method: 'GET',
      path: `${one}/version/{args.versionId}`,
      args: `id: ID!, versionId: ID!, ${mode}`,
      type,
      text: 'One version of one object.',
    },
    getRemoved: {
      method: 'GET',
      path: `${base}/removed`,
      args: 'deletedAfter: String',
      type: '[ID!]',
      text: 'Ids of removed objects. A moment is written 2026-01-31 12:00:00.',
      query: { deletedAfter: 'deletedAfter' },
    },
    create: {
      method: 'POST',
      path: base,
      args: `input: ${type}Input!`,
      type,
      text: 'Makes an object, as a draft where its type has drafts. Without an id it gets one; an id that is taken is refused.',
    },
    update: {
      method: 'PUT',
      path: one,
      args: `id: ID!, input: ${type}Input!`,
      type,
      text: 'Replaces the whole object: what is left out is lost.',
    },
    patch: {
      method: 'PATCH',
      path: one,
      args: `id: ID!, input: ${type}Patch!`,
      type,
      text: 'What is left out stays as it is.',
    },
    delete: { method: 'DELETE', path: one, args: 'id: ID!', type: 'ID', text: 'Answers the id.' },
    batchCreate: {
      method: 'POST',
      path: `${base}/batch`,
      args: `input: [${type}Input!]!, updateExisting: Boolean`,
      type: 'FlotiqBatchResult',
      text: 'At most 100.',
      query: { updateExisting: 'updateExisting' },
    },
    batchPatch: {
      method: 'PATCH',
      path: `${base}/batch`,
      args: `input: [${type}BatchPatch!]!`,
      type: 'FlotiqBatchResult',
      text: 'At most 100; objects that are not there yet are not made.',
    },
    batchDelete: {
      method: 'POST',
      path: `${base}/batch-delete`,
      args: 'ids: [ID!]!',
      type: 'Int',
      text: 'At most 100. Answers how many; on an error, those that could be deleted are gone.',
    },
  };
}
