import type { Source } from '../../src/source.ts';
import { createDialect } from './dialect/dialect.ts';
import { explain } from './dialect/explain.ts';
import { refine } from './refine/refine.ts';

export const flotiq: Source = {
  name: 'flotiq',
  title: 'Flotiq',
  credentials: [
    {
      header: 'x-flotiq-key',
      env: 'FLOTIQ_API_KEY',
      upstreamHeader: 'x-auth-token',
      finish: (key) => key,
      pattern: /^[\x21-\x7e]{8,128}$/,
      shape: '8 to 128 printable characters without blanks',
    },
  ],
  limits: {
    // Flotiq's own clients hold themselves to this.
    requestsPerSecond: 10,
    accountRequestsPerSecond: 10,
    concurrency: 16,
    timeoutMs: 10_000,
    retries: 2,
    answerBytes: 16 << 20,
    callsPerOperation: 20,
  },
  refine,
  dialect: (facts) => createDialect(facts),
  explain,
  standIn: {
    port: 4103,
    path: '',
    credentials: { 'x-flotiq-key': 'sandboxflotiqreadwrite0000000000' },
    async start({ port }) {
      const { impersonateFlotiq } = await import('./stand-in.ts');
      const { serveStandIn } = await import('../stand-in/serve.ts');
      return serveStandIn(impersonateFlotiq(), { port });
    },
  },
};
