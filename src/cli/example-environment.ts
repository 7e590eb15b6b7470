import { sources } from '../../sources/index.ts';
import type { Source } from '../source.ts';

/** For help: what names one's own account of a source, and proves that it is one's own. */
export function ownAccount({ account, credentials }: Source): string {
  const names = [...(account?.variables ?? []), credentials[0]?.env];
  return names.map((name) => `${name}=…`).join(' ');
}

/** A source of which a credential is enough to know the account, and one that has to be named too. */
export const simpleSource = sources.findLast(({ account }) => !account)!;
export const namedSource = sources.find(({ account }) => account) ?? simpleSource;
