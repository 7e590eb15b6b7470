import type { JsonObject } from '../content-type.ts';
import { latestOf, type Account, type StoredObject, type Version } from './account.ts';
import { isLink } from './links.ts';

/** An object as it goes out. */
export interface ContentObject extends JsonObject {
  id: string;
  internal: JsonObject;
}

/** How much of an account a request sees. */
export interface Sight {
  account: Account;
  /** `X-MODE: preview`: drafts, archived objects and unpublished edits are seen too. */
  isPreview: boolean;
}

/** The object as the request sees it, or nothing: a draft is hidden, an edit shows once published. */
export function view(object: StoredObject, { account, isPreview }: Sight) {
  if (isPreview || !account.definitions.get(object.type)?.draftPublic) {
    return writeOut(object, latestOf(object), account);
  }
  if (!object.published || object.isArchived) return undefined;
  return writeOut(object, object.published.version, account, 'public');
}

/** The newest version, as every write answers it. */
export function viewLatest(object: StoredObject, account: Account): ContentObject {
  return writeOut(object, latestOf(object), account);
}

export function writeOut(
  object: StoredObject,
  version: Version,
  account: Account,
  status = statusOf(object),
): ContentObject {
  const internal: JsonObject = {
    contentType: object.type,
    createdAt: object.createdAt,
    updatedAt: version.savedAt,
    deletedAt: '',
    workflowState: 'saved',
    objectTitle: account.marker ?? titleOf(object.type, version.fields, account),
    latestVersion: latestOf(object).number,
  };
  if (account.definitions.get(object.type)?.draftPublic) {
    const { published } = object;
    internal.status = status;
    internal.publicVersion = published?.version.number ?? -1;
    internal.publishedAt = published?.at ?? '';
  }
  return { id: object.id, internal, ...version.fields };
}

function statusOf(object: StoredObject): string {
  if (object.isArchived) return 'archived';
  if (!object.published) return 'draft';
  return object.published.version === latestOf(object) ? 'public' : 'modified';
}

function titleOf(type: string, fields: JsonObject, account: Account): string {
  const config = account.definitions.get(type)?.metaDefinition.propertiesConfig ?? {};
  const parts = Object.entries(config).flatMap(([name, { isTitlePart }]) =>
    isTitlePart && fields[name] ? [String(fields[name])] : [],
  );
  return parts.join(' ');
}

/** Links become the objects they lead to, `levels` deep; a link that leads nowhere stays a link. */
export function hydrate<T>(value: T, levels: number, sight: Sight): T {
  if (levels <= 0 || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => hydrate(item, levels, sight)) as T;
  if (isLink(value)) {
    const target = sight.account.follow(value.dataUrl);
    const object = target && view(target, sight);
    return (object ? hydrate(object, levels - 1, sight) : value) as T;
  }
  const entries = Object.entries(value).map(([key, child]) => [key, hydrate(child, levels, sight)]);
  return Object.fromEntries(entries) as T;
}
