import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { post, send } from '../server/requests.ts';
import { createTestGateway, sandboxHeaders } from '../test-gateway.ts';

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
}

/** A collector that speaks OTLP over HTTP in JSON, and keeps what it is sent. */
async function openCollector() {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.url === '/v1/traces') bodies.push(Buffer.concat(chunks).toString());
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    bodies,
    spans: () =>
      bodies.flatMap((body) => JSON.parse(body).resourceSpans[0].scopeSpans[0].spans as Span[]),
    [Symbol.asyncDispose]: async () => void (server.closeAllConnections(), server.close()),
  };
}

const traceId = '0af7651916cd43dd8448eb211c80319c';
const parentId = 'b7ad6b7169203331';

it('joins the caller’s trace, hands it on, and gives the collector all that it recorded before it ends', async () => {
  await using collector = await openCollector();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  let handedOn: string | undefined;
  {
    await using gateway = await createTestGateway({ env });
    const query = 'query Front($slug: String!) { getSiteBySlug(slug: $slug) { name } }';
    const variables = { slug: 'acme-www' };
    const traceparent = `00-${traceId}-${parentId}-01`;
    await post(gateway.url, { query, variables }, { traceparent });
    await post(gateway.url, { query, variables }, { traceparent: `00-${traceId}-${parentId}-00` });
    const header = 'traceparent';
    handedOn = gateway.fleek.calls[0]!.headers[header];
    expect(gateway.fleek.calls[1]!.headers[header]).toBe(`00-${traceId}-${parentId}-00`);
  }
  const [own, call, ...more] = collector.spans().filter((span) => span.traceId === traceId);
  expect(own).toMatchObject({ traceId, parentSpanId: parentId, name: 'query Front' });
  expect(call).toMatchObject({ traceId, parentSpanId: own!.spanId });
  expect(call!.name).toBe('fleek query { getSiteBySlug }');
  expect(handedOn).toBe(`00-${traceId}-${own!.spanId}-01`);
  // What its caller does not record is recorded by nobody.
  expect(more).toEqual([]);
  for (const secret of [...Object.values(sandboxHeaders), 'acme-www']) {
    expect(collector.bodies.join('')).not.toContain(secret);
  }
});

it('tells people who develop how long it took, by POST and by GET', async () => {
  await using gateway = await createTestGateway({ env: { TREFOIL_TRACE: '' } });
  const query = '{ getSiteBySlug(slug: "acme-www") { name } }';
  const address = `${gateway.url}/graphql?query=${encodeURIComponent(query)}`;
  const answers = [
    await post(gateway.url, { query }),
    await send(address, { headers: sandboxHeaders }),
  ];
  const timing = expect.stringMatching(/^total;dur=[\d.]+, fleek;dur=[\d.]+$/);
  expect(answers.map(({ headers }) => headers.get('server-timing'))).toEqual([timing, timing]);
});
