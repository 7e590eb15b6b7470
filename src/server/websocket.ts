import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { GraphQLError, parse, type GraphQLSchema } from 'graphql';
import { makeServer, type Context, type ServerOptions } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import type { HeaderLookup } from '../identity/read-identity.ts';
import type { AnswerOperation, OperationResult } from './answer-operation.ts';
import type { Cors } from './cors.ts';
import { requestIdOf } from './inbound.ts';
import { takePlace, type Excess, type Load } from './load.ts';
import { overloaded } from './overloaded.ts';
import { presentError, type PresentedError } from './present-error.ts';
import { openLine } from './websocket-line.ts';

export interface WebsocketOptions {
  schema: GraphQLSchema;
  answer: AnswerOperation;
  cors: Pick<Cors, 'allows'>;
  /** Until it is answered, or its stream is open, an operation counts like a request. */
  load: Pick<Load, 'enter' | 'leave'>;
  /** Told when one is sent away. */
  onShed(excess: Excess): void;
  /** What connection parameters may carry beside `authorization`: the sources' credential headers. */
  credentialHeaders: readonly string[];
  /** The largest message. */
  bodyBytes: number;
  isDraining(): boolean;
  /** Between two signs of life on a connection; one without an answer ends it. @default 12000 */
  pingMs?: number;
}

/** GraphQL over WebSocket, as graphql-ws speaks it: each operation is what a POST would be. */
export interface Websockets {
  upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void;
  readonly connections: number;
  /** Closes every connection with a code on which clients come back; cuts those that do not answer. */
  close(graceMs: number): void;
}

interface Extra {
  incoming: IncomingMessage;
  /** Operations without an answer yet, by their ids. */
  running: Map<string, AbortController>;
}

/** 1012: the service restarts. Clients take it for a reason to connect again. */
const RESTARTING = 1012;
/** Operations under way on one connection. */
const OPERATIONS = 100;

export function createWebsockets(options: WebsocketOptions): Websockets {
  const { cors, bodyBytes, isDraining, pingMs = 12_000 } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: bodyBytes,
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
  });
  const protocol = makeServer<Record<string, unknown>, Extra>(speak(options));

  function accept(socket: WebSocket, incoming: IncomingMessage): void {
    const send = openLine(socket, incoming.socket, pingMs);
    const running = new Map<string, AbortController>();
    // What is wrong with a connection ends it, and is nobody else's business.
    socket.on('error', () => socket.terminate());
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send,
        close: (code, reason) => socket.close(code, reason),
        onMessage: (receive) =>
          socket.on('message', (data) => {
            const text = String(data);
            running.get(readCompleted(text) ?? '')?.abort();
            void receive(text).catch(() => socket.terminate());
          }),
      },
      { incoming, running },
    );
    socket.once('close', (code, reason) => {
      for (const client of running.values()) client.abort();
      void closed(code, String(reason));
    });
  }

  return {
    upgrade(incoming, socket, head) {
      socket.on('error', () => socket.destroy());
      const refusal = isDraining() ? '503 Service Unavailable' : refuseUpgrade(incoming, cors);
      if (refusal) return void socket.end(`HTTP/1.1 ${refusal}\r\nconnection: close\r\n\r\n`);
      sockets.handleUpgrade(incoming, socket, head, accept);
    },
    get connections() {
      return sockets.clients.size;
    },
    close(graceMs) {
      const open = [...sockets.clients];
      for (const socket of open) socket.close(RESTARTING, 'the gateway restarts; connect again');
      const cut = () => open.forEach((socket) => socket.terminate());
      setTimeout(cut, graceMs).unref();
    },
  };
}

const PROTOCOL = 'graphql-transport-ws';

/** A page of another origin would speak with whatever this machine may do; so it must be a known one. */
function refuseUpgrade(
  { url = '', headers }: IncomingMessage,
  cors: Pick<Cors, 'allows'>,
): string | undefined {
  if (url.split('?', 1)[0] !== '/graphql') return '404 Not Found';
  const { origin, host } = headers;
  if (origin === undefined || cors.allows(origin)) return undefined;
  return URL.canParse(origin) && new URL(origin).host === host ? undefined : '403 Forbidden';
}

/** The parsed message is answered as a POST's body is; graphql-ws keeps only the order of things. */
function speak(options: WebsocketOptions): ServerOptions<Record<string, unknown>, Extra> {
  const { schema, answer, load, onShed } = options;
  const allowed = new Set(['authorization', ...options.credentialHeaders]);

  return {
    async onSubscribe({ extra, connectionParams, subscriptions }, id, payload) {
      if (Object.keys(subscriptions).length > OPERATIONS) return [tooMany()];
      const incoming = withOwnId(extra.incoming);
      const leave = takePlace(load);
      if (typeof leave === 'string') {
        onShed(leave);
        return [
          new Presented(presentError({ error: overloaded, path: [] }, requestIdOf(incoming))),
        ];
      }
      const client = new AbortController();
      extra.running.set(id, client);
      const headers = lookUp(connectionParams, allowed, extra.incoming);
      const way = { incoming, signal: client.signal, headers, isStream: true, onWait: leave };
      // It never rejects.
      const { result, refusal } = await answer(payload, way);
      extra.running.delete(id);
      leave();
      if (refusal) return (result as OperationResult).errors!.map((each) => new Presented(each));
      const contextValue = isStream(result) ? endedBy(result, client) : result;
      return { schema, document: anything, contextValue };
    },
    execute: ({ contextValue }) => contextValue as never,
    onNext: (_context, _id, _payload, _args, result) => result as never,
  };
}

/** The id of an operation that its client ends. graphql-ws tells of streams only, and not of queries. */
function readCompleted(text: string): string | undefined {
  if (!text.includes('"complete"')) return undefined;
  try {
    const { type, id } = (JSON.parse(text) ?? {}) as { type?: unknown; id?: string };
    return type === 'complete' ? id : undefined;
  } catch {
    // It closes the connection, too.
    return undefined;
  }
}

/** What is run was read already; graphql-ws wants a document to tell the kinds of operation apart. */
const anything = parse('{ __typename }');

/** An error that is what clients get of it. */
class Presented extends GraphQLError {
  readonly #error: PresentedError;

  constructor(error: PresentedError) {
    super(error.message);
    this.#error = error;
  }

  override toJSON() {
    return this.#error as unknown as ReturnType<GraphQLError['toJSON']>;
  }
}

function tooMany(): GraphQLError {
  return new GraphQLError(`there are ${OPERATIONS} operations on this connection; end some first`, {
    extensions: { code: 'OVERLOADED' },
  });
}

function isStream(
  result: OperationResult | AsyncIterable<OperationResult>,
): result is AsyncGenerator<OperationResult> {
  return Symbol.asyncIterator in result;
}

/** `return` of a generator waits for what the generator waits for; the signal ends that at once. */
function endedBy<T>(generator: AsyncGenerator<T>, client: AbortController): AsyncGenerator<T> {
  const finish = generator.return.bind(generator);
  generator.return = (value) => {
    client.abort();
    return finish(value);
  };
  return generator;
}

/** Browsers cannot set headers on a WebSocket: what is in the parameters comes first. */
function lookUp(
  params: Context['connectionParams'],
  allowed: ReadonlySet<string>,
  { headersDistinct }: IncomingMessage,
): HeaderLookup {
  const given = new Map<string, string[]>();
  for (const [key, value] of Object.entries(params ?? {})) {
    const name = key.toLowerCase();
    // Spelt in two ways it was sent twice, and which was meant cannot be known.
    if (allowed.has(name) && typeof value === 'string') {
      given.set(name, [...(given.get(name) ?? []), value]);
    }
  }
  return (name) => given.get(name) ?? headersDistinct[name];
}

/** Operations on one connection are told apart in the log. */
function withOwnId(incoming: IncomingMessage): IncomingMessage {
  const { 'x-request-id': _shared, ...headers } = incoming.headers;
  return Object.create(incoming, { headers: { value: headers } }) as IncomingMessage;
}
