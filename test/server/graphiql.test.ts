import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, get, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { buildSchema } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGraphiql } from '../../src/server/graphiql/graphiql.ts';

const script = 'console.log("page")\n'.repeat(50);

describe('GraphiQL as the gateway serves it', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'trefoil-graphiql-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  async function build(): Promise<void> {
    const entry = { script: 'page-1.js', style: 'page-1.css' };
    await writeFile(join(directory, 'entry.json'), JSON.stringify(entry));
    await writeFile(join(directory, 'page-1.js'), script);
    await writeFile(join(directory, 'page-1.js.br'), brotliCompressSync(script));
    await writeFile(join(directory, 'page-1.js.gz'), gzipSync(script));
    await writeFile(join(directory, 'font-1.woff'), 'font');
  }

  /** Asks a server that has nothing but GraphiQL. */
  async function ask(
    path: string,
    headers: Record<string, string> = {},
    schema = 'type Query { a: Int }',
  ) {
    const sources = [] as never[];
    const graphiql = createGraphiql({ schema: buildSchema(schema), sources, directory });
    return request(
      async (incoming, outgoing) => {
        if (incoming.url === '/graphql') return graphiql.sendPage(outgoing);
        if (!(await graphiql.sendAsset(incoming.url!, incoming, outgoing)))
          outgoing.writeHead(404).end();
      },
      path,
      headers,
    );
  }

  it('is the page that was built last, whatever was there when it was first asked for', async () => {
    const graphiql = createGraphiql({
      schema: buildSchema('type Query { a: Int }'),
      sources: [],
      directory,
    });
    const serve: RequestListener = async (incoming, outgoing) => {
      if (incoming.url === '/graphql') return graphiql.sendPage(outgoing);
      if (!(await graphiql.sendAsset(incoming.url!, incoming, outgoing)))
        outgoing.writeHead(404).end();
    };
    expect((await request(serve, '/graphql')).status).toBe(503);
    await build();
    expect((await request(serve, '/graphql')).body.toString()).toContain('page-1.js');
    await rm(join(directory, 'page-1.js'));
    await writeFile(join(directory, 'entry.json'), '{"script":"page-2.js","style":"page-2.css"}');
    expect((await request(serve, '/graphql')).body.toString()).toContain('page-2.js');
    expect((await request(serve, '/graphiql/page-1.js')).status).toBe(404);
  });

  it('sends each file in the best form that the browser takes', async () => {
    await build();
    const best = await ask('/graphiql/page-1.js', { 'accept-encoding': 'gzip, deflate, br' });
    expect(best.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(best.body).toString()).toBe(script);
    const older = await ask('/graphiql/page-1.js', { 'accept-encoding': 'br;q=0, gzip' });
    expect(older.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(older.body).toString()).toBe(script);
    const plain = await ask('/graphiql/page-1.js');
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.body.toString()).toBe(script);
    for (const { headers } of [best, older, plain]) {
      expect(headers['vary']).toBe('accept-encoding');
      expect(headers['cache-control']).toContain('immutable');
    }
  });

  it.each([
    '/graphiql/../../package.json',
    '/graphiql/..%2f..%2fpackage.json',
    '/graphiql/entry.json',
    '/graphiql/page-1.js.br',
    '/graphiql/',
    '/graphiql/page-2.js',
  ])('has nothing at %s', async (path) => {
    await build();
    expect((await ask(path)).status).toBe(404);
  });

  it('lets the page ask this gateway and nobody else', async () => {
    await build();
    const { headers, body } = await ask('/graphql');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toMatch(/https?:|\*|'unsafe-eval'/);
    expect(policy).not.toMatch(/script-src[^;]*'unsafe-inline'/);
    expect(headers['vary']).toBe('accept');
    expect(body.toString()).toContain('src="/graphiql/page-1.js"');
    expect(body.toString().replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:\/\//);
  });

  it('opens with the examples that this graph can answer', async () => {
    await build();
    const facts = async (schema?: string) =>
      JSON.parse(
        /id="facts">(.*?)<\/script>/.exec((await ask('/graphql', {}, schema)).body.toString())![1]!,
      );
    expect((await facts()).examples).toEqual([]);
    const { examples } = await facts('type Query { me: User } type User { email: String }');
    expect(examples).toHaveLength(1);
    expect(examples[0].query).toContain('query FiberyMe');
  });

  it('says what to do when nothing has been built', async () => {
    const { status, body } = await ask('/graphql');
    expect(status).toBe(503);
    expect(body.toString()).toContain('npm run build');
  });
});

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** `fetch` would decode the body and tidy the path. */
async function request(
  listener: RequestListener,
  path: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
      get({ host: '127.0.0.1', port, path, headers }, resolve).once('error', reject);
    });
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    return { status: incoming.statusCode!, headers: incoming.headers, body: Buffer.concat(chunks) };
  } finally {
    server.close();
  }
}
