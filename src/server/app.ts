import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { GraphQLSchema } from 'graphql';
import type { YogaServerInstance } from 'graphql-yoga';
import type { Config } from '../config.ts';
import type { Transport } from '../transport/index.ts';
import { readDocuments, type Document } from './documents.ts';
import { assetPath } from './graphiql/bundle.ts';
import { createGraphiql } from './graphiql/graphiql.ts';
import type { ServerContext } from './graphql.ts';
import { landingPolicy, renderLanding } from './landing.ts';
import { describeReadiness } from './readiness.ts';

export interface AppOptions {
  graphql: YogaServerInstance<ServerContext, object>;
  schema: GraphQLSchema;
  config: Config;
  states: Transport['states'];
}

/** Sends a request to what answers it. */
export function createApp({ graphql, schema, config, states }: AppOptions): RequestListener {
  const { sources } = config;
  const graphiql = config.hasGraphiql ? createGraphiql({ schema, sources }) : undefined;
  let documents: Promise<Document[]> | undefined;
  const openDocuments = () => (documents ??= readDocuments());

  async function sendLanding(incoming: IncomingMessage, outgoing: ServerResponse) {
    const readiness = describeReadiness(config, states());
    const origin = originOf(incoming);
    const html = renderLanding({ config, readiness, documents: await openDocuments(), origin });
    sendText(outgoing, html, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': landingPolicy,
    });
  }

  async function sendFile(path: string, incoming: IncomingMessage, outgoing: ServerResponse) {
    if (await graphiql?.sendAsset(path, incoming, outgoing)) return;
    const document = (await openDocuments()).find((known) => known.path === path);
    if (!document) return sendNotFound(outgoing, path);
    sendText(outgoing, document.text, { 'content-type': 'text/plain; charset=utf-8' });
  }

  return function route(incoming, outgoing) {
    const path = (incoming.url ?? '/').split('?', 1)[0]!;
    const failed = () => sendFailure(outgoing);
    if (path === '/graphql') {
      if (graphiql && wantsPage(incoming)) return void graphiql.sendPage(outgoing).catch(failed);
      return void graphql.handle(incoming, outgoing, { incoming });
    }
    if (path === '/health') return sendJson(outgoing, 200, { status: 'ok' });
    if (path === '/ready') return sendJson(outgoing, 200, describeReadiness(config, states()));
    if (path === '/') return void sendLanding(incoming, outgoing).catch(failed);
    if (path.startsWith(assetPath) || path.startsWith('/docs/')) {
      return void sendFile(path, incoming, outgoing).catch(failed);
    }
    return sendNotFound(outgoing, path);
  };
}

function wantsPage({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html');
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

function sendFailure(outgoing: ServerResponse): void {
  if (outgoing.headersSent) outgoing.destroy();
  else sendJson(outgoing, 500, { message: 'the gateway failed to read its own files' });
}

function sendNotFound(outgoing: ServerResponse, path: string): void {
  sendJson(outgoing, 404, { message: `nothing is at ${path}; the graph is at /graphql` });
}

function sendJson(outgoing: ServerResponse, status: number, body: unknown): void {
  outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
