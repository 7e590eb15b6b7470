import type { StandInResponse } from '../../stand-in/serve.ts';
import { latestOf, type StoredObject, type Version } from './account.ts';
import { invalidFields, notFound, ok } from './answers.ts';
import { listPage } from './listing.ts';
import type { AccountRequest } from './request.ts';
import { view, writeOut } from './view.ts';

const editor = {
  id: '1',
  username: 'ada',
  email: 'ada@acme.example',
  firstName: 'Ada',
  lastName: 'Nowak',
  roles: ['ROLE_HEADLESS_ADMIN'],
  language: 'en',
  enabled: true,
  subscribed: false,
  deletedAt: null,
};

/** `.../version` and `.../version/{number}`. */
export function answerVersions(
  object: StoredObject,
  [versionId, ...rest]: string[],
  request: AccountRequest,
): StandInResponse {
  if (rest.length > 0 || !view(object, request)) throw notFound();
  const { account, query } = request;
  if (versionId === undefined) {
    const items = object.versions.map((version) => describe(object, version, request));
    return ok(listPage(items, query, { orderBy: 'version' }));
  }
  // The contract's example says `version-1`, webhooks say `1`.
  const number = Number(versionId.replace(/^version-/, ''));
  const version = object.versions.find((candidate) => candidate.number === number);
  if (!version) throw notFound();
  return ok(writeOut(object, version, account));
}

function describe(object: StoredObject, version: Version, { account }: AccountRequest) {
  const { id, internal } = writeOut(object, version, account);
  return {
    id,
    internal,
    version: version.number,
    current: version === latestOf(object),
    createdAt: version.savedAt,
    updatedAt: version.savedAt,
    deletedAt: '',
    owner: editor,
    editor,
  };
}

/** Ids alone, not an envelope. */
export function listRemoved(type: string, { account, query }: AccountRequest): string[] {
  const after = query.get('deletedAfter');
  const afterMs = after ? parseMoment(after) : -Infinity;
  return account.removed
    .filter((removed) => removed.type === type && Date.parse(removed.deletedAt) > afterMs)
    .map(({ id }) => id);
}

/** `2020-01-01 12:00:00`, taken as UTC. */
function parseMoment(text: string): number {
  const isWellFormed = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text);
  const ms = isWellFormed ? Date.parse(`${text.replace(' ', 'T')}Z`) : NaN;
  if (Number.isNaN(ms)) throw invalidFields({ deletedAfter: ['Wrong date format'] });
  return ms;
}
