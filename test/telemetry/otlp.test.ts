import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openSpanExporter } from '../../src/telemetry/otlp.ts';
import { requestSpans } from '../../src/telemetry/spans.ts';
import type { EndedRequest } from '../../src/telemetry/telemetry.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

const trace = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: '00f067aa0ba902b7',
  parentId: 'b7ad6b7169203331',
  isSampled: true,
  header: '',
};

const request: EndedRequest = {
  requestId: 'request-1',
  method: 'POST',
  route: '/graphql',
  status: 200,
  isAborted: false,
  startedAtMs: 1_000,
  trace,
  operations: [
    {
      requestId: 'request-1',
      type: 'query',
      name: 'Front',
      fields: ['one.a'],
      outcome: 'ok',
      errors: [],
      isCacheable: false,
      startedAtMs: 1_000,
      durationMs: 20,
      calls: [
        {
          source: 'one',
          contract: 'one',
          label: 'query { a }',
          startedAtMs: 1_005,
          durationMs: 10,
          status: 200,
          attempts: 1,
        },
        {
          source: 'two',
          contract: 'two',
          label: 'GET /b',
          startedAtMs: 1_005,
          attempts: 2,
          durationMs: 3,
        },
      ],
    },
  ],
};

function open(env: Record<string, string>, answer: () => Promise<Response>) {
  const sent: { url: string; headers: Record<string, string>; body: Record<string, never> }[] = [];
  let dropped = 0;
  const exporter = openSpanExporter(env, {
    onDropped: (count) => (dropped += count),
    fetch: async (url, init) => {
      const headers = init!.headers as Record<string, string>;
      sent.push({ url: String(url), headers, body: JSON.parse(String(init!.body)) });
      return answer();
    },
  });
  return { exporter, sent, dropped: () => dropped };
}

const collector = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' };
const fine = async () => new Response('{}');

it('records nothing unless a collector is named', () => {
  expect(open({}, fine).exporter).toBeUndefined();
});

it.each([{ OTEL_SDK_DISABLED: 'true' }, { OTEL_TRACES_EXPORTER: 'none' }])(
  'records nothing under %j',
  (off) => {
    expect(open({ ...collector, ...off } as Record<string, string>, fine).exporter).toBeUndefined();
  },
);

it('refuses to start with an address that is none', () => {
  expect(() => open({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' }, fine)).toThrow(
    'OTEL_EXPORTER_OTLP_ENDPOINT is no address',
  );
});

it('takes a key with a stray percent sign as it is', async () => {
  const headers = { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic 100%' };
  const { exporter, sent } = open({ ...collector, ...headers }, fine);
  exporter!.add(requestSpans(request, 25));
  await exporter![Symbol.asyncDispose]();
  expect(sent[0]!.headers['authorization']).toBe('Basic 100%');
});

it('sends the request and its calls as spans of one trace, by OpenTelemetry’s own names', async () => {
  const { exporter, sent } = open(
    {
      ...collector,
      OTEL_SERVICE_NAME: 'front',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-team=web%20team',
    },
    fine,
  );
  exporter!.add(requestSpans(request, 25));
  await exporter![Symbol.asyncDispose]();
  expect(sent).toHaveLength(1);
  expect(sent[0]!.url).toBe('http://collector:4318/v1/traces');
  expect(sent[0]!.headers['x-team']).toBe('web team');
  expect(sent[0]!.body).toMatchObject({
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'front' } }] },
        scopeSpans: [
          {
            spans: [
              {
                ...ids(trace.parentId),
                spanId: trace.spanId,
                name: 'query Front',
                kind: 2,
                status: { code: 0 },
              },
              { ...ids(trace.spanId), name: 'one query { a }', kind: 3, status: { code: 0 } },
              { ...ids(trace.spanId), name: 'two GET /b', kind: 3, status: { code: 2 } },
            ],
          },
        ],
      },
    ],
  });
});

it('keeps of a query no more than a hundred characters of its name', () => {
  const name = 'Front'.repeat(100_000);
  const operations = [{ ...request.operations[0]!, name }];
  const [span] = requestSpans({ ...request, operations }, 25);
  expect(span!.name).toBe(`query ${name.slice(0, 100)}`);
  expect(JSON.stringify(span).length).toBeLessThan(1_000);
});

it('sends every two seconds, and nothing when there is nothing', async () => {
  const { exporter, sent } = open(collector, fine);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sent).toEqual([]);
  exporter!.add(requestSpans(request, 25));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(sent).toHaveLength(1);
  await exporter![Symbol.asyncDispose]();
});

it('drops and counts what a collector does not take, and remembers no more than it may', async () => {
  const { exporter, dropped } = open(collector, async () => {
    throw new Error('refused');
  });
  const spans = requestSpans(request, 25);
  exporter!.add(spans);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(dropped()).toBe(3);
  exporter!.add(Array.from({ length: 5_000 }, () => spans[0]!));
  expect(dropped()).toBe(5_003);
  await exporter![Symbol.asyncDispose]();
});

function ids(parentSpanId: string) {
  return { traceId: trace.traceId, parentSpanId };
}
