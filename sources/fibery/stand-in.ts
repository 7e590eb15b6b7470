import { createHash } from 'node:crypto';
import { answerGraphql } from '../stand-in/graphql.ts';
import type { Impersonation, StandInRequest, StandInResponse } from '../stand-in/serve.ts';
import { space } from './space-model.ts';
import { usesFragments } from './stand-in/fragments.ts';
import { RateLimits } from './stand-in/rate-limits.ts';
import { createSampleWorkspace } from './stand-in/sample-data.ts';
import { spaceSchema } from './stand-in/space-schema.ts';
import { TokenStore, maxTokensPerUser } from './stand-in/tokens.ts';
import { Webhook, type WebhookTarget } from './stand-in/webhook.ts';
import type { Workspace } from './stand-in/workspace.ts';

/** Open nothing but the stand-in. */
export const sandboxToken = 'sandbox1.fibery0token';
export const sandboxCookie = 'fibery.session=sandbox-fibery-cookie';

export interface FiberyStandInOptions {
  /** Milliseconds since the epoch. @default Date.now */
  now?: () => number;
  /** Answers 429 above 3 requests a second for a token or 7 for the workspace. @default true */
  enforceLimits?: boolean;
  /** Takes every well-formed token and gives each a copy of the data that names it. @default false */
  acceptAnyCredential?: boolean;
  /** @default 0 */
  extraTasks?: number;
  /** Where to report changes. */
  webhook?: WebhookTarget;
}

interface Caller {
  token: string;
  user: string;
}

/** Impersonates one Fibery account: the space `Delivery` and the token endpoints. */
export function impersonateFibery({
  now = Date.now,
  enforceLimits = true,
  acceptAnyCredential = false,
  extraTasks = 0,
  webhook,
}: FiberyStandInOptions = {}): Impersonation {
  const reporter = webhook && new Webhook(webhook);
  let account = openAccount();

  function openAccount() {
    const tokens = new TokenStore({ now, acceptAny: acceptAnyCredential });
    tokens.issue(sandboxToken, sandboxToken);
    return { tokens, limits: new RateLimits(now), workspaces: new Map<string, Workspace>() };
  }

  function workspaceOf({ token }: Caller): Workspace {
    const key = acceptAnyCredential ? token : '';
    const known = account.workspaces.get(key);
    if (known) return known;
    const marker = acceptAnyCredential ? { marker: markerOf(token) } : {};
    const workspace = createSampleWorkspace({ now, extraTasks, ...marker });
    account.workspaces.set(key, workspace);
    return workspace;
  }

  function identify({ headers, path }: StandInRequest): Caller | undefined {
    const [, token] = /^(?:token|bearer) +(\S+)$/i.exec(headers['authorization'] ?? '') ?? [];
    const user = token && account.tokens.userOf(token);
    if (user) return { token, user };
    const cookies = (headers['cookie'] ?? '').split(/; */);
    const hasSession = isAccountPath(path) && !token && cookies.includes(sandboxCookie);
    return hasSession ? { token: sandboxCookie, user: sandboxToken } : undefined;
  }

  async function answerSpace(request: StandInRequest, caller: Caller): Promise<StandInResponse> {
    if (request.method !== 'POST' && request.method !== 'GET')
      return plain(405, 'Method Not Allowed');
    if (isRefusedForFragments(request)) return { status: 400, body: { errors: [noFragments] } };
    const workspace = workspaceOf(caller);
    workspace.jobs.settle(now());
    const response = await answerGraphql(request, {
      schema: spaceSchema,
      rootValue: {},
      contextValue: workspace,
    });
    const effects = workspace.takeEffects();
    reporter?.send(effects, workspace.me.id, now());
    return response;
  }

  function answerTokens({ method, path }: StandInRequest, { user }: Caller): StandInResponse {
    const id = path.slice(tokensPath.length + 1);
    if (id && method === 'DELETE') {
      if (account.tokens.delete(user, id)) return { status: 204 };
      return { status: 404, body: { message: 'Token not found' } };
    }
    if (!id && method === 'GET') {
      const list = account.tokens.list(user);
      return {
        status: 200,
        body: list.map((token) => ({ id: token.id, createdAt: token.createdAt })),
      };
    }
    if (id || method !== 'POST') return plain(405, 'Method Not Allowed');
    const created = account.tokens.create(user);
    if (!created) {
      const message = `A user can have at most ${maxTokensPerUser} tokens`;
      return { status: 400, body: { message } };
    }
    const { value, createdAt } = created;
    return { status: 200, body: { id: created.id, value, createdAt } };
  }

  return {
    respond(request) {
      if (request.path !== spacePath && !isAccountPath(request.path))
        return plain(404, 'Not Found');
      const caller = identify(request);
      if (!caller) return plain(401, 'Unauthorized');
      if (enforceLimits && !account.limits.admit(caller.token)) {
        return plain(429, 'Too Many Requests');
      }
      return isAccountPath(request.path)
        ? answerTokens(request, caller)
        : answerSpace(request, caller);
    },
    reset() {
      account = openAccount();
    },
    close() {
      reporter?.close();
    },
  };
}

const spacePath = `/api/graphql/space/${space}`;
const tokensPath = '/api/tokens';
const isAccountPath = (path: string) => path === tokensPath || path.startsWith(`${tokensPath}/`);
const noFragments = { message: 'Fragments are not supported in the current implementation' };

/** Says which token an answer belongs to without saying the token. */
function markerOf(token: string): string {
  return `${createHash('sha256').update(token).digest('hex').slice(0, 12)}@seen.example`;
}

function isRefusedForFragments({ method, query, body }: StandInRequest): boolean {
  try {
    const text = method === 'GET' ? query.get('query') : readQuery(body);
    return typeof text === 'string' && usesFragments(text);
  } catch {
    // What cannot be read has its own error.
    return false;
  }
}

const readQuery = (body: Buffer): unknown =>
  (JSON.parse(body.toString()) as { query?: unknown }).query;

const plain = (status: number, body: string): StandInResponse => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
});
