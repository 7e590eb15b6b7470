import type { ErrorCode } from '../errors.ts';
import type { RootField } from './grants.ts';
import type { Identity } from './identity.ts';

/** One line of the audit log: who did what, and how it ended. No arguments, no secrets. */
export interface AuditLine {
  readonly event: 'audit';
  readonly requestId: string;
  readonly caller: string;
  readonly profile?: string;
  readonly accessKey?: string;
  /** Absent when the caller was refused before there was an identity. */
  readonly partition?: string;
  readonly fields: readonly { source: string; field: string; credential: string | null }[];
  readonly outcome: 'done' | 'failed' | 'refused';
  readonly code?: ErrorCode;
}

export interface AuditFacts {
  readonly requestId: string;
  readonly identity?: Identity | undefined;
  /** None when access was refused before the operation was read. */
  readonly rootFields?: readonly RootField[];
  /** Of the first error, when there is one. */
  readonly code?: ErrorCode | undefined;
}

const refusals: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ACCESS_DENIED',
  'FORBIDDEN_BY_GRANT',
  'CREDENTIAL_INVALID',
  'CREDENTIAL_MISSING',
  'CREDENTIAL_REFUSED',
]);

/** Every mutation, and everything that was refused for who asked. */
export function isAudited({ rootFields = [], code }: AuditFacts): boolean {
  return rootFields.some(({ isMutation }) => isMutation) || isRefusal(code);
}

export function createAuditLine(facts: AuditFacts): AuditLine {
  const { requestId, identity, rootFields = [], code } = facts;
  const { caller, partition } = identity ?? {};
  return {
    event: 'audit',
    requestId,
    caller: caller?.kind ?? 'unknown',
    ...(caller?.name !== undefined && { profile: caller.name }),
    ...(caller?.keyId !== undefined && { accessKey: caller.keyId }),
    ...(partition !== undefined && { partition }),
    fields: rootFields.map(({ source, field }) => ({
      source,
      field,
      credential: identity?.origins[source] ?? null,
    })),
    outcome: code === undefined ? 'done' : isRefusal(code) ? 'refused' : 'failed',
    ...(code !== undefined && { code }),
  };
}

const isRefusal = (code: ErrorCode | undefined): boolean =>
  code !== undefined && refusals.has(code);
