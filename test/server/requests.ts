import { createClient } from 'graphql-ws';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import { sandboxHeaders, type GraphqlResult, type TestGateway } from '../test-gateway.ts';

export interface Exchange {
  status: number;
  headers: Headers;
  text: string;
  body: GraphqlResult;
}

/** One exchange, whole; a body that is no JSON leaves `body` empty. */
export async function send(url: string, init: RequestInit = {}): Promise<Exchange> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const text = await response.text();
  let body: GraphqlResult = {};
  try {
    body = JSON.parse(text) as GraphqlResult;
  } catch {
    // Not every answer is JSON.
  }
  return { status: response.status, headers: response.headers, text, body };
}

/** A POST as GraphQL clients send it. */
export function post(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Exchange> {
  return send(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...sandboxHeaders, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** The same operation on every way in. */
export const waysIn: Record<string, (url: string, query: string) => Promise<Exchange>> = {
  POST: (url, query) => post(url, { query }),
  GET: (url, query) =>
    send(`${url}/graphql?query=${encodeURIComponent(query).replaceAll('%20', '+')}`, {
      headers: { 'x-trefoil-csrf': '1', ...sandboxHeaders },
    }),
  'a batch': async (url, query) => {
    const exchange = await post(url, [{ query: '{ __typename }' }, { query }]);
    const [, second] = exchange.body as unknown as GraphqlResult[];
    return { ...exchange, body: second! };
  },
  'an event stream': async (url, query) => {
    const exchange = await post(url, { query }, { accept: 'text/event-stream' });
    const data = /event: next\ndata: (.*)\n/.exec(exchange.text)?.[1];
    return { ...exchange, body: JSON.parse(data ?? '{}') as GraphqlResult };
  },
  'a WebSocket': async (url, query) => {
    const client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: sandboxHeaders,
      retryAttempts: 0,
    });
    const body = await new Promise<GraphqlResult>((resolve) => {
      const error = (errors: unknown) => resolve({ errors } as GraphqlResult);
      const next = (result: unknown) => resolve(result as GraphqlResult);
      client.subscribe({ query }, { next, error, complete: () => {} });
    });
    await client.dispose();
    return { status: 101, headers: new Headers(), text: JSON.stringify(body), body };
  },
};

export function codesOf({ errors = [] }: GraphqlResult): unknown[] {
  return errors.map(({ extensions }) => extensions['code']);
}

/** Nothing has gone out to any source. */
export function expectNoCalls(gateway: TestGateway): void {
  const { fleek, fibery, flotiq } = gateway;
  expect([fleek, fibery, flotiq].flatMap(({ calls }) => calls)).toEqual([]);
}
