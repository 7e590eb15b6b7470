import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { Pool } from 'undici';
import { GatewayError } from '../errors.ts';
import { exchange, type Head } from './exchange.ts';
import { guardHeaders, guardPath } from './guard.ts';
import { translateFault } from './network-fault.ts';
import type { LimitsOf, Now, Send, UpstreamRequest } from './step.ts';

export interface SendOptions {
  /** Contract -> where it is spoken; nothing goes anywhere else. */
  endpoints: Readonly<Record<string, URL>>;
  limits: LimitsOf;
  now: Now;
}

const KEEP_ALIVE_MS = 30_000;
const CONNECT_TIMEOUT_MS = 10_000;
const DECODERS = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/** The only place from which calls go out: one pool of kept connections for each origin. */
export class Wire implements AsyncDisposable {
  readonly #options: SendOptions;
  readonly #pools = new Map<string, Pool>();

  constructor(options: SendOptions) {
    this.#options = options;
  }

  /**
   * Makes one HTTP call. Whatever goes wrong on the way becomes a GatewayError here; an abort passes
   * with the signal's own reason.
   */
  readonly send: Send = async (request) => {
    const { source, method, body, signal, trace } = request;
    const endpoint = this.#options.endpoints[request.contract];
    if (!endpoint) {
      const detail = `the contract ${request.contract} has no endpoint; configure one`;
      throw new GatewayError('CONFIG_INVALID', { source: source.name, detail });
    }
    const path = guardPath(request, endpoint);
    guardHeaders(request);
    const { answerBytes } = this.#options.limits(source);
    const form = typeof body === 'object' ? await encodeForm(body) : undefined;
    try {
      const {
        status,
        headers: answered,
        bytes,
      } = await exchange(this.#poolOf(endpoint, request), {
        path,
        method,
        headers: wireHeaders(request, form?.contentType),
        body: form ? form.bytes : (body as string | undefined),
        signal,
        onSent: () => {
          trace.sentAtMs = this.#options.now();
        },
        onHead: (head) => guardHead(head, request, answerBytes),
        onBytes: (total) => {
          if (total > answerBytes) throw tooLarge(request, answerBytes);
        },
      });
      const encoding = answered['content-encoding'];
      const isPlain = !encoding || encoding === 'identity' || bytes.length === 0;
      const plain = isPlain ? bytes : await decompress(encoding, bytes, request, answerBytes);
      return { status, headers: answered, body: plain.toString() };
    } catch (error) {
      if (error instanceof GatewayError || signal.aborted) throw error;
      throw translateFault(error, source.name);
    }
  };

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
  }

  #poolOf({ origin }: URL, { source }: UpstreamRequest): Pool {
    let pool = this.#pools.get(origin);
    if (!pool) {
      pool = new Pool(origin, {
        connections: this.#options.limits(source).concurrency || null,
        keepAliveTimeout: KEEP_ALIVE_MS,
        connect: { timeout: CONNECT_TIMEOUT_MS },
        // The timeout step ends attempts; undici's own timers would only add to the cost of each.
        headersTimeout: 0,
        bodyTimeout: 0,
      });
      this.#pools.set(origin, pool);
    }
    return pool;
  }
}

function guardHead({ status, headers }: Head, request: UpstreamRequest, answerBytes: number): void {
  if (status >= 300 && status < 400 && status !== 304) {
    throw new GatewayError('SOURCE_BAD_ANSWER', {
      source: request.source.name,
      detail: `answered with a redirect (${status}), and redirects are not followed; configure the endpoint it leads to`,
    });
  }
  if (Number(headers['content-length']) > answerBytes) throw tooLarge(request, answerBytes);
}

function tooLarge({ source }: UpstreamRequest, answerBytes: number): GatewayError {
  return new GatewayError('SOURCE_BAD_ANSWER', {
    source: source.name,
    detail: `answered with more than ${answerBytes} bytes; ask for fewer fields or a smaller page`,
  });
}

function wireHeaders(
  { headers, traceparent }: UpstreamRequest,
  contentType: string | undefined,
): Record<string, string> {
  if (contentType === undefined && traceparent === undefined) return headers;
  return {
    ...headers,
    ...(contentType !== undefined && { 'content-type': contentType }),
    ...(traceparent !== undefined && { traceparent }),
  };
}

/** Written out by the platform's own encoder, which knows the form class that callers use. */
async function encodeForm(form: FormData): Promise<{ bytes: Buffer; contentType: string }> {
  const encoded = new Response(form);
  const bytes = Buffer.from(await encoded.arrayBuffer());
  return { bytes, contentType: encoded.headers.get('content-type') ?? 'multipart/form-data' };
}

/** Nothing asks for compression, but some servers compress anyway; the cap holds for what comes out. */
async function decompress(
  encoding: string,
  bytes: Buffer,
  request: UpstreamRequest,
  answerBytes: number,
): Promise<Buffer> {
  const name = encoding.trim().toLowerCase();
  const decode = DECODERS[name as keyof typeof DECODERS] as (typeof DECODERS)['gzip'] | undefined;
  try {
    if (decode) return await decode(bytes, { maxOutputLength: answerBytes });
  } catch (cause) {
    if ((cause as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') {
      throw tooLarge(request, answerBytes);
    }
  }
  throw new GatewayError('SOURCE_BAD_ANSWER', {
    source: request.source.name,
    detail: 'answered with a body whose compression cannot be undone; try again',
  });
}
