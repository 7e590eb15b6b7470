import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sources } from '../../../sources/index.ts';
import { createAccessKey } from '../../../src/identity/keyring/access-key.ts';
import { updateKeyringFile } from '../../../src/identity/keyring/keyring-file.ts';
import { MasterKey } from '../../../src/identity/keyring/master-key.ts';
import type { StoredProfile } from '../../../src/identity/keyring/stored-profile.ts';
import { commitOf, credentialsOf, join as joinSets, marksOf } from './people.ts';
import type { Credentials, Person } from './people.ts';

/** What becomes of a profile in the middle of it all. */
const fates = ['stays', 'new credentials', 'new access key', 'revoked'] as const;

interface Borrower {
  person: Person;
  fate: (typeof fates)[number];
  profile: StoredProfile;
}

export interface Lent extends AsyncDisposable {
  env: Record<string, string>;
  people: readonly Person[];
  /** Those whose access ends. */
  revoked: readonly Person[];
  /** Writes the keyring anew: both what was and what will be may be seen until `settle`. */
  change(): Promise<void>;
  /** The gateway has read it: nothing of what was may be seen any more. Answers who joins: the old keys. */
  settle(): Person[];
}

const all = { read: true, write: true };
const grants = { fleek: all, fibery: all, flotiq: all };

/** People to whom a keyring lends credentials: by access key, by access key and some of their own, or by nothing. */
export async function lendTo(count: number): Promise<Lent> {
  const directory = await mkdtemp(join(tmpdir(), 'trefoil-isolation-'));
  const masterKey = randomBytes(32).toString('hex');
  const file = {
    path: join(directory, 'keyring.json'),
    masterKeys: [new MasterKey(masterKey)],
    sources,
  };
  const write = (profiles: StoredProfile[]) => updateKeyringFile(file, () => ({ profiles }));

  const borrowers = Array.from({ length: count }, (_, index) => lend(`lent${index}`, index));
  const anonymous: StoredProfile = {
    name: 'anonymous',
    credentials: { 'x-flotiq-key': credentialsOf('anonymous')['x-flotiq-key'] },
    grants: { flotiq: { read: true, write: false } },
    accessKeys: [],
  };
  await write([anonymous, ...borrowers.map(({ profile }) => profile)]);

  const [first] = borrowers;
  const own = credentialsOf('mixed')['x-fleek-key'];
  const borrowed = { ...credentialsOf('lent0'), 'x-fleek-key': own };
  const mixed: Person = {
    name: 'mixed',
    headers: { ...first!.person.headers, 'x-fleek-key': own },
    commit: commitOf('mixed'),
    marks: marksOf(borrowed).add(commitOf('mixed')),
  };
  const stranger: Person = {
    name: 'stranger',
    headers: {},
    commit: commitOf('stranger'),
    marks: marksOf(anonymous.credentials as Partial<Credentials>),
  };
  const next = new Map<Person, Pick<Person, 'headers' | 'marks'>>();

  return {
    env: { TREFOIL_KEYRING: file.path, TREFOIL_MASTER_KEY: masterKey },
    people: [...borrowers.map(({ person }) => person), mixed, stranger],
    revoked: borrowers.filter(({ fate }) => fate === 'revoked').map(({ person }) => person),
    async change() {
      const changed = borrowers.map((borrower) => {
        const { profile, headers, marks } = applyFate(borrower);
        const { person } = borrower;
        next.set(person, { headers, marks });
        person.marks = joinSets(person.marks, marks);
        return profile;
      });
      await write([anonymous, ...changed]);
    },
    settle() {
      const old = borrowers
        .filter(({ fate }) => fate === 'new access key')
        .map(({ person: { name, headers, commit } }) => ({
          name: `${name} with the old key`,
          headers,
          commit,
          marks: new Set<string>(),
        }));
      for (const [person, now] of next) Object.assign(person, now);
      return old;
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true }),
  };
}

function lend(name: string, index: number): Borrower {
  const credentials = credentialsOf(name);
  const { headers, stored } = makeKey();
  const commit = commitOf(name);
  return {
    person: { name, headers, commit, marks: marksOf(credentials).add(commit) },
    fate: fates[index % fates.length]!,
    profile: { name, credentials, grants, accessKeys: [stored] },
  };
}

function makeKey() {
  const { accessKey, id, digest } = createAccessKey();
  const stored = { id, digest, createdAt: new Date().toISOString() };
  return { headers: { authorization: `Bearer ${accessKey}` }, stored };
}

function applyFate({ person, fate, profile }: Borrower) {
  const { name, headers, commit, marks } = person;
  if (fate === 'new credentials') {
    const credentials = credentialsOf(`${name} anew`);
    return {
      profile: { ...profile, credentials },
      headers,
      marks: marksOf(credentials).add(commit),
    };
  }
  if (fate === 'new access key') {
    const { headers: renewed, stored } = makeKey();
    return { profile: { ...profile, accessKeys: [stored] }, headers: renewed, marks };
  }
  if (fate === 'stays') return { profile, headers, marks };
  const revokedAt = new Date().toISOString();
  const accessKeys = profile.accessKeys.map((key) => ({ ...key, revokedAt }));
  return { profile: { ...profile, accessKeys }, headers, marks: new Set<string>() };
}
