import { GatewayError } from '../errors.ts';
import type { Span } from './spans.ts';

export interface SpanExporter extends AsyncDisposable {
  add(spans: readonly Span[]): void;
}

export interface SpanExporterOptions {
  onDropped(count: number): void;
  /** @default the platform's */
  fetch?: typeof fetch;
  everyMs?: number;
}

const BATCH = 512;
/** A collector that is away costs this much memory and no more; what comes on top is dropped and counted. */
const QUEUE = 4096;
const TIMEOUT_MS = 5_000;

/**
 * Sends spans to a collector as OTLP over HTTP in JSON, named by OpenTelemetry's own variables.
 * Undefined without `OTEL_EXPORTER_OTLP_ENDPOINT` or `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`, and where
 * they switch tracing off. One request is under way at a time; a failed one is not repeated. Throws
 * CONFIG_INVALID for what is no address.
 */
export function openSpanExporter(
  env: Readonly<Record<string, string | undefined>>,
  { onDropped, fetch: send = fetch, everyMs = 2_000 }: SpanExporterOptions,
): SpanExporter | undefined {
  const url = tracesUrl(env);
  if (url === undefined || isOff(env)) return undefined;
  if (!URL.canParse(url)) {
    const detail = 'OTEL_EXPORTER_OTLP_ENDPOINT is no address, such as http://localhost:4318';
    throw new GatewayError('CONFIG_INVALID', { detail });
  }
  const headers = { 'content-type': 'application/json', ...readHeaders(env) };
  const service = env['OTEL_SERVICE_NAME'] ?? 'trefoil';
  const queue: Span[] = [];
  let sending: Promise<void> | undefined;

  async function sendAll(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0, BATCH);
      try {
        const body = JSON.stringify(toOtlp(service, batch));
        const signal = AbortSignal.timeout(TIMEOUT_MS);
        const response = await send(url!, { method: 'POST', headers, body, signal });
        await response.arrayBuffer();
        if (!response.ok) onDropped(batch.length);
      } catch {
        onDropped(batch.length + queue.splice(0).length);
      }
    }
  }
  const flush = () => (sending ??= sendAll().finally(() => (sending = undefined)));
  const timer = setInterval(flush, everyMs).unref();

  return {
    add(spans) {
      if (queue.length + spans.length > QUEUE) return onDropped(spans.length);
      queue.push(...spans);
      if (queue.length >= BATCH) void flush();
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await flush();
    },
  };
}

function tracesUrl(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const whole = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']?.trim();
  if (whole) return whole;
  const base = env['OTEL_EXPORTER_OTLP_ENDPOINT']?.trim();
  return base ? `${base.replace(/\/$/, '')}/v1/traces` : undefined;
}

function isOff(env: Readonly<Record<string, string | undefined>>): boolean {
  const isDisabled = env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true';
  return isDisabled || env['OTEL_TRACES_EXPORTER']?.trim() === 'none';
}

/** `name=value,name=value`, values percent-encoded. */
function readHeaders(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const text = env['OTEL_EXPORTER_OTLP_TRACES_HEADERS'] ?? env['OTEL_EXPORTER_OTLP_HEADERS'] ?? '';
  const pairs = text.split(',').filter((pair) => pair.includes('='));
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim().toLowerCase(), decode(pair.slice(at + 1).trim())];
    }),
  );
}

/** A key may have a percent sign that encodes nothing. */
function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function toOtlp(service: string, spans: readonly Span[]) {
  const attributes = [{ key: 'service.name', value: { stringValue: service } }];
  const scopeSpans = [{ scope: { name: 'trefoil' }, spans }];
  return { resourceSpans: [{ resource: { attributes }, scopeSpans }] };
}
