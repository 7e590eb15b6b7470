import { createRequire } from 'node:module';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAPIHandler from '@graphql-mesh/openapi';
import { InMemoryStoreStorageAdapter, MeshStore } from '@graphql-mesh/store';
import type { MeshHandlerOptions } from '@graphql-mesh/types';
import { DefaultLogger, PubSub } from '@graphql-mesh/utils';
import { expect, it } from 'vitest';
import { refineSandbox } from './documents.ts';

// The very copy that Mesh has: a bundler's resolution may find the other one.
const { graphql } = createRequire(import.meta.url)('graphql') as typeof import('graphql');

it('is loaded and executed by Mesh’s own OpenAPI handler', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'flotiq-'));
  await writeFile(join(directory, 'flotiq.graphql'), refineSandbox().sdl);
  const urls: string[] = [];
  const fetchFn = (url: string) => {
    urls.push(url);
    return Promise.resolve(Response.json({ id: 'author-1', name: 'Ada', count: 1 }));
  };

  const options = {
    name: 'flotiq',
    config: { source: 'flotiq.graphql', endpoint: 'http://flotiq.test' },
    baseDir: directory,
    store: new MeshStore('flotiq', new InMemoryStoreStorageAdapter(), {
      validate: false,
      readonly: false,
    }),
    pubsub: new PubSub(),
    logger: new DefaultLogger('flotiq'),
    importFn: (path: string) => import(path),
  };
  // A contract on disk needs no cache.
  const handler = new OpenAPIHandler(
    options as unknown as MeshHandlerOptions<typeof options.config>,
  );
  const { schema } = await handler.getMeshSource({ fetchFn });
  await rm(directory, { recursive: true });

  const source = `{
    getAuthor(id: "author-1") { id name }
    listAuthor(limit: 5, ids: ["author-1", "x&y"]) { count }
  }`;
  expect(await graphql({ schema, source })).toEqual({
    data: { getAuthor: { id: 'author-1', name: 'Ada' }, listAuthor: { count: 1 } },
  });
  const [one, list] = urls.map((url) => new URL(url));
  expect(one!.href).toBe('http://flotiq.test/api/v1/content/author/author-1');
  expect(list!.pathname).toBe('/api/v1/content/author');
  expect(list!.searchParams.getAll('ids[]')).toEqual(['author-1', 'x&y']);
  expect(list!.searchParams.get('limit')).toBe('5');
});
