import type { Source } from '../../src/source.ts';
import { live } from './live.ts';

export const fleek: Source = {
  name: 'fleek',
  title: 'Fleek',
  credentials: [
    {
      header: 'x-fleek-key',
      env: 'FLEEK_API_KEY',
      upstreamHeader: 'authorization',
      // The key alone: a scheme word in front of it is refused.
      finish: (key) => key,
      pattern: /^[\x21-\x7e]{8,512}$/,
      shape: '8 to 512 printable characters without blanks',
    },
  ],
  limits: {
    // Fleek publishes none; this is what its own clients stay under.
    requestsPerSecond: 10,
    accountRequestsPerSecond: 20,
    concurrency: 16,
    timeoutMs: 10_000,
    retries: 2,
    answerBytes: 8 << 20,
    callsPerOperation: 20,
  },
  live,
  standIn: {
    port: 4101,
    path: '/graphql',
    credentials: { 'x-fleek-key': 'sandbox-fleek-key===' },
    async start({ port }) {
      const { impersonateFleek } = await import('./stand-in.ts');
      const { serveStandIn } = await import('../stand-in/serve.ts');
      return serveStandIn(impersonateFleek(), { port });
    },
  },
};
