import { GatewayError } from '../errors.ts';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import type { Identity } from './identity.ts';

export interface ProfileRates {
  /** Counts one operation against every profile the identity uses; OVERLOADED says when to come back. */
  admit(identity: Identity): void;
}

interface Bucket {
  tokens: number;
  atMs: number;
}

/** A token bucket per profile, as deep as one second of its rate, so that short bursts pass. */
export function createProfileRates(clock: Clock = systemClock): ProfileRates {
  const buckets = new Map<string, Bucket>();

  /** How long until the profile may go on; nothing is taken yet. */
  function refill(profile: string, perSecond: number): { bucket: Bucket; waitMs: number } {
    const depth = Math.max(1, perSecond);
    const nowMs = clock.now();
    const before = buckets.get(profile) ?? { tokens: depth, atMs: nowMs };
    // A clock that was set back must not take tokens away.
    const passedMs = Math.max(0, nowMs - before.atMs);
    const tokens = Math.min(depth, before.tokens + (passedMs / 1000) * perSecond);
    const bucket = { tokens, atMs: nowMs };
    buckets.set(profile, bucket);
    return { bucket, waitMs: tokens >= 1 ? 0 : Math.ceil(((1 - tokens) / perSecond) * 1000) };
  }

  return {
    admit({ basis }) {
      const taken: Bucket[] = [];
      for (const { profile, requestsPerSecond } of basis) {
        if (requestsPerSecond === undefined) continue;
        const { bucket, waitMs } = refill(profile, requestsPerSecond);
        if (waitMs > 0) {
          throw new GatewayError('OVERLOADED', {
            detail: `the profile "${profile}" may ask ${requestsPerSecond} times per second; try again in ${waitMs} ms`,
            facts: { retryAfterMs: waitMs },
          });
        }
        taken.push(bucket);
      }
      // Only when all agree: a refused operation costs none of them.
      for (const bucket of taken) bucket.tokens -= 1;
    },
  };
}
