import {
  impersonateFibery,
  sandboxToken,
  type FiberyStandInOptions,
} from '../../../sources/fibery/stand-in.ts';
import { serveStandIn } from '../../../sources/stand-in/serve.ts';

export interface Answer<Data> {
  data: Data;
  errors?: { message: string; path?: (string | number)[] }[];
}

/** A served space with a clock that only the test moves, and the calls of the vendor's guide. */
export async function openSpace(options: FiberyStandInOptions = {}) {
  let nowMs = Date.UTC(2026, 3, 20);
  const impersonation = impersonateFibery({ now: () => nowMs, enforceLimits: false, ...options });
  const standIn = await serveStandIn(impersonation);
  const endpoint = `${standIn.origin}/api/graphql/space/Delivery`;

  const post = (query: string, variables?: object, token: string = sandboxToken) =>
    fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Token ${token}` },
      body: JSON.stringify({ query, variables }),
    });
  /* oxlint-disable-next-line typescript/no-explicit-any -- each query has a shape of its own */
  const ask = async <Data = any>(query: string, variables?: object, token?: string) =>
    (await (await post(query, variables, token)).json()) as Answer<Data>;
  const account = (
    method: string,
    path = '',
    headers: Record<string, string> = { authorization: `Token ${sandboxToken}` },
  ) => fetch(`${standIn.origin}/api/tokens${path}`, { method, headers });

  return {
    standIn,
    endpoint,
    post,
    ask,
    account,
    advance(ms: number) {
      nowMs += ms;
    },
    [Symbol.asyncDispose]: () => standIn.close(),
  };
}

export const names = (rows: { name: string }[]) => rows.map(({ name }) => name);
