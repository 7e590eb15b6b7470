import { GatewayError } from '../errors.ts';
import type { Access } from './access.ts';
import type { FinishedCredential, Origin } from './credential.ts';
import type { Grant } from './grants.ts';

export interface Caller {
  /** `unknown` brings nothing and is given nothing. */
  readonly kind: Origin | 'unknown';
  /** The profile's. */
  readonly name?: string;
  /** Which of the profile's access keys, for the audit log. */
  readonly keyId?: string;
}

/** A profile as it was when the identity was read; when it changes, the identity has ended. */
export interface Basis {
  readonly profile: string;
  readonly version: string;
  readonly keyId?: string;
  readonly requestsPerSecond?: number;
}

/** Who calls, what they may do, and with whose credential each source is asked. */
export interface Identity {
  readonly caller: Caller;
  /** A digest that names whose data this is: of the caller, every credential and every grant. */
  readonly partition: string;
  /** By source, for those that the identity has a credential for. */
  readonly grants: Readonly<Record<string, Grant>>;
  /** By source, where its credential came from. */
  readonly origins: Readonly<Record<string, Origin>>;
  /** Epoch; undefined when nothing that it rests on expires. */
  readonly expiresAtMs: number | undefined;
  readonly basis: readonly Basis[];
  /** Undefined without a credential or without the grant to use it so: `problemFor` says which. */
  credentialFor(contract: string, isRead: boolean): FinishedCredential | undefined;
  /** Why there is no credential. A new error each time, for each has its own path and stack. */
  problemFor(contract: string, isRead?: boolean): GatewayError | undefined;
  /** Undefined when there is no credential that a grant could apply to. */
  grantFor(contract: string): Grant | undefined;
}

export interface IdentityFacts {
  caller: Caller;
  partition: string;
  expiresAtMs: number | undefined;
  basis: readonly Basis[];
  accesses: ReadonlyMap<string, Access>;
  /** The access that a contract falls under. */
  accessName(contract: string): string;
  /** What else a caller without a credential may do. */
  advice: string;
}

export function createIdentity(facts: IdentityFacts): Identity {
  const { caller, partition, expiresAtMs, basis, accesses } = facts;
  const grants: Record<string, Grant> = {};
  const origins: Record<string, Origin> = {};
  for (const { source, grant, origin } of accesses.values()) {
    if (grant) grants[source.name] ??= grant;
    if (origin) origins[source.name] ??= origin;
  }
  const accessTo = (contract: string): Access => accesses.get(facts.accessName(contract))!;

  return {
    caller,
    partition,
    grants,
    origins,
    expiresAtMs,
    basis,
    credentialFor(contract, isRead) {
      const access = accessTo(contract);
      return isAllowed(access, isRead) ? credentialOf(access, isRead) : undefined;
    },
    problemFor(contract, isRead = true) {
      const access = accessTo(contract);
      if (access.fault) return invalid(access, access.fault);
      if (!credentialOf(access, isRead)) return missing(access, isRead, facts.advice);
      return isAllowed(access, isRead) ? undefined : forbidden(access, isRead);
    },
    grantFor: (contract) => accessTo(contract).grant,
  };
}

function credentialOf(access: Access, isRead: boolean): FinishedCredential | undefined {
  return isRead ? access.read : access.write;
}

function isAllowed({ grant }: Access, isRead: boolean): boolean {
  return grant !== undefined && (isRead ? grant.read : grant.write);
}

function invalid({ source }: Access, { header, detail }: NonNullable<Access['fault']>) {
  return new GatewayError('CREDENTIAL_INVALID', {
    source: source.name,
    detail: `the ${source.title} credential in the header ${header} ${detail}`,
    facts: { header },
  });
}

function missing({ source, headers }: Access, isRead: boolean, advice: string) {
  const names = isRead ? headers.read : headers.write;
  return new GatewayError('CREDENTIAL_MISSING', {
    source: source.name,
    detail: `no ${source.title} credential for ${isRead ? 'reading' : 'writing'}; send it in the header ${names.join(' or ')}${advice}`,
    facts: { header: names[0] },
  });
}

function forbidden({ source }: Access, isRead: boolean) {
  return new GatewayError('FORBIDDEN_BY_GRANT', {
    source: source.name,
    detail: `this caller may not ${isRead ? 'read from' : 'write to'} ${source.title} with the gateway's credential; ask for a grant, or send a credential of your own`,
  });
}
