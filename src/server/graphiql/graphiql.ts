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

/** GraphiQL as one page of this gateway that loads nothing from elsewhere. Read when first asked for. */
export function createGraphiql(options: GraphiqlOptions): Graphiql {
  const { directory = join(packageRoot, 'dist/graphiql') } = options;
  let bundle: ReturnType<typeof readBundle> | undefined;
  let page: Promise<string | undefined> | undefined;
  const openBundle = () => (bundle ??= readBundle(directory));
  const openPage = () => (page ??= build(openBundle(), options));

  return {
    async sendPage(outgoing) {
      const html = await openPage();
      if (html === undefined) {
        outgoing.writeHead(503, { 'content-type': 'text/plain; charset=utf-8' });
        outgoing.end('GraphiQL has not been built: run `npm run build`, then start again.\n');
        return;
      }
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
      const files = await openBundle();
      try {
        return (await files?.send(path.slice(assetPath.length), incoming, outgoing)) ?? false;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        // It has been built anew meanwhile: the page is too, when it is asked for next.
        bundle = page = undefined;
        return false;
      }
    },
  };
}

async function build(
  bundle: ReturnType<typeof readBundle>,
  { schema, sources }: GraphiqlOptions,
): Promise<string | undefined> {
  const files = await bundle;
  if (!files) return undefined;
  const examples = (await readExamples()).filter((example) => fits(schema, example));
  const facts: PageFacts = { examples: examples.map(asTab), sources: sources.map(describe) };
  return renderPage(files, facts);
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
