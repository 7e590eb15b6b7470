import { describeIdentity } from '../identity/describe-identity.ts';
import type { LocalResolver } from '../plan/local-fetch.ts';
import type { Source } from '../source.ts';

/** What the gateway adds to the graph of the sources. */
export const ownSdl = /* GraphQL */ `
  extend type Query {
    "Who the gateway takes you for, and where the credential for each source comes from. No values."
    _identity: TrefoilIdentity!
  }

  "A caller as the gateway sees it."
  type TrefoilIdentity {
    "own, profile, anonymous, server, sandbox or unknown."
    caller: String!
    "The name of the profile that lends its credentials."
    profile: String
    sources: [TrefoilSourceIdentity!]!
  }

  type TrefoilSourceIdentity {
    name: String!
    "Where the credential comes from: own, profile, anonymous, server or sandbox; invalid when what was sent cannot be one; null when there is none."
    credential: String
    "read, write, manage."
    grants: [String!]!
    "The header for a credential of your own."
    header: String
  }
`;

export function createOwnFields(sources: readonly Source[]): Record<string, LocalResolver> {
  return { 'Query._identity': (_, { identity }) => describeIdentity(identity, sources) };
}
