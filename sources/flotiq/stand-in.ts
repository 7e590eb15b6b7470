import type { Impersonation, StandInRequest, StandInResponse } from '../stand-in/serve.ts';
import { printAccount } from './print-account.ts';
import type { Account } from './stand-in/account.ts';
import { Refusal, forbidden, invalid, notFound, ok } from './stand-in/answers.ts';
import { answerContentTypes } from './stand-in/content-types.ts';
import { answerContent } from './stand-in/content.ts';
import { contentTypeOf } from './stand-in/definitions.ts';
import { Keyring } from './stand-in/keys.ts';
import { serveImage, upload } from './stand-in/media.ts';
import { readFlag, type AccountRequest } from './stand-in/request.ts';
import { search } from './stand-in/search.ts';
import { callWebhook, type Webhook } from './stand-in/webhook.ts';

export { sandboxReadOnlyKey, sandboxReadWriteKey } from './stand-in/keys.ts';

export interface FlotiqStandInOptions {
  /** Milliseconds since 1970. @default Date.now */
  now?: () => number;
  /** Any key of 20 letters and digits or more opens a copy of its own. @default false */
  acceptAnyCredential?: boolean;
  /** Public posts beyond the samples, `blogpost-1001` and on. @default 0 */
  extraPosts?: number;
  /** Told of every change, asynchronously. @default none */
  webhook?: Webhook;
}

/** Flotiq's content API as far as its documentation and its contract tell, over the sandbox account. */
export function impersonateFlotiq(options: FlotiqStandInOptions = {}): Impersonation {
  const { now = Date.now, acceptAnyCredential = false, extraPosts = 0, webhook } = options;
  const keyring = new Keyring({ now, acceptAnyCredential, extraPosts });
  let deliveries = new AbortController();

  async function answer(request: StandInRequest): Promise<StandInResponse> {
    const segments = splitPath(request.path);
    if (segments[0] === 'image') return serveImage(segments.slice(1), keyring.accounts());

    const { account, canWrite, key } = keyring.open(request);
    if (!canWrite && request.method !== 'GET') throw forbidden();
    const route = routes.find(({ prefix }) => startsWith(segments, prefix));
    if (!route) throw notFound();
    return route.answer(
      {
        ...request,
        account,
        isPreview: request.headers['x-mode'] === 'preview',
        segments: segments.slice(route.prefix.length),
        announce(action, object) {
          if (webhook) callWebhook(webhook, action, object, { account, signal: deliveries.signal });
        },
      },
      { key, canWrite },
    );
  }

  return {
    async respond(request) {
      try {
        return await answer(request);
      } catch (error) {
        if (error instanceof Refusal) return error.response;
        throw error;
      }
    },
    reset() {
      deliveries.abort();
      deliveries = new AbortController();
      keyring.reset();
    },
    close: () => deliveries.abort(),
  };
}

interface Route {
  prefix: readonly string[];
  answer(
    request: AccountRequest,
    caller: { key: string; canWrite: boolean },
  ): StandInResponse | Promise<StandInResponse>;
}

const routes: readonly Route[] = [
  { prefix: ['api', 'v1', 'content'], answer: answerContent },
  { prefix: ['api', 'v1', 'internal', 'contenttype'], answer: answerContentTypes },
  { prefix: ['api', 'v1', 'search'], answer: only('GET', (request) => ok(search(request))) },
  { prefix: ['api', 'media'], answer: only('POST', upload) },
  {
    prefix: ['api', 'v1', 'open-api-schema.json'],
    answer: only('GET', ({ query, account }, { key }) => ok(printFor(account, query, key))),
  },
  {
    prefix: ['api', 'auth-context'],
    answer: only('GET', (_, { canWrite }) =>
      ok({ permissions: canWrite ? 'read-write' : 'read-only' }),
    ),
  },
];

function only(method: string, answer: Route['answer']): Route['answer'] {
  return (request, caller) => {
    if (request.method !== method || request.segments.length > 0) throw notFound();
    return answer(request, caller);
  };
}

function printFor(account: Account, query: URLSearchParams, key: string) {
  const asked = query.get('version') ?? '3';
  const version = asked === '2' || asked === '3.1' ? asked : '3.0';
  return printAccount({
    version,
    hydrate: readFlag(query, 'hydrate') ? 1 : 0,
    userOnly: readFlag(query, 'user_only'),
    authToken: key,
    contentTypes: [...account.definitions.values()].map(contentTypeOf),
  });
}

/** Split first, decode after: an encoded slash stays inside its segment. */
function splitPath(path: string): string[] {
  try {
    return path.split('/').slice(1).map(decodeURIComponent);
  } catch {
    throw invalid('Malformed path');
  }
}

function startsWith(segments: readonly string[], prefix: readonly string[]): boolean {
  return prefix.every((segment, index) => segments[index] === segment);
}
