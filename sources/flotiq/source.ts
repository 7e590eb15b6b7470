import type { Source } from '../../src/source.ts';
import { live } from './live.ts';
import { createDialect } from './dialect/dialect.ts';
import { explain } from './dialect/explain.ts';
import { fetchDocument } from './fetch-document.ts';
import { refine } from './refine/refine.ts';

const key = {
  upstreamHeader: 'x-auth-token',
  finish: (secret: string) => secret,
  pattern: /^[\x21-\x7e]{8,128}$/,
  shape: '8 to 128 printable characters without blanks',
};

export const flotiq: Source = {
  name: 'flotiq',
  title: 'Flotiq',
  credentials: [
    { ...key, header: 'x-flotiq-key', env: 'FLOTIQ_API_KEY' },
    // An account has a key that reads and one that writes: beside it, the first never reads.
    { ...key, header: 'x-flotiq-read-key', env: 'FLOTIQ_READ_API_KEY', use: 'read' },
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
  fetchContract: (_contract, send) => fetchDocument(send),
  probe: { call: { method: 'GET', path: '/api/auth-context' } },
  live,
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
