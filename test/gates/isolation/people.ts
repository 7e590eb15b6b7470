import { createHash } from 'node:crypto';

/** Somebody who calls, and what of all that is answered may be theirs. */
export interface Person {
  readonly name: string;
  headers: Record<string, string>;
  /** What this person deploys, as the name of a commit: the account at Fleek shows it to nobody else. */
  readonly commit: string;
  /** That, and how the stand-ins mark what they answer to this person's credentials. */
  marks: ReadonlySet<string>;
}

/** By the header that a caller would send them in. */
export type Credentials = Record<'x-fleek-key' | 'x-fibery-token' | 'x-flotiq-key', string>;

export function credentialsOf(name: string): Credentials {
  return {
    'x-fleek-key': `${digest(`${name}fleek`).slice(0, 24)}===`,
    'x-fibery-token': `${digest(name).slice(0, 8)}.${digest(`${name}fibery`).slice(0, 35)}`,
    'x-flotiq-key': digest(`${name}flotiq`).slice(0, 32),
  };
}

/** As the stand-ins make them of the credential that they saw. */
export function marksOf(credentials: Partial<Credentials>): Set<string> {
  const { 'x-fleek-key': fleek, 'x-fibery-token': fibery, 'x-flotiq-key': flotiq } = credentials;
  const marks = [
    fleek && `seen:${digest(fleek).slice(0, 12)}`,
    fibery && `${digest(fibery).slice(0, 12)}@seen.example`,
    flotiq && `seen:${digest(flotiq).slice(0, 12)}`,
  ];
  return new Set(marks.filter((mark) => mark !== undefined));
}

export const commitOf = (name: string): string => `seen:${digest(`${name}commit`).slice(0, 12)}`;

export const join = (...sets: ReadonlySet<string>[]): Set<string> =>
  new Set(sets.flatMap((set) => [...set]));

export function marksIn(answer: unknown): string[] {
  return JSON.stringify(answer).match(/seen:[0-9a-f]{12}|[0-9a-f]{12}@seen\.example/g) ?? [];
}

/** With credentials of their own; some have all but one in common with somebody else. */
export function createPeople(count: number): Person[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `own${index}`;
    const own = credentialsOf(name);
    const isTwin = index % 4 === 1;
    const other = `own${index - 1}`;
    const shared = { ...credentialsOf(other), 'x-fibery-token': own['x-fibery-token'] };
    const credentials = isTwin ? shared : own;
    const commit = commitOf(isTwin ? other : name);
    return { name, headers: { ...credentials }, commit, marks: marksOf(credentials).add(commit) };
  });
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
