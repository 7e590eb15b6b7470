import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphQLSchema } from 'graphql';
import type { Config } from '../config.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { readDocuments, type Document } from './documents.ts';
import type { Route } from './front-door.ts';
import { assetPath } from './graphiql/bundle.ts';
import { createGraphiql } from './graphiql/graphiql.ts';
import type { Graphql } from './graphql.ts';
import type { Inbound } from './inbound.ts';
import { landingPolicy, renderLanding } from './landing.ts';
import { createMetricsPage } from './metrics-page.ts';
import type { Readiness } from './readiness.ts';
import { Refusal } from './refusal.ts';
import { sendJson } from './reply.ts';

export interface AppOptions {
  graphql: Graphql;
  /** What answers a webhook. */
  webhooks(incoming: IncomingMessage): Route | undefined;
  schema: GraphQLSchema;
  config: Config;
  telemetry: Telemetry;
  readiness(): Readiness;
}

/** Finds what answers a request. */
export function createApp(options: AppOptions): (incoming: IncomingMessage) => Route {
  const { graphql, webhooks, schema, config, telemetry, readiness } = options;
  const graphiql = config.hasGraphiql
    ? createGraphiql({ schema, sources: config.sources })
    : undefined;
  let documents: Promise<Document[]> | undefined;
  const openDocuments = () => (documents ??= readDocuments());

  async function sendLanding({ incoming, outgoing }: Inbound): Promise<void> {
    const origin = originOf(incoming);
    const opened = await openDocuments();
    const html = renderLanding({ config, readiness: readiness(), documents: opened, origin });
    sendText(outgoing, html, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': landingPolicy,
    });
  }

  async function sendAsset({ incoming, outgoing }: Inbound): Promise<void> {
    if (await graphiql?.sendAsset(pathOf(incoming), incoming, outgoing)) return;
    throw notFound();
  }

  async function sendDocument({ incoming, outgoing }: Inbound): Promise<void> {
    const path = pathOf(incoming);
    const document = (await openDocuments()).find((known) => known.path === path);
    if (!document) throw notFound();
    sendText(outgoing, document.text, { 'content-type': 'text/plain; charset=utf-8' });
  }

  const routes: Readonly<Record<string, Route>> = {
    '/graphql': { name: '/graphql', isCounted: true, answer: graphql },
    '/': { name: '/', answer: reading(sendLanding) },
    '/health': {
      name: '/health',
      answer: reading(({ outgoing }) => sendJson(outgoing, 200, { status: 'ok' })),
    },
    '/ready': {
      name: '/ready',
      answer: reading(({ outgoing }) => {
        const state = readiness();
        sendJson(outgoing, state.status === 'ready' ? 200 : 503, state);
      }),
    },
    '/metrics': {
      name: '/metrics',
      answer: reading(createMetricsPage(config.metricsAccess, telemetry.metrics)),
    },
  };
  const page: Route | undefined = graphiql && {
    name: 'graphiql',
    answer: ({ outgoing }) => graphiql.sendPage(outgoing),
  };
  const assets: Route = { name: 'graphiql', answer: reading(sendAsset) };
  const docs: Route = { name: '/docs', answer: reading(sendDocument) };
  const nothing: Route = {
    name: 'other',
    answer() {
      throw notFound();
    },
  };

  return function findRoute(incoming) {
    const path = pathOf(incoming);
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
    if (route?.isCounted && page && wantsPage(incoming)) return page;
    if (route) return route;
    if (path.startsWith(assetPath)) return assets;
    if (path.startsWith('/docs/')) return docs;
    return webhooks(incoming) ?? nothing;
  };
}

/** Pages that are only looked at. */
function reading(answer: Route['answer']): Route['answer'] {
  return (inbound) => {
    const { method } = inbound.incoming;
    if (method === 'GET' || method === 'HEAD') return answer(inbound);
    throw new Refusal(405, 'this page is read with GET', { headers: { allow: 'GET, HEAD' } });
  };
}

function wantsPage({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html');
}

function pathOf({ url = '/' }: IncomingMessage): string {
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}

/** For a line that people paste. A name that is not a plain host is not repeated. */
function originOf({ headers: { host = '' } }: IncomingMessage): string | undefined {
  if (!/^(?:[\w.-]+|\[[\da-f:]+\])(?::\d+)?$/i.test(host)) return undefined;
  return `${/^(?:localhost|127\.|\[::1\])/.test(host) ? 'http' : 'https'}://${host}`;
}

function sendText(outgoing: ServerResponse, text: string, headers: Record<string, string>): void {
  const always = { 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' };
  outgoing.writeHead(200, { ...always, ...headers }).end(text);
}

/** What was asked for is not repeated: it may hold anything. */
function notFound(): Refusal {
  return new Refusal(404, 'nothing is here; the graph is at /graphql');
}
