import { inject } from 'vitest';
import { impersonateFibery } from '../sources/fibery/stand-in.ts';
import { impersonateFleek } from '../sources/fleek/stand-in.ts';
import { impersonateFlotiq } from '../sources/flotiq/stand-in.ts';
import { sources } from '../sources/index.ts';
import { serveStandIn, type StandIn } from '../sources/stand-in/serve.ts';
import { readConfig } from '../src/config.ts';
import { createGateway, type GatewayDeps } from '../src/gateway.ts';
import { watchGateway } from './canary/watch-gateway.ts';

/** The sandbox account's credentials, in the headers that carry them. */
export const sandboxHeaders = {
  'x-fleek-key': 'sandbox-fleek-key===',
  'x-fibery-token': 'sandbox1.fibery0token',
  'x-flotiq-key': 'sandboxflotiqreadwrite0000000000',
} as const;

export interface TestGateway extends AsyncDisposable {
  url: string;
  fleek: StandIn;
  fibery: StandIn;
  flotiq: StandIn;
  /** Posts an operation with the sandbox credentials, or with the headers given in their place. */
  ask(query: string, options?: AskOptions): Promise<GraphqlResult>;
}

export interface AskOptions {
  variables?: Record<string, unknown>;
  operationName?: string;
  headers?: Record<string, string>;
}

export interface GraphqlResult {
  // A test says what it expects of the answer; a type here would say it twice.
  // eslint-disable-next-line typescript/no-explicit-any
  data?: any;
  errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
  extensions?: Record<string, unknown>;
}

export interface TestGatewayOptions {
  env?: Record<string, string>;
  deps?: GatewayDeps;
  fleek?: Parameters<typeof impersonateFleek>[0];
  fibery?: Parameters<typeof impersonateFibery>[0];
  flotiq?: Parameters<typeof impersonateFlotiq>[0];
}

/** A whole gateway over its own stand-ins, all on free loopback ports; rates are off unless set. */
export async function createTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const [fleek, fibery, flotiq] = await Promise.all([
    serveStandIn(impersonateFleek(options.fleek)),
    serveStandIn(impersonateFibery({ enforceLimits: false, ...options.fibery })),
    serveStandIn(impersonateFlotiq(options.flotiq)),
  ]);
  const config = readConfig(
    {
      // Scripts that run a test bring their own; there is nothing to inject outside of one.
      TREFOIL_ARTIFACTS: options.env?.['TREFOIL_ARTIFACTS'] ?? inject('artifacts'),
      TREFOIL_PORT: '0',
      // How busy this machine is, is no part of a test.
      TREFOIL_MAX_BACKLOG_MS: '0',
      // Into the recording of the run, not onto the terminal.
      TREFOIL_LOG_LEVEL: 'debug',
      // Durations differ from one answer to the next; what is compared should not.
      TREFOIL_TRACE: 'off',
      FLEEK_ENDPOINT: `${fleek.origin}/graphql`,
      FIBERY_ENDPOINT: `${fibery.origin}/api/graphql/space/Delivery`,
      FLOTIQ_ENDPOINT: flotiq.origin,
      ...unlimitedRates,
      ...options.env,
    },
    sources,
  );
  const watched = watchGateway(options);
  const gateway = await createGateway(config, { areStandInsAnywhere: true, ...watched.deps });
  const { url } = await gateway.listen();
  watched.listens(url);

  return {
    url,
    fleek,
    fibery,
    flotiq,
    async ask(query, { headers = sandboxHeaders, ...operation } = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, ...operation }),
      });
      return (await response.json()) as GraphqlResult;
    },
    async [Symbol.asyncDispose]() {
      await watched.ends();
      await gateway.close();
      await Promise.all([fleek.close(), fibery.close(), flotiq.close()]);
    },
  };
}

const unlimitedRates = Object.fromEntries(
  sources.flatMap(({ name }) =>
    ['REQUESTS_PER_SECOND', 'ACCOUNT_REQUESTS_PER_SECOND'].map((limit) => [
      `${name.toUpperCase()}_${limit}`,
      '0',
    ]),
  ),
);
