import { GatewayError } from '../errors.ts';
import type { Identity } from './identity.ts';

/** What a caller may do with one source. */
export interface Grant {
  readonly read: boolean;
  readonly write: boolean;
  /** Only these root fields; undefined is all of them. */
  readonly rootFields?: readonly string[];
  /** May make and delete the source's own access tokens. @default false */
  readonly manage?: boolean;
}

/** For callers who bring their own credential: the source decides what it opens. */
export const everything: Grant = Object.freeze({ read: true, write: true, manage: true });

/** A root field of an operation, and of the links that it follows. */
export interface RootField {
  readonly source: string;
  /** @default the source's contract of the same name */
  readonly contract?: string;
  readonly field: string;
  readonly isMutation: boolean;
  /** Makes, lists or deletes the source's own access tokens. @default false */
  readonly isManagement?: boolean;
}

/**
 * Refuses the operation before its first call when one of its fields is not granted, so that half
 * a mutation never runs. A source without a credential passes: its own fields say what is missing.
 */
export function checkGrants(identity: Identity, rootFields: readonly RootField[]): void {
  const refused = rootFields.filter((rootField) => !isGranted(identity, rootField));
  const [first] = refused;
  if (!first) return;
  const fields = refused.map(({ field }) => field);
  throw new GatewayError('FORBIDDEN_BY_GRANT', {
    source: first.source,
    detail: `${callerName(identity)} may not use ${fields.join(', ')}; nothing of the operation was run. Leave these fields out, or ask for a grant`,
    facts: { fields },
  });
}

function isGranted(identity: Identity, rootField: RootField): boolean {
  const grant = identity.grantFor(rootField.contract ?? rootField.source);
  if (!grant) return true;
  if (rootField.isManagement && !grant.manage) return false;
  if (grant.rootFields && !grant.rootFields.includes(rootField.field)) return false;
  return rootField.isMutation ? grant.write : grant.read;
}

export function callerName({ caller }: Identity): string {
  return caller.name ? `the profile "${caller.name}"` : `a caller of the kind "${caller.kind}"`;
}
