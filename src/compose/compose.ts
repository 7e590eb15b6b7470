import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { GatewayError } from '../errors.ts';
import type { Graph, GraphContract } from '../graph.ts';
import type { Source } from '../source.ts';
import { refuseCollisions } from './collisions.ts';
import { loadContract } from './load-contract.ts';
import { mapNames } from './map-names.ts';
import { createMesh } from './mesh.ts';
import { readOperations } from './operations.ts';
import { printPublicSchema } from './public-schema.ts';
import { handlerConfig, readMeshrc, type MeshSource, type Meshrc } from './read-meshrc.ts';

export interface ComposeOptions {
  meshrcFile: string;
  sources: readonly Source[];
  /** Contract name -> file, in place of the committed one. */
  overrides?: Record<string, string>;
  /** Only these sources. @default all */
  only?: readonly string[];
}

export interface Composition {
  /** What clients see. */
  schema: string;
  graph: Graph;
  /** File name -> text, as Mesh's handlers load them. */
  contracts: Record<string, string>;
}

/**
 * The build road: contract -> refine -> Mesh handlers, transforms, merger -> one schema and which
 * source answers which field. Needs no upstream; throws before anything is written.
 */
export async function compose(options: ComposeOptions): Promise<Composition> {
  const meshrc = await readMeshrc(options.meshrcFile);
  const prepared = await Promise.all(
    chosenSources(meshrc, options).map((meshSource) => prepare(meshSource, options)),
  );
  const contracts = Object.fromEntries(prepared.map(({ file, text }) => [file, text]));
  const directory = await mkdtemp(join(tmpdir(), 'trefoil-'));
  try {
    await writeFiles(directory, contracts);
    const mesh = await createMesh({
      meshrc: { ...meshrc, sources: prepared.map(({ meshSource }) => meshSource) },
      directory,
      fetch: refuseFetch,
    }).catch((cause: unknown) => {
      const detail = (cause as Error).message.replaceAll(`${directory}/`, '');
      throw new GatewayError('CONTRACT_INVALID', {
        detail: `Mesh cannot compose: ${detail}`,
        cause,
      });
    });
    const transformed = Object.fromEntries(
      mesh.rawSources.map((raw) => [raw.name, transformedSchema(mesh.schema, raw)]),
    );
    refuseCollisions(transformed);
    const schema = printPublicSchema(mesh.schema);
    buildSchema(schema);
    const entries = mesh.rawSources.map((raw, index) =>
      describeContract(
        prepared[index] as Prepared,
        raw.schema,
        transformed[raw.name] as GraphQLSchema,
      ),
    );
    const fields = rootFields(transformed);
    const fingerprint = digest(JSON.stringify([schema, meshrc, contracts]));
    return {
      schema,
      contracts,
      graph: {
        fingerprint,
        contracts: Object.fromEntries(entries.map((c) => [c.name, c])),
        fields,
      },
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

interface Prepared {
  source: Source;
  meshSource: MeshSource;
  file: string;
  text: string;
  facts?: unknown;
}

function chosenSources(
  meshrc: Meshrc,
  { sources, only, overrides = {} }: ComposeOptions,
): MeshSource[] {
  const unknown = Object.keys(overrides).find(
    (name) => !meshrc.sources.some((s) => s.name === name),
  );
  if (unknown) throw invalid(`no source in .meshrc.yaml is called "${unknown}"`);
  const chosen = meshrc.sources.filter(
    ({ name }) => !only || only.includes(sourceOf(name, sources).name),
  );
  if (chosen.length === 0) throw invalid('no source is left to compose');
  return chosen;
}

/** A contract belongs to the source with the longest name that starts its own. */
export function sourceOf(contract: string, sources: readonly Source[]): Source {
  const [match] = sources
    .filter(({ name }) => contract === name || contract.startsWith(`${name}_`))
    .sort((a, b) => b.name.length - a.name.length);
  if (match) return match;
  const names = sources.map(({ name }) => name).join(', ');
  throw invalid(`"${contract}" in .meshrc.yaml belongs to none of the sources ${names}`);
}

async function prepare(
  meshSource: MeshSource,
  { meshrcFile, sources, overrides = {} }: ComposeOptions,
): Promise<Prepared> {
  const { name } = meshSource;
  const source = sourceOf(name, sources);
  const kind = 'graphql' in meshSource.handler ? 'graphql' : 'openapi';
  const config = handlerConfig(meshSource);
  const override = overrides[name];
  const path = override ? resolve(override) : resolve(dirname(meshrcFile), config.source);
  const raw = await loadContract(kind, path, name);
  const refined = source.refine?.(raw, name);
  const isSdl = refined !== undefined || raw.kind === 'graphql';
  const file = `contracts/${name}.${isSdl ? 'graphql' : 'json'}`;
  const text = refined?.sdl ?? (raw.kind === 'graphql' ? raw.sdl : JSON.stringify(raw.document));
  const handler = { [kind]: { ...config, source: file } } as unknown as MeshSource['handler'];
  return { source, meshSource: { ...meshSource, handler }, file, text, facts: refined?.facts };
}

function describeContract(
  { source, meshSource, file, facts }: Prepared,
  original: GraphQLSchema,
  transformed: GraphQLSchema,
): GraphContract {
  const { endpoint, operationHeaders = {} } = handlerConfig(meshSource);
  const operations = readOperations(original);
  return {
    name: meshSource.name,
    source: source.name,
    kind: 'graphql' in meshSource.handler ? 'graphql' : 'rest',
    endpoint,
    headers: operationHeaders,
    file,
    names: mapNames(original, transformed, meshSource.name),
    transforms: meshSource.transforms ?? [],
    operations,
    ...(facts === undefined ? {} : { facts }),
  };
}

function rootFields(schemas: Record<string, GraphQLSchema>): Graph['fields'] {
  const fields: Graph['fields'] = { Query: {}, Mutation: {} };
  for (const [contract, schema] of Object.entries(schemas)) {
    for (const root of ['Query', 'Mutation'] as const) {
      const type = root === 'Query' ? schema.getQueryType() : schema.getMutationType();
      for (const field of Object.keys(type?.getFields() ?? {})) fields[root][field] = contract;
    }
  }
  return fields;
}

function transformedSchema(
  unified: GraphQLSchema,
  rawSource: { schema: GraphQLSchema },
): GraphQLSchema {
  const { sourceMap } = unified.extensions as {
    sourceMap?: { get(raw: unknown): GraphQLSchema | undefined };
  };
  return sourceMap?.get(rawSource) ?? rawSource.schema;
}

/** Replaces the artifacts in one folder. */
export async function writeComposition(composition: Composition, directory: string): Promise<void> {
  await writeFiles(directory, {
    ...composition.contracts,
    'schema.graphql': composition.schema,
    'graph.json': `${JSON.stringify(composition.graph, null, 1)}\n`,
  });
}

async function writeFiles(directory: string, files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const file = join(directory, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

function refuseFetch(url: string): never {
  throw invalid(`composing is offline, but a handler asked for ${relative('', url)}`);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function invalid(detail: string): GatewayError {
  return new GatewayError('CONFIG_INVALID', { detail });
}
