import { createHash } from 'node:crypto';
import type { StandInRequest } from '../../stand-in/serve.ts';
import type { Account } from './account.ts';
import { unauthorized } from './answers.ts';
import { createSampleAccount, type SampleOptions } from './sample-content.ts';

/** They open nothing real. */
export const sandboxReadWriteKey = 'sandboxflotiqreadwrite0000000000';
export const sandboxReadOnlyKey = 'sandboxflotiqreadonly00000000000';

interface Access {
  account: Account;
  canWrite: boolean;
  key: string;
}

export interface KeyringOptions extends Omit<SampleOptions, 'marker'> {
  acceptAnyCredential: boolean;
}

/** Which key opens which copy of the data. */
export class Keyring {
  readonly #options: KeyringOptions;
  readonly #accounts = new Map<string, Account>();

  constructor(options: KeyringOptions) {
    this.#options = options;
  }

  /** @throws the vendor's 401 for a key that is missing or unknown */
  open({ headers, query }: StandInRequest): Access {
    const key = headers['x-auth-token'] || query.get('auth_token') || '';
    const isReadOnly = key === sandboxReadOnlyKey;
    const isSandbox = isReadOnly || key === sandboxReadWriteKey;
    const isAcceptable = this.#options.acceptAnyCredential && /^[a-zA-Z0-9]{20,}$/.test(key);
    if (!isSandbox && !isAcceptable) throw unauthorized();
    return { account: this.#accountOf(key), canWrite: !isReadOnly, key };
  }

  /** At least the sandbox's own: pictures are served to callers without a key. */
  accounts(): Iterable<Account> {
    if (this.#accounts.size === 0) this.#accountOf(sandboxReadWriteKey);
    return this.#accounts.values();
  }

  reset(): void {
    this.#accounts.clear();
  }

  #accountOf(key: string): Account {
    const { acceptAnyCredential, ...options } = this.#options;
    const owner = acceptAnyCredential ? key : '';
    const known = this.#accounts.get(owner);
    if (known) return known;
    const marker = acceptAnyCredential ? { marker: markerOf(key) } : {};
    const account = createSampleAccount({ ...options, ...marker });
    this.#accounts.set(owner, account);
    return account;
  }
}

/** Tells whose data an answer shows, and nothing of the key. */
function markerOf(key: string): string {
  return `seen:${createHash('sha256').update(key).digest('hex').slice(0, 12)}`;
}
