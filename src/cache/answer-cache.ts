import { LRUCache } from 'lru-cache';
import { GatewayError } from '../errors.ts';
import { remember } from '../remember.ts';
import { Drops } from './drops.ts';
import type { Freshness } from './freshness.ts';

/** What is asked, and for whom. */
export interface CacheQuestion {
  partition: string;
  source: string;
  contract: string;
  /** Root fields that the answer is for; told to metrics. */
  fields: readonly string[];
  /** What decides the answer: method, address, headers but for the credential. */
  request: readonly unknown[];
  /** And the body, which is long. */
  body?: string | undefined;
  ttlMs: number;
}

export interface LoadedAnswer {
  value: unknown;
  bytes: number;
  freshness: Freshness;
  etag: string | undefined;
}

/** The source says that what is known still holds, and perhaps for how long. */
export interface StillHolds {
  isUnchanged: true;
  freshness: Freshness | undefined;
}

export interface LoadOptions {
  etag: string | undefined;
  /** Nobody waits for it: the answer renews what was given stale. */
  isBackground: boolean;
  /** How many changes were told of by now: what began before the last of them would be kept as if new. */
  since: number;
}

export type Load = (options: LoadOptions) => Promise<LoadedAnswer | StillHolds>;

export type CacheEvent = 'hit' | 'miss' | 'stale' | 'stale-on-error' | 'revalidated';

export interface CachedAnswer {
  value: unknown;
  event: CacheEvent;
  ageMs: number;
  /** On the cache's clock. Undefined when no cache that many callers share may have it. */
  sharedUntilMs: number | undefined;
}

export interface CacheObserver {
  /** Told what became of a read; the age is that of what was given from memory. */
  answered?(event: CacheEvent, question: CacheQuestion, ageMs: number | undefined): void;
}

export interface AnswerCacheOptions extends CacheObserver {
  maximumBytes: number;
  /** @default performance.now */
  now?: () => number;
}

interface Entry extends LoadedAnswer {
  storedAtMs: number;
  ttlMs: number;
  askedAt: number;
}

/** How long past its time an answer is given while a new one is fetched, in times of its TTL. */
const staleWhileRevalidate = 1;
/** How long past its time an answer is given because the source fails, in times of its TTL. */
const staleIfError = 10;

/** Keeps answers of reads, by partition first: nothing is ever found by another caller. */
export class AnswerCache {
  readonly #entries: LRUCache<string, Entry>;
  readonly #drops = new Drops();
  readonly #renewing = new Set<string>();
  readonly #now: () => number;
  readonly #answered: CacheObserver['answered'];

  constructor({ maximumBytes, now = () => performance.now(), answered }: AnswerCacheOptions) {
    this.#entries = new LRUCache({
      maxSize: maximumBytes,
      // A character of a key may take two bytes.
      sizeCalculation: ({ bytes }, key) => bytes + key.length * 2 + 512,
    });
    this.#now = now;
    this.#answered = answered;
  }

  /** What is known and not past its time, at once. */
  recall(question: CacheQuestion): CachedAnswer | undefined {
    const entry = this.#find(keyOf(question), question);
    if (!entry || !this.#isWithin(1, entry, question)) return undefined;
    return this.#answer(entry, 'hit', question);
  }

  async read(question: CacheQuestion, load: Load): Promise<CachedAnswer> {
    const key = keyOf(question);
    const entry = this.#find(key, question);
    if (!entry) return this.#load(key, question, load, undefined, false);
    if (this.#isWithin(1, entry, question)) return this.#answer(entry, 'hit', question);
    const isStaleFor = (times: number) =>
      entry.freshness.mayBeStale && this.#isWithin(1 + times, entry, question);
    if (isStaleFor(staleWhileRevalidate)) {
      this.#renew(key, question, load, entry);
      return this.#answer(entry, 'stale', question);
    }
    try {
      return await this.#load(key, question, load, entry, false);
    } catch (error) {
      if (!isTrouble(error) || !isStaleFor(staleIfError)) throw error;
      return this.#answer(entry, 'stale-on-error', question);
    }
  }

  /** A caller changed something at a source: what it knew of that source counts no more. */
  drop(partition: string, source: string): void {
    this.#drops.add(`${partition} ${source}`);
  }

  /** Something changed at a source, whoever did it: nobody's answers of that source count any more. */
  dropSource(source: string): void {
    this.#drops.add(source);
  }

  /** What was answered to this very question was found to be no use. */
  forget(question: CacheQuestion): void {
    this.#entries.delete(keyOf(question));
  }

  get bytes(): number {
    return this.#entries.calculatedSize;
  }

  #find(key: string, question: CacheQuestion): Entry | undefined {
    const entry = this.#entries.get(key);
    if (!entry || this.#isValid(entry.askedAt, question)) return entry;
    this.#entries.delete(key);
    return undefined;
  }

  #isWithin(times: number, entry: Entry, question: CacheQuestion): boolean {
    return this.#now() - entry.storedAtMs < Math.min(entry.ttlMs, question.ttlMs) * times;
  }

  #isValid(askedAt: number, { partition, source }: CacheQuestion): boolean {
    return this.#drops.isValid(askedAt, source, `${partition} ${source}`);
  }

  async #load(
    key: string,
    question: CacheQuestion,
    load: Load,
    known: Entry | undefined,
    isBackground: boolean,
  ): Promise<CachedAnswer> {
    const askedAt = this.#drops.now;
    let loaded: LoadedAnswer | StillHolds;
    try {
      loaded = await load({ etag: known?.etag, isBackground, since: askedAt });
    } catch (error) {
      // A source that refuses now would not have given what is kept of earlier, either.
      if (error instanceof GatewayError && isRefusal(error)) this.#entries.delete(key);
      throw error;
    }
    const isUnchanged = 'isUnchanged' in loaded;
    const answer = 'isUnchanged' in loaded ? renewed(known!, loaded) : loaded;
    const { maximumAgeMs = Infinity } = answer.freshness;
    const ttlMs = Math.min(question.ttlMs, maximumAgeMs);
    const entry = { ...answer, ttlMs, storedAtMs: this.#now(), askedAt };
    this.#keep(key, entry, question);
    return this.#answer(entry, isUnchanged ? 'revalidated' : 'miss', question, isBackground);
  }

  #keep(key: string, entry: Entry, question: CacheQuestion): void {
    // While it was under way something changed; what was asked after that may be here already.
    if (!this.#isValid(entry.askedAt, question)) return;
    // What has to be asked for each time anew is worth keeping if the source can say "the same".
    const isUseful = entry.ttlMs > 0 || entry.etag !== undefined;
    if (entry.freshness.isStorable && isUseful) this.#entries.set(key, entry);
    else this.#entries.delete(key);
  }

  /** One renewal at a time; that it fails is no news to those who were answered already. */
  #renew(key: string, question: CacheQuestion, load: Load, known: Entry): void {
    if (this.#renewing.has(key)) return;
    this.#renewing.add(key);
    this.#load(key, question, load, known, true)
      .catch(() => {})
      .finally(() => this.#renewing.delete(key));
  }

  #answer(
    { value, freshness, storedAtMs, ttlMs }: Entry,
    event: CacheEvent,
    question: CacheQuestion,
    isBackground = false,
  ): CachedAnswer {
    const ageMs = Math.round(this.#now() - storedAtMs);
    if (!isBackground) this.#answered?.(event, question, event === 'miss' ? undefined : ageMs);
    const untilMs = storedAtMs + Math.min(ttlMs, question.ttlMs);
    const sharedUntilMs = freshness.isShareable ? untilMs : undefined;
    return { value, event, ageMs, sharedUntilMs };
  }
}

function renewed(known: Entry, { freshness = known.freshness }: StillHolds): LoadedAnswer {
  const { value, bytes, etag } = known;
  return { value, bytes, etag, freshness };
}

/** A question that is asked again and again is the same object each time. */
const keyOf = remember(({ partition, contract, request, body }: CacheQuestion): string => {
  // The JSON ends where it ends, so what follows it need not be escaped.
  return `${JSON.stringify([partition, contract, ...request])}${body ?? ''}`;
});

/** A quota that is used up is no reason to ask again soon, and every reason to give what there is. */
function isTrouble(error: unknown): boolean {
  if (!(error instanceof GatewayError)) return false;
  return error.retryable || error.code === 'SOURCE_QUOTA_EXCEEDED';
}

function isRefusal({ code }: GatewayError): boolean {
  return code === 'CREDENTIAL_REFUSED' || code === 'SOURCE_NOT_FOUND';
}
