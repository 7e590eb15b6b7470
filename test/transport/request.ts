import type { Limits, Source } from '../../src/source.ts';
import type { Send, UpstreamAnswer, UpstreamRequest } from '../../src/transport/step.ts';

export const limits: Limits = {
  requestsPerSecond: 0,
  accountRequestsPerSecond: 0,
  concurrency: 0,
  timeoutMs: 1_000,
  retries: 2,
  answerBytes: 10_000,
  callsPerOperation: 3,
};

export const source: Source = {
  name: 'shop',
  title: 'Shop',
  credentials: [
    {
      header: 'x-shop-key',
      env: 'SHOP_KEY',
      upstreamHeader: 'authorization',
      finish: (secret) => `Token ${secret}`,
      pattern: /./,
      shape: 'anything',
    },
  ],
  limits,
};

export const now = () => performance.now();
export const limitsOf = ({ limits: own }: Source) => own;

/** A read of `/graphql` by one caller, with ten seconds to go. */
export function makeRequest(changes: Partial<UpstreamRequest> = {}): UpstreamRequest {
  return {
    source,
    contract: 'shop',
    method: 'POST',
    url: 'http://shop.test/graphql',
    headers: { authorization: 'Token secret-of-ada', 'content-type': 'application/json' },
    body: '{"query":"{ ok }"}',
    isRead: true,
    partition: 'ada',
    credentialId: 'ada-key',
    signal: new AbortController().signal,
    deadlineMs: now() + 10_000,
    trace: {},
    ...changes,
  };
}

export const sourceWith = (changes: Partial<Limits>): Source => ({
  ...source,
  limits: { ...limits, ...changes },
});

export const ok: UpstreamAnswer = { status: 200, headers: {}, body: '{"data":{"ok":true}}' };
export const status = (code: number, headers: Record<string, string> = {}): UpstreamAnswer => ({
  status: code,
  headers,
  body: '',
});

type Outcome = UpstreamAnswer | Error | ((request: UpstreamRequest) => Promise<UpstreamAnswer>);

/** What is inside a step, as a script: each call takes the next outcome, and none may be left over. */
export function script(...outcomes: Outcome[]) {
  const calls: UpstreamRequest[] = [];
  const send: Send = async (request) => {
    const outcome = outcomes.shift();
    calls.push(request);
    if (outcome === undefined) throw new Error('a call that the script does not know');
    if (outcome instanceof Error) throw outcome;
    return typeof outcome === 'function' ? outcome(request) : outcome;
  };
  return {
    send,
    calls,
    get left() {
      return outcomes.length;
    },
  };
}

/** Never answers, but ends with the signal's reason, as the real send does. */
export const hang = ({ signal }: UpstreamRequest): Promise<UpstreamAnswer> =>
  new Promise((_resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });

/** An inner call that the test answers when it likes. */
export function held() {
  let resolve = (_answer: UpstreamAnswer) => {};
  const promise = new Promise<UpstreamAnswer>((settle) => void (resolve = settle));
  return { call: () => promise, resolve: (answer: UpstreamAnswer) => resolve(answer) };
}

/** How a promise ended, so that fake time can pass while it is under way. */
export async function outcomeOf<T>(promise: Promise<T>): Promise<T | Error> {
  return promise.catch((error: Error) => error);
}
