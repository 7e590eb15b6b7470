import { randomBytes, randomUUID } from 'node:crypto';

interface IssuedToken {
  id: string;
  value: string;
  user: string;
  createdAt: string;
}

export const maxTokensPerUser = 3;

const wellFormed = /^\w{8}\.\w+$/;

export interface TokenStoreOptions {
  now: () => number;
  /** Takes any well-formed token as its own user's first, until it is deleted. */
  acceptAny: boolean;
}

export class TokenStore {
  #tokens = new Map<string, IssuedToken>();
  #deleted = new Set<string>();
  #options: TokenStoreOptions;

  constructor(options: TokenStoreOptions) {
    this.#options = options;
  }

  userOf(value: string): string | undefined {
    const known = this.#tokens.get(value);
    if (known) return known.user;
    if (!this.#options.acceptAny || this.#deleted.has(value) || !wellFormed.test(value)) {
      return undefined;
    }
    return this.issue(value, value).user;
  }

  list(user: string): IssuedToken[] {
    return [...this.#tokens.values()].filter((token) => token.user === user);
  }

  /** A new token for the user, or undefined when there are as many as there may be. */
  create(user: string): IssuedToken | undefined {
    if (this.list(user).length >= maxTokensPerUser) return undefined;
    const hex = randomBytes(22).toString('hex');
    return this.issue(`${hex.slice(0, 8)}.${hex.slice(8, 43)}`, user);
  }

  issue(value: string, user: string): IssuedToken {
    const createdAt = new Date(this.#options.now()).toISOString();
    const token = { id: randomUUID(), value, user, createdAt };
    this.#tokens.set(value, token);
    return token;
  }

  /** False when the user has no such token. */
  delete(user: string, id: string): boolean {
    const token = this.list(user).find((each) => each.id === id);
    if (!token) return false;
    this.#deleted.add(token.value);
    return this.#tokens.delete(token.value);
  }
}
