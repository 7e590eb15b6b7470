import { GatewayError } from '../../errors.ts';
import type { Source } from '../../source.ts';
import { findFault } from '../credential.ts';
import type { Grant } from '../grants.ts';

/** The plain content of a keyring file. */
export interface StoredKeyring {
  profiles: StoredProfile[];
}

export interface StoredProfile {
  /** `anonymous` is for callers who present nothing. */
  name: string;
  /** By the header that a caller would send it in. */
  credentials: Record<string, string>;
  /** By source; one that is not here is not granted. */
  grants: Record<string, Grant>;
  accessKeys: StoredAccessKey[];
  /** A JWT with all of these claims is this profile. */
  claims?: Record<string, string>;
  expiresAt?: string;
  requestsPerSecond?: number;
}

export interface StoredAccessKey {
  id: string;
  digest: string;
  createdAt: string;
  expiresAt?: string;
  revokedAt?: string;
}

/** Checks all of a keyring and names every problem at once; never a secret. */
export function readStoredKeyring(content: string, sources: readonly Source[]): StoredKeyring {
  let keyring: unknown;
  try {
    keyring = JSON.parse(content);
  } catch {
    // What JSON.parse would quote are secrets.
    throw invalid(['its content is not JSON']);
  }
  const profiles = isRecord(keyring) ? keyring.profiles : undefined;
  if (!Array.isArray(profiles)) throw invalid(['it has no list of profiles']);
  const problems = profiles.flatMap((profile, index) => shapeProblems(profile, index));
  if (problems.length > 0) throw invalid(problems);
  const stored = { profiles: profiles as StoredProfile[] };
  problems.push(...credentialProblems(stored, sources), ...conflicts(stored));
  if (problems.length > 0) throw invalid(problems);
  return stored;
}

function shapeProblems(profile: unknown, index: number): string[] {
  if (!isRecord(profile) || typeof profile.name !== 'string' || !isProfileName(profile.name)) {
    return [`profile ${index + 1} has no proper name (letters, digits, "-", "_" and ".")`];
  }
  const { name } = profile;
  const says = (isRight: boolean, problem: string) => (isRight ? [] : [`${name}: ${problem}`]);
  return [
    ...says(isRecordOf(profile.credentials, isText), 'its credentials are not texts by header'),
    ...says(isRecordOf(profile.grants, isGrant), 'its grants are not { read, write } by source'),
    ...says(isListOf(profile.accessKeys, isAccessKey), 'its access keys are not well formed'),
    ...says(isMissingOr(profile.claims, isClaims), 'its claims are not texts by name'),
    ...says(isMissingOr(profile.expiresAt, isDate), 'its expiresAt is not a date'),
    ...says(
      isMissingOr(profile.requestsPerSecond, (rate) => typeof rate === 'number' && rate > 0),
      'its requestsPerSecond is not a number above 0',
    ),
    ...says(
      name !== anonymousName || (isEmpty(profile.accessKeys) && profile.claims === undefined),
      'the anonymous profile is for callers who present nothing; it takes no access keys and no claims',
    ),
  ];
}

function credentialProblems({ profiles }: StoredKeyring, sources: readonly Source[]): string[] {
  // Credentials of a source that is not served are left alone: serving fewer sources is no mistake.
  const kinds = new Map(
    sources.flatMap(({ credentials }) => credentials).map((k) => [k.header, k]),
  );
  return profiles.flatMap(({ name, credentials }) =>
    Object.entries(credentials).flatMap(([header, secret]) => {
      const kind = kinds.get(header);
      const fault = kind && findFault(kind, secret);
      return fault ? [`${name}: its credential for ${header} ${fault}`] : [];
    }),
  );
}

function conflicts({ profiles }: StoredKeyring): string[] {
  return profiles.flatMap((one, index) =>
    profiles.slice(index + 1).flatMap((other) => {
      const problems: string[] = [];
      if (one.name === other.name) problems.push(`two profiles are called ${one.name}`);
      if (one.claims && other.claims && contains(one.claims, other.claims)) {
        problems.push(
          `${one.name} and ${other.name} claim the same tokens: give each a claim that the other does not have`,
        );
      }
      const digests = new Set(one.accessKeys.map(({ digest }) => digest));
      if (other.accessKeys.some(({ digest }) => digests.has(digest))) {
        problems.push(`${one.name} and ${other.name} have the same access key`);
      }
      return problems;
    }),
  );
}

/** Whether every token that one of them matches is matched by the other too. */
function contains(one: Record<string, string>, other: Record<string, string>): boolean {
  const isWithin = (few: Record<string, string>, many: Record<string, string>) =>
    Object.entries(few).every(([claim, value]) => many[claim] === value);
  return isWithin(one, other) || isWithin(other, one);
}

export const anonymousName = 'anonymous';
export const isProfileName = (name: string): boolean => /^[A-Za-z0-9][\w.-]{0,63}$/.test(name);
export const isDate = (date: unknown): boolean => isText(date) && !Number.isNaN(Date.parse(date));

const isText = (value: unknown): value is string => typeof value === 'string';
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isRecordOf = (value: unknown, isRight: (item: unknown) => boolean): boolean =>
  isRecord(value) && Object.values(value).every(isRight);
const isListOf = (value: unknown, isRight: (item: unknown) => boolean): value is unknown[] =>
  Array.isArray(value) && value.every(isRight);
const isMissingOr = (value: unknown, isRight: (value: unknown) => boolean): boolean =>
  value === undefined || isRight(value);
const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
const isClaims = (value: unknown): boolean => isRecordOf(value, isText) && !isBare(value);
const isBare = (value: unknown): boolean => Object.keys(value as object).length === 0;
const isBoolean = (value: unknown): boolean => typeof value === 'boolean';

function isGrant(value: unknown): boolean {
  return (
    isRecord(value) &&
    isBoolean(value.read) &&
    isBoolean(value.write) &&
    isMissingOr(value.manage, isBoolean) &&
    isMissingOr(value.rootFields, (fields) => isListOf(fields, isText))
  );
}

function isAccessKey(value: unknown): boolean {
  return (
    isRecord(value) &&
    isText(value.id) &&
    isText(value.digest) &&
    /^[0-9a-f]{64}$/.test(value.digest) &&
    isDate(value.createdAt) &&
    isMissingOr(value.expiresAt, isDate) &&
    isMissingOr(value.revokedAt, isDate)
  );
}

function invalid(problems: readonly string[]): GatewayError {
  return new GatewayError('CONFIG_INVALID', {
    detail: `the keyring cannot be used: ${problems.join('; ')}`,
  });
}
