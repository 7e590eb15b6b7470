import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { parse, validate, type GraphQLSchema } from 'graphql';
import type { ConfiguredSource } from '../../config.ts';
import { readExamples, type Example } from '../../examples.ts';
import { packageRoot } from '../../package-root.ts';
import { assetPath, readBundle } from './bundle.ts';
import type { PageFacts } from './page-facts.ts';
import { pagePolicy, renderPage } from './page.ts';

export interface GraphiqlOptions {
  schema: GraphQLSchema;
  sources: readonly ConfiguredSource[];
  /** Where the build left the browser code. @default dist/graphiql of this package */
  directory?: string;
}

export interface Graphiql {
  sendPage(outgoing: ServerResponse): Promise<void>;
  /** False when there is no such file. */
  sendAsset(path: string, incoming: IncomingMessage, outgoing: ServerResponse): Promise<boolean>;
}

/**
 * GraphiQL as one page of this gateway that loads nothing from elsewhere. What was built is read each
 * time: it may be built anew meanwhile, and half of a page is worse than none.
 */
export function createGraphiql(options: GraphiqlOptions): Graphiql {
  const { directory = join(packageRoot, 'dist/graphiql') } = options;
  let facts: Promise<PageFacts> | undefined;

  return {
    async sendPage(outgoing) {
      const bundle = await readBundle(directory);
      if (!bundle) {
        outgoing.writeHead(503, { 'content-type': 'text/plain; charset=utf-8' });
        outgoing.end('GraphiQL has not been built: run `npm run build`.\n');
        return;
      }
      const html = renderPage(bundle, await (facts ??= readFacts(options)));
      outgoing.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': pagePolicy,
        'cache-control': 'no-cache',
        // The same address answers GraphQL to those who ask for JSON.
        vary: 'accept',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      });
      outgoing.end(html);
    },
    async sendAsset(path, incoming, outgoing) {
      const bundle = await readBundle(directory);
      return (await bundle?.send(path.slice(assetPath.length), incoming, outgoing)) ?? false;
    },
  };
}

async function readFacts({ schema, sources }: GraphiqlOptions): Promise<PageFacts> {
  const examples = (await readExamples()).filter((example) => fits(schema, example));
  return { examples: examples.map(asTab), sources: sources.map(describe) };
}

/** Another account has other types: a tab that is all errors would teach nothing. */
function fits(schema: GraphQLSchema, { text }: Example): boolean {
  return validate(schema, parse(text)).length === 0;
}

function asTab({ text, variables }: Example): PageFacts['examples'][number] {
  return variables === undefined ? { query: text } : { query: text, variables };
}

function describe(configured: ConfiguredSource): PageFacts['sources'][number] {
  const { source, endpoint, isVendor } = configured;
  return {
    name: source.name,
    title: source.title,
    isStandIn: endpoint === undefined && !isVendor,
    credentials: source.credentials.map(({ header, shape, contract, use = 'both' }) => ({
      header,
      shape,
      use,
      ...(contract === undefined ? {} : { contract }),
    })),
  };
}
