import { LRUCache } from 'lru-cache';
import { GatewayError } from '../errors.ts';

/** What is asked, and for whom. */
export interface CacheQuestion {
  partition: string;
  source: string;
  contract: string;
  /** What decides the answer: method, address, headers but for the credential. */
  request: readonly unknown[];
  /** And the body, which is long. */
  body?: string | undefined;
  ttlMs: number;
}

export interface LoadedAnswer {
  value: unknown;
  bytes: number;
  /** The source's own word on how long, or whether at all; undefined when it says nothing. */
  maximumAgeMs: number | undefined;
  etag: string | undefined;
}

/** The source says that what is known still holds. */
export const NOT_MODIFIED = Symbol('not modified');

export interface LoadOptions {
  etag: string | undefined;
  /** Nobody waits for it: the answer renews what was given stale. */
  isBackground: boolean;
}

export type Load = (options: LoadOptions) => Promise<LoadedAnswer | typeof NOT_MODIFIED>;

export type CacheEvent = 'hit' | 'miss' | 'stale' | 'stale-on-error' | 'revalidated';

export interface CachedAnswer {
  value: unknown;
  event: CacheEvent;
  ageMs: number;
}

export interface AnswerCacheOptions {
  maximumBytes: number;
  /** @default performance.now */
  now?: () => number;
  onEvent?(event: CacheEvent, source: string): void;
}

interface Entry extends LoadedAnswer {
  storedAtMs: number;
  ttlMs: number;
}

/** How long past its time an answer is given while a new one is fetched, in times of its TTL. */
const staleWhileRevalidate = 1;
/** How long past its time an answer is given because the source fails, in times of its TTL. */
const staleIfError = 10;

/**
 * Keeps answers of reads, by partition first: nothing is ever found by another caller. Dropping
 * raises a number that is part of every key, so that an answer that was under way while something
 * changed is stored where nobody looks for it.
 */
export class AnswerCache {
  readonly #entries: LRUCache<string, Entry>;
  readonly #generations = new Map<string, number>();
  readonly #renewing = new Map<string, Promise<void>>();
  readonly #now: () => number;
  readonly #onEvent: AnswerCacheOptions['onEvent'];

  constructor({ maximumBytes, now = () => performance.now(), onEvent }: AnswerCacheOptions) {
    this.#entries = new LRUCache({
      maxSize: maximumBytes,
      sizeCalculation: ({ bytes }, key) => bytes + key.length + 512,
    });
    this.#now = now;
    this.#onEvent = onEvent;
  }

  async read(question: CacheQuestion, load: Load): Promise<CachedAnswer> {
    const key = this.#keyOf(question);
    const entry = this.#entries.get(key);
    const ageMs = entry ? this.#now() - entry.storedAtMs : 0;
    if (entry && ageMs < entry.ttlMs) return this.#answer(entry, 'hit', question);
    if (entry && ageMs < entry.ttlMs * (1 + staleWhileRevalidate)) {
      this.#renew(key, question, load);
      return this.#answer(entry, 'stale', question);
    }
    try {
      return await this.#load(key, question, load, entry, false);
    } catch (error) {
      const isTrouble = error instanceof GatewayError && error.retryable;
      if (!entry || !isTrouble || ageMs >= entry.ttlMs * (1 + staleIfError)) throw error;
      return this.#answer(entry, 'stale-on-error', question);
    }
  }

  /** A caller changed something at a source: what it knew of that source counts no more. */
  drop(partition: string, source: string): void {
    this.#raise(`${partition} ${source}`);
  }

  /** Something changed at a source, whoever did it: nobody's answers of that source count any more. */
  dropSource(source: string): void {
    this.#raise(source);
  }

  get bytes(): number {
    return this.#entries.calculatedSize;
  }

  async #load(
    key: string,
    question: CacheQuestion,
    load: Load,
    known: Entry | undefined,
    isBackground: boolean,
  ): Promise<CachedAnswer> {
    const loaded = await load({ etag: known?.etag, isBackground });
    if (loaded === NOT_MODIFIED) {
      const renewed = { ...known!, storedAtMs: this.#now() };
      this.#entries.set(key, renewed);
      return this.#answer(renewed, 'revalidated', question);
    }
    const ttlMs = Math.min(question.ttlMs, loaded.maximumAgeMs ?? Infinity);
    const entry = { ...loaded, ttlMs, storedAtMs: this.#now() };
    if (ttlMs > 0) this.#entries.set(key, entry);
    else this.#entries.delete(key);
    return this.#answer(entry, 'miss', question);
  }

  /** One renewal at a time; that it fails is no news to those who were answered already. */
  #renew(key: string, question: CacheQuestion, load: Load): void {
    if (this.#renewing.has(key)) return;
    const renewal = this.#load(key, question, load, this.#entries.get(key), true)
      .then(
        () => {},
        () => {},
      )
      .finally(() => this.#renewing.delete(key));
    this.#renewing.set(key, renewal);
  }

  #answer(entry: Entry, event: CacheEvent, { source }: CacheQuestion): CachedAnswer {
    this.#onEvent?.(event, source);
    return { value: entry.value, event, ageMs: Math.round(this.#now() - entry.storedAtMs) };
  }

  #keyOf({ partition, source, contract, request, body }: CacheQuestion): string {
    const generations = [
      this.#generations.get(source) ?? 0,
      this.#generations.get(`${partition} ${source}`) ?? 0,
    ];
    // The JSON ends where it ends, so what follows it need not be escaped.
    return `${JSON.stringify([partition, generations, contract, ...request])}${body ?? ''}`;
  }

  #raise(name: string): void {
    this.#generations.set(name, (this.#generations.get(name) ?? 0) + 1);
  }
}

/** What `Cache-Control` of an answer allows: undefined when it says nothing, 0 when not at all. */
export function readMaximumAge(headers: Readonly<Record<string, string>>): number | undefined {
  const control = headers['cache-control']?.toLowerCase();
  if (!control) return undefined;
  if (/\bno-store\b|\bno-cache\b/.test(control)) return 0;
  const seconds = /\bmax-age=(\d+)/.exec(control)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}
