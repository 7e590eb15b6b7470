import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { MeshFetch } from '@graphql-mesh/types';
import type { IResolvers } from '@graphql-tools/utils';
import type { MeshInstance } from '@graphql-mesh/runtime';
import { buildASTSchema, concatAST, parse, type DocumentNode, type GraphQLSchema } from 'graphql';
import { GatewayError } from './errors.ts';
import { graphFormat, type Graph } from './graph.ts';

/** What composing left behind, ready to serve. */
export interface Artifacts {
  directory: string;
  graph: Graph;
  /** The graph as SDL. */
  sdl: string;
}

export async function readArtifacts(directory: string): Promise<Artifacts> {
  const read = (name: string) => readFile(join(directory, name), 'utf8');
  const [text, sdl] = await Promise.all([read('graph.json'), read('schema.graphql')]).catch(
    (cause: unknown) => refuse(`there is no composed graph in ${directory}`, cause),
  );
  let graph: Graph;
  try {
    graph = JSON.parse(text) as Graph;
    parseSdl(sdl);
  } catch (cause) {
    return refuse(`the composed graph in ${directory} is broken`, cause);
  }
  if (graph?.format !== graphFormat) {
    refuse(`the graph in ${directory} was composed by another version`);
  }
  return { directory: resolve(directory), graph, sdl };
}

function refuse(problem: string, cause?: unknown): never {
  throw new GatewayError('CONFIG_INVALID', {
    detail: `${problem}; run "trefoil compose"`,
    ...(cause !== undefined && { cause }),
  });
}

/** The part of the artifacts that some sources answer. */
export async function readArtifactsOf(
  directory: string,
  sources: readonly { name: string }[],
): Promise<Artifacts> {
  const artifacts = await readArtifacts(directory);
  const names = sources.map(({ name }) => name);
  const contracts = Object.values(artifacts.graph.contracts);
  if (contracts.every(({ source }) => names.includes(source))) return artifacts;
  const { keepSources } = await import('./keep-sources.ts');
  return keepSources(artifacts, names);
}

let lastParsed: { sdl: string; document: DocumentNode } | undefined;

/** The graph is built twice at a start: to see what in it can be live, and with what then is. */
function parseSdl(sdl: string): DocumentNode {
  if (lastParsed?.sdl !== sdl) lastParsed = { sdl, document: parse(sdl, { noLocation: true }) };
  return lastParsed.document;
}

/** Our own output needs no second validation, which would be half of the time to start. */
export function buildGraph(...sdl: string[]): GraphQLSchema {
  const [composed = '', ...others] = sdl;
  const added = others.length > 0 ? [parse(others.join('\n'), { noLocation: true })] : [];
  return buildASTSchema(concatAST([parseSdl(composed), ...added]), {
    assumeValid: true,
    assumeValidSDL: true,
  });
}

/**
 * Mesh as the artifacts describe it, and the gateway's own additions to them. Its hosts name contracts:
 * what goes where is the transport's business.
 */
export async function loadMesh(
  { directory, graph }: Artifacts,
  fetch: MeshFetch,
  resolvers: IResolvers,
  ownSdl: readonly string[] = [],
): Promise<MeshInstance> {
  const { createMesh } = await import('./compose/mesh.ts');
  const sources = Object.values(graph.contracts).map(
    ({ name, kind, file, headers, transforms }) => {
      const endpoint = `http://${name.replaceAll('_', '--')}.mesh.invalid`;
      const config = { source: file, endpoint, operationHeaders: headers };
      const handler = kind === 'graphql' ? { graphql: config } : { openapi: config };
      return { name, handler, transforms };
    },
  );
  const typeDefs = [graph.linkTypeDefs, ...ownSdl].filter(Boolean).join('\n');
  const added = typeDefs ? { additionalTypeDefs: typeDefs } : {};
  return createMesh({ meshrc: { sources, ...added }, directory, fetch, resolvers });
}
