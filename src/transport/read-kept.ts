import type { AnswerCache, CacheQuestion, CachedAnswer } from '../cache/answer-cache.ts';
import { readFreshness, unkept, unsaid } from '../cache/freshness.ts';
import { measureAnswer } from '../cache/measure.ts';
import type { FinishedCredential } from '../identity/credential.ts';
import type { Identity } from '../identity/identity.ts';
import type { TracedCall } from '../operation-context.ts';
import type { Send, UpstreamAnswer, UpstreamRequest } from './step.ts';

/** A read whose answer may be kept. */
export interface KeptRead {
  cache: AnswerCache;
  question: CacheQuestion;
  identity: Identity;
  credential: FinishedCredential;
  trace: TracedCall;
}

/** How the source is asked when it has to be. */
export interface Asking {
  openUpstream(): UpstreamRequest;
  /** Of a renewal that nobody waits for: the source's own, for the request that saw it was due may end. */
  backgroundMs: number;
  /** Counts a call of the operation; may refuse it. */
  begin(): void;
  send: Send;
  /** Throws what the answer stands for when it is none. */
  read(request: UpstreamRequest, answer: UpstreamAnswer): unknown;
}

/** From memory, at once. */
export function recallKept(kept: KeptRead): CachedAnswer | undefined {
  const known = kept.cache.recall(kept.question);
  if (known) tell(kept, known);
  return known;
}

/** From memory where it can be, asked of the source where it must be. */
export async function readKept(kept: KeptRead, asking: Asking): Promise<unknown> {
  const upstream = asking.openUpstream();
  const cached = await kept.cache.read(kept.question, async ({ etag, isBackground, since }) => {
    if (!isBackground) asking.begin();
    const conditional = etag ? { headers: { ...upstream.headers, 'if-none-match': etag } } : {};
    const lease = isBackground ? backgroundLease(asking.backgroundMs) : {};
    const answer = await asking.send({ ...upstream, since, ...conditional, ...lease });
    const freshness = readFreshness(answer.headers);
    if (etag && answer.status === 304) return { isUnchanged: true, freshness };
    const value = asking.read(upstream, answer);
    return {
      value,
      bytes: measureAnswer(answer.body, value),
      freshness: hasErrors(value) ? unkept : (freshness ?? unsaid),
      etag: answer.headers['etag'],
    };
  });
  tell(kept, cached);
  return cached.value;
}

function tell(kept: KeptRead, cached: CachedAnswer): void {
  const { cache, question, trace } = kept;
  trace.cached = cached.event;
  if (cached.event !== 'miss') trace.ageMs = cached.ageMs;
  trace.sharedUntilMs = sharedUntil(cached, kept);
  trace.forget = () => cache.forget(question);
}

/**
 * Until when a cache that many callers share may give the answer to any of them: only what was asked
 * with the credential that every stranger is lent, and for no longer than that is lent.
 */
function sharedUntil(
  { sharedUntilMs }: CachedAnswer,
  { credential, identity: { expiresAtMs } }: KeptRead,
): number | undefined {
  if (sharedUntilMs === undefined || credential.origin !== 'anonymous') return undefined;
  if (expiresAtMs === undefined) return sharedUntilMs;
  return Math.min(sharedUntilMs, expiresAtMs - performance.timeOrigin);
}

/** It has a trace of its own: that of the request that saw it was due may have been shown already. */
function backgroundLease(milliseconds: number) {
  const deadlineMs = performance.now() + milliseconds;
  return { signal: new AbortController().signal, deadlineMs, trace: {} };
}

/** A GraphQL source tells its errors in an answer like any other. */
function hasErrors(value: unknown): boolean {
  const { errors } = (value ?? {}) as { errors?: unknown };
  return Array.isArray(errors) && errors.length > 0;
}
