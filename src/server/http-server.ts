import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { Server as TcpServer, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { LoadLimits } from '../config.ts';
import { GatewayError } from '../errors.ts';

export interface HttpServerOptions {
  host: string;
  port: number;
  load: Pick<LoadLimits, 'connections' | 'receiveTimeoutMs' | 'keepAliveMs'>;
  /** Time for one operation; a connection that is silent for longer than this and a while is dead. */
  timeoutMs: number;
  /** How often connections are looked at. @default 1000 */
  checkEveryMs?: number;
}

type Upgrade = (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface HttpServer {
  readonly node: Server;
  /** Throws CONFIG_INVALID when the port cannot be had. */
  listen(): Promise<{ url: string }>;
  /** Hands on requests that would become a WebSocket. */
  onWebsocket(upgrade: Upgrade): void;
  /** Takes no more connections, lets requests end until the time is up, then cuts what is left. */
  stop(drainMs: number): Promise<void>;
}

const MAXIMUM_HEADER_BYTES = 16 * 1024;
const MAXIMUM_HEADERS = 100;
/** Requests of one connection that wait for the one before; who sends more loses the connection. */
const MAXIMUM_PIPELINED = 100;
const SILENCE_MARGIN_MS = 30_000;
/** For requests that are on their way when it stops. */
const LAST_CALL_MS = 250;

/** A server on which a slow or silent client costs a socket for a bounded time, and nothing else. */
export function createHttpServer(handle: RequestListener, options: HttpServerOptions): HttpServer {
  const { host, port, load, timeoutMs, checkEveryMs = 1_000 } = options;
  const node = createServer({
    maxHeaderSize: MAXIMUM_HEADER_BYTES,
    // The head must be there in half the time that the whole request has.
    headersTimeout: Math.ceil(load.receiveTimeoutMs / 2),
    requestTimeout: load.receiveTimeoutMs,
    keepAliveTimeout: load.keepAliveMs,
    connectionsCheckingInterval: checkEveryMs,
    noDelay: true,
  });
  node.on('request', inTurn(handle));
  node.maxConnections = load.connections;
  node.maxHeadersCount = MAXIMUM_HEADERS;
  node.timeout = timeoutMs + SILENCE_MARGIN_MS;
  node.on('clientError', (error: NodeJS.ErrnoException, socket) => refuse(error, socket as Socket));

  let stopped: Promise<void> | undefined;

  return {
    node,
    async listen() {
      await listenOn(node, host, port, load.connections);
      const address = node.address() as AddressInfo;
      return { url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}` };
    },
    onWebsocket(upgrade) {
      node.on('upgrade', (incoming, socket, head) => {
        if (/^websocket$/i.test(incoming.headers.upgrade ?? '')) upgrade(incoming, socket, head);
        else answerAsIs(node, incoming, socket, head);
      });
    },
    async stop(drainMs) {
      if (stopped) node.closeAllConnections();
      else if (node.listening) stopped = close(drainMs);
      await stopped;
    },
  };

  async function close(drainMs: number): Promise<void> {
    const closed = once(node, 'close');
    // Node's own close() cuts idle connections at once, and with them what was just sent over one. An answer
    // that goes out while it stops ends its connection by itself.
    TcpServer.prototype.close.call(node);
    // Once what has arrived is read: a connection is idle until then.
    const endIdle = () => setImmediate(() => node.closeIdleConnections());
    const sweep = setInterval(endIdle, LAST_CALL_MS);
    const cut = setTimeout(() => node.closeAllConnections(), drainMs);
    // Who gives no time waits for no timer either.
    if (drainMs === 0) node.closeAllConnections();
    await closed;
    clearInterval(sweep);
    clearTimeout(cut);
    // What else it does: nobody looks at connections any more.
    node.close();
  }
}

/**
 * One request of a connection at a time. Node hands out at once what a client sends without waiting for
 * the answers, and never tells an answer whose turn does not come that its client has left.
 */
function inTurn(handle: RequestListener): RequestListener {
  const waiting = new WeakMap<Socket, number>();
  return function receive(incoming, outgoing) {
    if (outgoing.socket) return void handle(incoming, outgoing);
    const { socket } = incoming;
    const ahead = waiting.get(socket) ?? 0;
    if (ahead >= MAXIMUM_PIPELINED) return void socket.destroy();
    waiting.set(socket, ahead + 1);
    const begin = () => void (outgoing.destroyed || handle(incoming, outgoing));
    outgoing.once('socket', () => {
      waiting.set(socket, waiting.get(socket)! - 1);
      setImmediate(begin);
    });
  };
}

function listenOn(server: Server, host: string, port: number, backlog: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const detail =
        cause.code === 'EADDRINUSE'
          ? `port ${port} is in use; stop what listens there, or choose another with --port or TREFOIL_PORT`
          : `cannot listen on ${host}:${port}: ${cause.message}`;
      reject(new GatewayError('CONFIG_INVALID', { detail, cause }));
    });
    // Whoever finds no place to wait while the process is busy tries again after a second, or three.
    server.listen({ port, host, backlog }, resolve);
  });
}

const UPGRADING = new Set(['connection', 'upgrade', 'http2-settings']);

/**
 * Who would rather speak HTTP/2, as Java's client and curl do, says so in a request that is to be answered
 * all the same. Node lets go of it as soon as there is one thing to upgrade to, so it comes in once more.
 */
function answerAsIs(node: Server, incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { method, url, httpVersion, rawHeaders } = incoming;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!;
    if (!UPGRADING.has(name.toLowerCase())) lines.push(`${name}: ${rawHeaders[at + 1]}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  node.emit('connection', socket);
}

const clientErrors: Record<string, [status: string, message: string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'the request took too long to arrive'],
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'the headers are too large'],
};

/** What is no HTTP is answered in the shape of all other refusals, before there is a request. */
function refuse({ code = '' }: NodeJS.ErrnoException, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, message] = clientErrors[code] ?? ['400 Bad Request', 'this is no HTTP request'];
  const body = JSON.stringify({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] });
  socket.end(
    `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}
