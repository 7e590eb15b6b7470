import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { buildSchema, printSchema, type GraphQLSchema } from 'graphql';
import { GatewayError } from '../errors.ts';
import { graphFormat, type Graph } from '../graph.ts';
import { refuseCollisions } from './collisions.ts';
import { describeContract, rootFields } from './describe-contract.ts';
import { readLinks, type LinkText } from './links.ts';
import { createMesh } from './mesh.ts';
import { chosenSources, prepare, type ComposeOptions, type Prepared } from './prepare.ts';
import { printPublicSchema } from './public-schema.ts';
import { readMeshrc, type Meshrc } from './read-meshrc.ts';
import { writeFiles } from './write-composition.ts';

export interface Composition {
  /** What clients see. */
  schema: string;
  graph: Graph;
  /** File name -> text, as Mesh's handlers load them. */
  contracts: Record<string, string>;
  /** What a person should know though composing succeeded. */
  notices: string[];
}

/**
 * The build road: contract -> refine -> Mesh handlers, transforms, merger -> one schema and which
 * source answers which field. Needs no upstream; throws before anything is written.
 */
export async function compose(options: ComposeOptions): Promise<Composition> {
  const meshrc = await readMeshrc(options.meshrcFile, options.sources);
  const prepared = await Promise.all(
    chosenSources(meshrc, options).map((meshSource) => prepare(meshSource, options)),
  );
  const contracts = Object.fromEntries(prepared.map(({ file, text }) => [file, text]));
  const directory = await mkdtemp(join(tmpdir(), 'trefoil-'));
  try {
    await writeFiles(directory, contracts);
    const merge = (parts: readonly Prepared[]) =>
      createMesh({
        meshrc: { sources: parts.map(({ meshSource }) => meshSource) },
        directory,
        fetch: refuseFetch,
      });
    const mesh = await merge(prepared).catch(async (cause: unknown) => {
      // Two claims that do not even fit each other stop the merger, which says neither whose they are
      // nor what to do.
      const alone = await Promise.all(prepared.map((part) => merge([part]))).catch(() => []);
      const schemas = alone.map(({ schema }, index) => [prepared[index]!.meshSource.name, schema]);
      if (alone.length > 0) refuseCollisions(Object.fromEntries(schemas), prepared);
      const detail = (cause as Error).message.replaceAll(`${directory}/`, '');
      throw new GatewayError('CONTRACT_INVALID', {
        detail: `Mesh cannot compose: ${detail}`,
        cause,
      });
    });
    const transformed = Object.fromEntries(
      mesh.rawSources.map((raw) => [raw.name, transformedSchema(mesh.schema, raw)]),
    );
    refuseCollisions(transformed, prepared);
    const fields = rootFields(transformed);
    const linkText = await readLinkText(meshrc, options.meshrcFile);
    const unlinked = printPublicSchema(mesh.schema);
    const linked = readLinks(linkText, buildSchema(unlinked), fields);
    const schema = linkText.sdl ? `${printSchema(linked.schema)}\n` : unlinked;
    const entries = mesh.rawSources.map((raw, index) =>
      describeContract(
        prepared[index] as Prepared,
        raw.schema,
        transformed[raw.name] as GraphQLSchema,
      ),
    );
    const fingerprint = digest(JSON.stringify([schema, meshrc, contracts]));
    return {
      schema,
      contracts,
      notices: linked.leftOut.map((link) => `${link}; the link is left out`),
      graph: {
        format: graphFormat,
        fingerprint,
        contracts: Object.fromEntries(entries.map((c) => [c.name, c])),
        fields,
        links: linked.links,
        linkTypeDefs: linked.typeDefs,
      },
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Links stand in `.meshrc.yaml` itself, or in a file that it names. */
async function readLinkText(meshrc: Meshrc, meshrcFile: string): Promise<LinkText> {
  const text = meshrc.additionalTypeDefs ?? '';
  if (!/^\S+\.graphql$/.test(text.trim())) {
    return { sdl: text, file: meshrcFile, firstLine: meshrc.typeDefsLine ?? 1 };
  }
  const file = resolve(dirname(meshrcFile), text.trim());
  const sdl = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new GatewayError('CONFIG_INVALID', { detail: `cannot read the links in ${file}`, cause });
  });
  return { sdl, file: text.trim(), firstLine: 1 };
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

function refuseFetch(url: string): never {
  throw new GatewayError('CONFIG_INVALID', {
    detail: `composing is offline, but a handler asked for ${relative('', url)}`,
  });
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
