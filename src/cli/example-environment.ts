import { sources } from '../../sources/index.ts';
import type { Source } from '../source.ts';

/** What names one's own account of a source, and proves that it is one's own. */
export function accountVariables({ account, credentials }: Source): string[] {
  return [...(account?.variables ?? []), ...credentials.slice(0, 1).map(({ env }) => env)];
}

/** For help. */
export function ownAccount(source: Source): string {
  return accountVariables(source)
    .map((name) => `${name}=…`)
    .join(' ');
}

/** A source of which a credential is enough to know the account, and one that has to be named too. */
export const simpleSource = sources.findLast(({ account }) => !account)!;
export const namedSource = sources.find(({ account }) => account) ?? simpleSource;
