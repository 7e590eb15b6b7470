import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient, type Client as WsClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { GraphqlResult } from '../test-gateway.ts';
import { sandboxHeaders, type TestGateway } from '../test-gateway.ts';

export interface Asked {
  query: string;
  variables?: Record<string, unknown>;
}

/** One open subscription, read by a test event by event. */
export class Subscriber implements Disposable {
  readonly events: GraphqlResult[] = [];
  /** Undefined while it is open; then `complete`, or what went wrong. */
  ending: 'complete' | Error | readonly unknown[] | undefined;
  #unsubscribe: () => void = () => {};
  #waiting: (() => void)[] = [];

  constructor(open: (sink: Sink) => () => void) {
    const tell = () => this.#waiting.splice(0).forEach((resolve) => resolve());
    this.#unsubscribe = open({
      next: (event) => (this.events.push(event as GraphqlResult), tell()),
      error: (error) => ((this.ending = error as Error), tell()),
      complete: () => ((this.ending ??= 'complete'), tell()),
    });
  }

  /** Resolves when there are this many events. */
  async heard(count: number): Promise<GraphqlResult[]> {
    while (this.events.length < count) {
      if (this.ending)
        throw new Error(`ended after ${this.events.length} events: ${String(this.ending)}`);
      await this.#news();
    }
    return this.events;
  }

  async ended(): Promise<Subscriber['ending']> {
    while (!this.ending) await this.#news();
    return this.ending;
  }

  [Symbol.dispose](): void {
    this.#unsubscribe();
  }

  #news(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

interface Sink {
  next(event: unknown): void;
  error(error: unknown): void;
  complete(): void;
}

export const transports = ['event stream', 'WebSocket'] as const;
export type Transport = (typeof transports)[number];

/** Subscribes with the clients that people use: graphql-sse and graphql-ws. */
export function subscribe(
  gateway: Pick<TestGateway, 'url'>,
  asked: Asked,
  { by = 'WebSocket', headers = sandboxHeaders, retryAttempts = 0 }: SubscribeOptions = {},
): Subscriber {
  if (by === 'WebSocket') {
    const client = openSocket(gateway, headers, retryAttempts);
    return new Subscriber((sink) => {
      const end = client.subscribe(asked, sink as never);
      return () => (end(), void client.dispose());
    });
  }
  const client = createSseClient({
    url: `${gateway.url}/graphql`,
    headers: { ...headers },
    retryAttempts,
  });
  return new Subscriber((sink) => client.subscribe(asked, sink as never));
}

export interface SubscribeOptions {
  by?: Transport;
  headers?: Record<string, string>;
  /** @default 0 */
  retryAttempts?: number;
}

/** Credentials as connection parameters, as a browser has to send them. */
export function openSocket(
  { url }: Pick<TestGateway, 'url'>,
  connectionParams: Record<string, string> = sandboxHeaders,
  retryAttempts = 0,
): WsClient {
  return createWsClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams,
    retryAttempts,
    retryWait: async () => {},
    lazy: true,
  });
}
