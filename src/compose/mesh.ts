import { isAbsolute, resolve } from 'node:path';
import { processConfig } from '@graphql-mesh/config';
import type { IResolvers } from '@graphql-tools/utils';
import { getMesh, type MeshInstance } from '@graphql-mesh/runtime';
import { InMemoryStoreStorageAdapter, MeshStore } from '@graphql-mesh/store';
import type { Logger, MeshFetch } from '@graphql-mesh/types';
import { handlerConfig, type MeshSource, type Meshrc } from './read-meshrc.ts';

export interface MeshOptions {
  /** Every contract by an absolute path, or relative to `directory`. */
  meshrc: Meshrc;
  directory: string;
  /** The one way out; composing needs none. */
  fetch: MeshFetch;
  /** Of links. */
  resolvers?: IResolvers;
}

/** Mesh itself, with nothing kept on disk and nothing written to the console. */
export async function createMesh({
  meshrc,
  directory,
  fetch,
  resolvers = {},
}: MeshOptions): Promise<MeshInstance> {
  const logger = new SilentLogger();
  const store = new MeshStore('.mesh', new InMemoryStoreStorageAdapter(), {
    validate: false,
    readonly: false,
  });
  const importFn = (name: string) => import(isAbsolute(name) ? `file://${name}` : name);
  const config = await processConfig(
    { ...meshrc, sources: meshrc.sources.map((source) => withPath(source, directory)) } as never,
    { dir: directory, store, importFn, logger },
  );
  // Handlers are given Mesh's own logger, which writes to the console.
  for (const { handler } of config.sources) (handler as { logger?: Logger }).logger = logger;
  try {
    return await getMesh({ ...config, logger, fetchFn: fetch, additionalResolvers: [resolvers] });
  } catch (error) {
    // Mesh reports why a source failed to its logger alone.
    throw logger.errors.length > 0 ? new Error(logger.errors.join('; '), { cause: error }) : error;
  }
}

function withPath(source: MeshSource, directory: string): MeshSource {
  const config = handlerConfig(source);
  const [kind] = Object.keys(source.handler) as ['graphql'];
  return {
    ...source,
    handler: { [kind]: { ...config, source: resolve(directory, config.source) } },
  };
}

class SilentLogger implements Logger {
  readonly errors: string[];

  constructor(errors: string[] = []) {
    this.errors = errors;
  }
  log(): void {}
  warn(): void {}
  info(): void {}
  debug(): void {}
  error(...parts: unknown[]): void {
    this.errors.push(parts.map(String).join(' '));
  }
  child(): Logger {
    return new SilentLogger(this.errors);
  }
  addPrefix(): Logger {
    return this;
  }
}
