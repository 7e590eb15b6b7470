import type { ExecutionResult } from 'graphql';
import { withHeldHeaders } from './held-headers.ts';

export const url = location.pathname;

/** No cookies: the gateway reads none. Rejects with words for people when it does not answer. */
export const send: typeof fetch = (input, init) =>
  fetch(input, { ...init, credentials: 'omit' }).catch((cause: unknown) => {
    throw new Error('The gateway is out of reach.', { cause });
  });

export async function post(
  operation: object,
  headers: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<ExecutionResult> {
  const response = await send(url, {
    method: 'POST',
    headers: withHeldHeaders({ ...headers, 'content-type': 'application/json' }),
    body: JSON.stringify(operation),
    ...(signal && { signal }),
  });
  return response.json().catch((cause: unknown) => {
    throw new Error(`The gateway answered ${response.status}, and nothing that can be read.`, {
      cause,
    });
  });
}
