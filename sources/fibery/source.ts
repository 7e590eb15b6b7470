import type { Source } from '../../src/source.ts';
import { live } from './live.ts';

const printable = /^[\x21-\x7e]{8,512}$/;

export const fibery: Source = {
  name: 'fibery',
  title: 'Fibery',
  credentials: [
    {
      header: 'x-fibery-token',
      env: 'FIBERY_TOKEN',
      upstreamHeader: 'authorization',
      finish: (token) => `Token ${token}`,
      pattern: printable,
      shape: '8 to 512 printable characters without blanks',
    },
    {
      header: 'x-fibery-cookie',
      env: 'FIBERY_COOKIE',
      upstreamHeader: 'cookie',
      finish: (cookie) => cookie,
      pattern: /^[\x21-\x7e][\x20-\x7e]{0,4094}[\x21-\x7e]$/,
      shape: 'the Cookie header of a signed-in browser: `name=value`, several joined by `; `',
      contract: 'fibery_account',
    },
  ],
  managementContracts: ['fibery_account'],
  account: {
    variables: ['FIBERY_ACCOUNT', 'FIBERY_SPACE'],
    endpoint({ FIBERY_ACCOUNT = '', FIBERY_SPACE = '' }) {
      // People copy it from the browser's address bar.
      const [, account] =
        /^(?:https:\/\/)?([a-z0-9-]+)(?:\.fibery\.io\/?)?$/i.exec(FIBERY_ACCOUNT) ?? [];
      const space = encodeURIComponent(FIBERY_SPACE.replaceAll(' ', '_'));
      return account && `https://${account}.fibery.io/api/graphql/space/${space}`;
    },
  },
  limits: {
    requestsPerSecond: 3,
    accountRequestsPerSecond: 7,
    concurrency: 7,
    timeoutMs: 15_000,
    retries: 2,
    answerBytes: 16 << 20,
    callsPerOperation: 20,
  },
  probe: { query: '{ me { email } }', call: { method: 'GET', path: '/api/tokens' } },
  live,
  standIn: {
    port: 4102,
    path: '/api/graphql/space/Delivery',
    credentials: { 'x-fibery-token': 'sandbox1.fibery0token' },
    async start({ port }) {
      const { impersonateFibery } = await import('./stand-in.ts');
      const { serveStandIn } = await import('../stand-in/serve.ts');
      return serveStandIn(impersonateFibery(), { port });
    },
  },
};
