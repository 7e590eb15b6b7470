import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { YogaServerInstance } from 'graphql-yoga';
import type { Config } from '../config.ts';
import type { Transport } from '../transport/index.ts';
import type { ServerContext } from './graphql.ts';
import { renderPage } from './graphiql.ts';

export interface AppOptions {
  graphql: YogaServerInstance<ServerContext, object>;
  config: Config;
  states: Transport['states'];
}

/** Sends a request to what answers it. */
export function createApp({ graphql, config, states }: AppOptions): RequestListener {
  const page = config.hasGraphiql ? renderPage() : undefined;

  return function route(incoming, outgoing) {
    const path = (incoming.url ?? '/').split('?', 1)[0];
    if (path === '/graphql') {
      if (page !== undefined && wantsPage(incoming)) return sendHtml(outgoing, page);
      return void graphql.handle(incoming, outgoing, { incoming });
    }
    if (path === '/health') return sendJson(outgoing, 200, { status: 'ok' });
    if (path === '/ready') return sendReadiness(outgoing, config, states());
    return sendJson(outgoing, 404, { message: `nothing is at ${path}; the graph is at /graphql` });
  };
}

/** Ready to take requests; a source in trouble is said, and does not take the others out of service. */
function sendReadiness(
  outgoing: ServerResponse,
  config: Config,
  states: ReturnType<Transport['states']>,
) {
  const sources = Object.fromEntries(
    config.sources.map(({ source: { name }, endpoint, isVendor }) => [
      name,
      {
        isStandIn: endpoint === undefined && !isVendor,
        contracts: Object.fromEntries(
          Object.entries(states).filter(
            ([contract]) => contract === name || contract.startsWith(`${name}_`),
          ),
        ),
      },
    ]),
  );
  sendJson(outgoing, 200, { status: 'ready', sources });
}

function wantsPage({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html');
}

function sendHtml(outgoing: ServerResponse, html: string): void {
  outgoing.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
}

function sendJson(outgoing: ServerResponse, status: number, body: unknown): void {
  outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
