import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { FaultScript, type Fault, type ScriptedFault } from './faults.ts';

/** A request as a stand-in's own code sees it: the body read, the URL taken apart. */
export interface StandInRequest {
  method: string;
  /** The path as it came over the wire, not decoded. */
  path: string;
  query: URLSearchParams;
  headers: Record<string, string>;
  body: Buffer;
}

export interface StandInResponse {
  status: number;
  headers?: Record<string, string>;
  /** Strings and buffers go out as they are, undefined as an empty body, anything else as JSON. */
  body?: unknown;
}

/** One call as it arrived, for tests that assert what went over the wire. */
export interface Call {
  method: string;
  /** Path and query, exactly as received. */
  url: string;
  headers: Record<string, string>;
  body: string;
  status?: number;
  atMs: number;
  /** The caller hung up before the whole answer was out. */
  isAbandoned?: boolean;
}

export interface StandIn extends AsyncDisposable {
  readonly origin: string;
  readonly port: number;
  /** All calls since the last `reset`, oldest first; control calls are not among them. */
  readonly calls: Call[];
  readonly faults: FaultScript;
  /** Refuses connections for as long as the work takes, then listens on the same port again. */
  whileRefusing<T>(work: () => Promise<T>): Promise<T>;
  /** Forgets calls and faults, and puts the sample data back. */
  reset(): void;
  close(): Promise<void>;
}

/** What one vendor's stand-in brings: how it answers and how its data starts over. */
export interface Impersonation {
  respond(request: StandInRequest): StandInResponse | Promise<StandInResponse>;
  reset?(): void;
  close?(): void;
}

export interface StandInOptions {
  /** 0 takes any free port. @default 0 */
  port?: number;
  /** The newest calls that are kept. @default 10000 */
  keepCalls?: number;
  /** @default one that is empty */
  faults?: FaultScript;
}

/**
 * Serves an impersonation on loopback. Scripts steer it over HTTP as tests do in process:
 * `POST /__control/faults`, `GET /__control/calls`, `POST /__control/reset`.
 */
export async function serveStandIn(
  impersonation: Impersonation,
  { port = 0, keepCalls = 10_000, faults = new FaultScript() }: StandInOptions = {},
): Promise<StandIn> {
  const calls: Call[] = [];
  const reset = () => {
    calls.length = 0;
    faults.clear();
    impersonation.reset?.();
  };

  const server = createServer((incoming, outgoing) => {
    incoming.on('error', () => outgoing.destroy());
    answer(incoming, outgoing).catch((error: unknown) => {
      if (outgoing.headersSent) return outgoing.destroy();
      write(outgoing, { status: 500, body: { message: String(error) } });
    });
  });

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    if (request.path.startsWith('/__control/')) return write(outgoing, control(request));
    const call: Call = {
      method: request.method,
      url: incoming.url ?? '/',
      headers: request.headers,
      body: request.body.toString(),
      atMs: Date.now(),
    };
    calls.push(call);
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) call.isAbandoned = true;
    });
    if (calls.length > keepCalls) calls.splice(0, calls.length - keepCalls);
    const fault = faults.take(request);
    if (fault?.kind === 'delay') await delay(fault.delayMs);
    if (fault?.kind === 'hold') await fault.until;
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'reset') return void incoming.socket.destroy();
    const response = isWholeAnswer(fault)
      ? faultAnswer(fault)
      : await impersonation.respond(request);
    call.status = response.status;
    if (fault?.kind === 'truncate') return truncate(outgoing, response);
    if (fault?.kind === 'slow-body') return drip(outgoing, response, fault);
    write(outgoing, response);
  }

  function control(request: StandInRequest): StandInResponse {
    const action = `${request.method} ${request.path.slice('/__control'.length)}`;
    if (action === 'GET /calls') return { status: 200, body: calls };
    if (action === 'GET /faults') return { status: 200, body: { remaining: faults.remaining } };
    if (action === 'POST /reset') {
      reset();
      return { status: 204 };
    }
    if (action === 'POST /faults') {
      faults.add(JSON.parse(request.body.toString()) as ScriptedFault);
      return { status: 204 };
    }
    return { status: 404, body: { message: `no control ${action}` } };
  }

  const listen = (onPort: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(onPort, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  await listen(port);
  const { port: boundPort } = server.address() as AddressInfo;

  const hangUp = async () => {
    if (!server.listening) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };

  const close = async () => {
    impersonation.close?.();
    await hangUp();
  };

  return {
    origin: `http://127.0.0.1:${boundPort}`,
    port: boundPort,
    calls,
    faults,
    async whileRefusing(work) {
      await hangUp();
      try {
        return await work();
      } finally {
        await listen(boundPort);
      }
    },
    reset,
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function readRequest(incoming: IncomingMessage): Promise<StandInRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const [path = '/', query = ''] = splitOnce(incoming.url ?? '/', '?');
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
  );
  const method = incoming.method ?? 'GET';
  return { method, path, query: new URLSearchParams(query), headers, body: Buffer.concat(chunks) };
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

type WholeAnswer = Extract<Fault, { kind: 'status' | 'huge' | 'malformed' }>;

function isWholeAnswer(fault: Fault | undefined): fault is WholeAnswer {
  return fault?.kind === 'status' || fault?.kind === 'huge' || fault?.kind === 'malformed';
}

function faultAnswer(fault: WholeAnswer): StandInResponse {
  if (fault.kind === 'status') {
    return { status: fault.status, headers: fault.headers ?? {}, body: fault.body ?? '' };
  }
  const headers = { 'content-type': 'application/json' };
  if (fault.kind === 'malformed') return { status: 200, headers, body: '{"data": {"half' };
  return { status: 200, headers, body: `{"data":{"filler":"${'x'.repeat(fault.bytes)}"}}` };
}

function encode(response: StandInResponse): { headers: Record<string, string>; body: Buffer } {
  const { body, headers = {} } = response;
  if (body === undefined) return { headers, body: Buffer.alloc(0) };
  if (typeof body === 'string' || Buffer.isBuffer(body))
    return { headers, body: Buffer.from(body) };
  return {
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify(body)),
  };
}

function write(outgoing: ServerResponse, response: StandInResponse): void {
  const { headers, body } = encode(response);
  const length: Record<string, string> =
    response.status === 204 ? {} : { 'content-length': String(body.length) };
  outgoing.writeHead(response.status, { ...headers, ...length });
  outgoing.end(response.status === 204 ? undefined : body);
}

function truncate(outgoing: ServerResponse, response: StandInResponse): void {
  const { headers, body } = encode(response);
  outgoing.writeHead(response.status, { ...headers, 'content-length': String(body.length) });
  outgoing.write(body.subarray(0, body.length >> 1), () => outgoing.destroy());
}

async function drip(
  outgoing: ServerResponse,
  response: StandInResponse,
  { chunkBytes, everyMs }: { chunkBytes: number; everyMs: number },
): Promise<void> {
  const { headers, body } = encode(response);
  outgoing.writeHead(response.status, headers);
  for (let at = 0; at < body.length && !outgoing.destroyed; at += chunkBytes) {
    outgoing.write(body.subarray(at, at + chunkBytes));
    await delay(everyMs);
  }
  outgoing.end();
}
