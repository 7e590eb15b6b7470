import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { isLoopback, openInbound } from '../../src/server/inbound.ts';
import { createMetricsPage } from '../../src/server/metrics-page.ts';

const incoming = (remoteAddress: string | undefined, headers: Record<string, string>) =>
  ({ socket: { remoteAddress }, headers }) as unknown as IncomingMessage;

it.each([
  ['127.0.0.1', { host: 'localhost:4000' }],
  ['::ffff:127.0.0.1', { host: '127.0.0.1' }],
  ['::1', { host: '[::1]:4000' }],
])('takes who comes from %s and asks for %o for a neighbour', (address, headers) => {
  expect(isLoopback(incoming(address, headers))).toBe(true);
});

it.each([
  ['another machine', '10.0.0.7', { host: 'localhost' }],
  ['nobody knows where', undefined, { host: 'localhost' }],
  ['a page whose own name leads here', '127.0.0.1', { host: 'rebound.example.com' }],
  ['a name that only begins like it', '127.0.0.1', { host: 'localhost.example.com' }],
  ['a name that only begins like a port', '127.0.0.1', { host: 'localhost:80.example.com' }],
  ['no name', '127.0.0.1', {}],
  ['a proxy (x-forwarded-for)', '127.0.0.1', { host: 'localhost', 'x-forwarded-for': '' }],
  ['a proxy (forwarded)', '127.0.0.1', { host: 'localhost', forwarded: 'for=10.0.0.7' }],
  ['a proxy (via)', '127.0.0.1', { host: 'localhost', via: '1.1 proxy' }],
])('takes nobody for a neighbour who comes from %s', (_, address, headers) => {
  expect(isLoopback(incoming(address, headers as Record<string, string>))).toBe(false);
});

it.each([
  ['loopback', '127.0.0.1', 200],
  ['loopback', '10.0.0.7', 403],
  ['public', '10.0.0.7', 200],
  ['off', '127.0.0.1', 404],
] as const)(
  'with metrics %s, answers who asks for them from %s with %i',
  async (access, from, status) => {
    const metrics = { print: async () => 'trefoil_up 1', contentType: 'text/plain' };
    const told: unknown[] = [];
    const outgoing = {
      setHeader() {},
      writeHead: (code: number) => told.push(code),
      end: (text: string) => told.push(text),
    };
    const asked = incoming(from, { host: 'localhost' });
    const sending = createMetricsPage(
      access,
      metrics,
    )(openInbound(asked, outgoing as never, undefined));
    if (status === 200) await sending;
    else await expect(sending).rejects.toMatchObject({ status });
    expect(told).toEqual(status === 200 ? [200, 'trefoil_up 1'] : []);
  },
);
