import type { Source } from '../source.ts';
import type { Origin } from './credential.ts';
import type { Identity } from './identity.ts';

/** What `_identity` answers: who the gateway takes the caller for, and no value of any credential. */
export interface IdentityDescription {
  readonly caller: string;
  readonly profile: string | null;
  readonly sources: readonly {
    readonly name: string;
    /** Where the credential comes from; null when there is none, `invalid` when it cannot be one. */
    readonly credential: Origin | 'invalid' | null;
    readonly grants: readonly ('read' | 'write' | 'manage')[];
    /** The header to send a credential of one's own in. */
    readonly header: string | null;
  }[];
}

export function describeIdentity(
  identity: Identity,
  sources: readonly Source[],
): IdentityDescription {
  return {
    caller: identity.caller.kind,
    profile: identity.caller.name ?? null,
    sources: sources.map(({ name, credentials }) => {
      const grant = identity.grants[name];
      const isInvalid = identity.problemFor(name)?.code === 'CREDENTIAL_INVALID';
      return {
        name,
        credential: isInvalid ? 'invalid' : (identity.origins[name] ?? null),
        grants: (['read', 'write', 'manage'] as const).filter((use) => grant?.[use]),
        header: credentials[0]?.header ?? null,
      };
    }),
  };
}
