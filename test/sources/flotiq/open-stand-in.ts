import {
  impersonateFlotiq,
  sandboxReadWriteKey,
  type FlotiqStandInOptions,
} from '../../../sources/flotiq/stand-in.ts';
import { serveStandIn } from '../../../sources/stand-in/serve.ts';

/** Any JSON: these tests assert what they read. */
export type Json = any;

export interface Reply {
  status: number;
  body: Json;
}

export interface Caller {
  get(path: string): Promise<Reply>;
  post(path: string, body?: unknown): Promise<Reply>;
  put(path: string, body: unknown): Promise<Reply>;
  patch(path: string, body: unknown): Promise<Reply>;
  delete(path: string): Promise<Reply>;
}

/** A stand-in on loopback, and callers with a key each. Dispose it with `await using`. */
export async function openStandIn(options: FlotiqStandInOptions = {}) {
  const standIn = await serveStandIn(impersonateFlotiq(options));
  const send = async (path: string, init: RequestInit): Promise<Reply> => {
    const response = await fetch(standIn.origin + path, init);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    return { status: response.status, body: isJson ? JSON.parse(text) : text };
  };
  const callWith = (key: string, headers: Record<string, string> = {}): Caller => {
    const call = (method: string) => (path: string, body?: unknown) =>
      send(path, {
        method,
        headers: { 'X-AUTH-TOKEN': key, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    return {
      get: call('GET'),
      post: call('POST'),
      put: call('PUT'),
      patch: call('PATCH'),
      delete: call('DELETE'),
    };
  };
  return {
    standIn,
    origin: standIn.origin,
    callWith,
    writer: callWith(sandboxReadWriteKey),
    preview: callWith(sandboxReadWriteKey, { 'X-MODE': 'preview' }),
    [Symbol.asyncDispose]: standIn.close,
  };
}

export function queryOf(parameters: Record<string, string | object>): string {
  const pairs = Object.entries(parameters).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return `?${new URLSearchParams(pairs)}`;
}

export const idsOf = ({ body }: Reply): string[] => body.data.map(({ id }: Json) => id);
