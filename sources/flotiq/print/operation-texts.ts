import type { ContentType } from '../content-type.ts';

export type ContentVerb = keyof typeof texts;

/** Summary and description of each operation; `%` is the type, by name and by label. */
const texts = {
  list: ['List % objects', 'Lists objects of the type %.'],
  create: ['Create a % object', 'Creates an object of the type %.'],
  get: ['Get a % object', 'Returns one object of the type %.'],
  update: [
    'Replace a % object',
    'Replaces an object of the type %. <b>What the body leaves out is lost.</b>',
  ],
  patch: [
    'Change fields of a % object',
    'Changes the fields of an object of the type % that the body has, and no others.',
  ],
  delete: ['Delete a % object', 'Deletes an object of the type %.'],
  batchCreate: [
    'Create many % objects',
    'Creates up to 100 objects of the type %, or replaces them.',
  ],
  batchPatch: ['Change fields of many % objects', 'Changes up to 100 objects of the type %.'],
  batchDelete: [
    'Delete many % objects',
    'Deletes up to 100 objects of the type %. <br />The body is a list of identifiers.',
  ],
  listVersion: ['List versions of a % object', 'Lists the versions of an object of the type %.'],
  getVersions: ['Get a version of a % object', 'Returns an object of the type % as it was.'],
  getRemoved: ['List deleted % objects', 'Lists identifiers of deleted objects of the type %.'],
} as const;

export function textsOf(verb: ContentVerb, { name, label }: ContentType) {
  const [summary, description] = texts[verb];
  return { summary: summary.replace('%', name), description: description.replace('%', label) };
}
