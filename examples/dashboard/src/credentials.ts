/** Headers that the gateway takes credentials from. */
export const credentialHeaders = {
  authorization: 'Access key or JWT of the gateway',
  'x-fleek-key': 'Fleek key',
  'x-fibery-token': 'Fibery token',
  'x-flotiq-key': 'Flotiq key',
} as const;

export type CredentialHeader = keyof typeof credentialHeaders;
export type Credentials = Partial<Record<CredentialHeader, string>>;

/** In memory only: what a page keeps, every script on its origin can read later. */
let credentials: Credentials = {};

export function keepCredentials(typed: Credentials): void {
  credentials = typed;
}

export function heldCredentials(): Credentials {
  return credentials;
}

/** As headers of a request. */
export function readCredentials(): Record<string, string> {
  const entries = Object.entries(credentials).filter(([, value]) => value);
  const { authorization, ...own } = Object.fromEntries(entries) as Record<string, string>;
  return authorization ? { ...own, authorization: `Bearer ${authorization}` } : own;
}
