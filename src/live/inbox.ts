import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Notice } from '../live-offer.ts';
import type { Source } from '../source.ts';
import type { Time } from './time.ts';
import { repeatWindowMs, type News } from './workers.ts';

/** What a source's webhooks must show. */
export interface WebhookKey {
  secret: string;
  /** Lower case; the header that holds an HMAC-SHA256 of the body. Without it the secret itself is sent. */
  signatureHeader: string | undefined;
}

export interface InboxOptions {
  sources: readonly Source[];
  keys: ReadonlyMap<string, WebhookKey>;
  /** Tells all workers, this one too. */
  tell(news: News): void;
  time: Time;
}

export const secretHeader = 'x-trefoil-webhook-secret';

const rememberedBodies = 10_000;

export type Receipt =
  | { state: 'accepted'; notices: number }
  | { state: 'repeated' }
  | { state: 'refused' }
  | { state: 'unreadable' };

export type HeaderOf = (name: string) => string | undefined;

/** Takes in what sources send. Believes nothing of it but that something happened to some object. */
export class Inbox {
  readonly #options: InboxOptions;
  readonly #seen: LRUCache<string, true>;

  constructor(options: InboxOptions) {
    this.#options = options;
    this.#seen = new LRUCache({
      max: rememberedBodies,
      ttl: repeatWindowMs,
      ttlResolution: 0,
      perf: { now: () => options.time.now() },
    });
  }

  /** Whether the source can be heard at all. */
  hears(source: string): boolean {
    return this.#options.keys.has(source);
  }

  /** Says no before a body is read, where the headers alone are enough to. */
  refusesHeaders(source: string, headerOf: HeaderOf): boolean {
    const key = this.#options.keys.get(source);
    if (!key) return true;
    if (key.signatureHeader) return headerOf(key.signatureHeader) === undefined;
    return !isEqual(headerOf(secretHeader) ?? '', key.secret);
  }

  receive(sourceName: string, headerOf: HeaderOf, body: Buffer): Receipt {
    const { sources, keys, tell, time } = this.#options;
    const key = keys.get(sourceName);
    const source = sources.find(({ name }) => name === sourceName);
    if (!key || !source || !isAuthentic(key, headerOf, body)) return { state: 'refused' };
    const parsed = parse(body);
    if (parsed === undefined) return { state: 'unreadable' };
    const digest = createHash('sha256').update(sourceName).update('\n').update(body).digest('hex');
    if (this.#seen.has(digest)) return { state: 'repeated' };
    this.#seen.set(digest, true);
    const notices = (source.live?.readWebhook?.(parsed.value) ?? []).filter(isSound);
    const atMs = time.now();
    tell({ kind: 'message', source: sourceName, digest, notices, atMs });
    return { state: 'accepted', notices: notices.length };
  }
}

const longestId = 256;

function isSound({ id, type }: Notice): boolean {
  return id !== '' && id.length <= longestId && type.length <= longestId;
}

function isAuthentic({ secret, signatureHeader }: WebhookKey, headerOf: HeaderOf, body: Buffer) {
  if (!signatureHeader) return isEqual(headerOf(secretHeader) ?? '', secret);
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const given = (headerOf(signatureHeader) ?? '').replace(/^sha256=/i, '').toLowerCase();
  return isEqual(given, signature);
}

/** In the same time whatever the two have in common; digests, for only equal lengths can be compared. */
function isEqual(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function parse(body: Buffer): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(body.toString('utf8')) as unknown };
  } catch {
    return undefined;
  }
}
