import { Gates, governor } from '../../src/transport/governor.ts';
import type { Send, UpstreamRequest } from '../../src/transport/step.ts';
import { limitsOf, makeRequest, now, ok } from './request.ts';

const endpoints = {
  shop: new URL('http://shop.test/graphql'),
  shop_stock: new URL('http://shop.test/stock'),
  shop_mirror: new URL('http://mirror.test/graphql'),
  depot: new URL('http://shop.test/depot'),
};

export function govern(inner: Send) {
  const gates = new Gates({ endpoints, limits: limitsOf, now });
  return { gates, send: governor(gates)(inner) };
}

/** An inner send that notes who called and when, and goes on the wire at once. */
export function noting(answer: Send = async () => ok) {
  const startedMs = now();
  const calls: { who: string; atMs: number }[] = [];
  const send: Send = (request) => {
    request.trace.sentAtMs = now();
    calls.push({ who: request.partition, atMs: now() - startedMs });
    return answer(request);
  };
  return { calls, send };
}

export const as = (who: string, changes: Partial<UpstreamRequest> = {}) =>
  makeRequest({
    partition: who,
    credentialId: `${who}-key`,
    deadlineMs: now() + 60_000,
    ...changes,
  });
