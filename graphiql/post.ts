import type { ExecutionResult } from 'graphql';
import { withHeldHeaders } from './held-headers.ts';

export const url = location.pathname;

/** Asks the gateway; rejects with words for people when it gave no answer. No cookies: it reads none. */
export async function post(
  operation: object,
  headers: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<ExecutionResult> {
  const response = await fetch(url, {
    method: 'POST',
    headers: withHeldHeaders({ ...headers, 'content-type': 'application/json' }),
    body: JSON.stringify(operation),
    credentials: 'omit',
    ...(signal && { signal }),
  }).catch((cause: unknown) => {
    throw new Error('The gateway is out of reach.', { cause });
  });
  return response.json().catch((cause: unknown) => {
    throw new Error(`The gateway answered ${response.status}, and nothing that can be read.`, {
      cause,
    });
  });
}
