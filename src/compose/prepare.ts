import { dirname, resolve } from 'node:path';
import { isTypeDefinitionNode, parse } from 'graphql';
import { describeDanglingRef, findDanglingRef } from '../dangling-ref.ts';
import { GatewayError } from '../errors.ts';
import type { RawContract, Source } from '../source.ts';
import { findSource } from '../find-source.ts';
import { keepApart } from './keep-apart.ts';
import { loadContract } from './load-contract.ts';
import { handlerConfig, type MeshSource, type Meshrc } from './read-meshrc.ts';

export interface ComposeOptions {
  meshrcFile: string;
  sources: readonly Source[];
  /** Contract name -> file, in place of the committed one. */
  overrides?: Record<string, string>;
  /** Only these sources. @default all */
  only?: readonly string[];
}

/** A contract as Mesh will load it. */
export interface Prepared {
  source: Source;
  meshSource: MeshSource;
  file: string;
  text: string;
  facts?: unknown;
}

export function chosenSources(
  meshrc: Meshrc,
  { sources, only, overrides = {} }: ComposeOptions,
): MeshSource[] {
  const unknown = Object.keys(overrides).find(
    (name) => !meshrc.sources.some((s) => s.name === name),
  );
  if (unknown) throw invalid(`no source in .meshrc.yaml is called "${unknown}"`);
  const chosen = meshrc.sources.filter(
    ({ name }) => !only || only.includes(findSource(name, sources)!.name),
  );
  if (chosen.length === 0) throw invalid('no source is left to compose');
  return chosen;
}

/** Loads and refines a contract, and sees to it that its names and headers are its own. */
export async function prepare(
  meshSource: MeshSource,
  { meshrcFile, sources, overrides = {} }: ComposeOptions,
): Promise<Prepared> {
  const { name, transforms = [] } = meshSource;
  const source = findSource(name, sources)!;
  const kind = 'graphql' in meshSource.handler ? 'graphql' : 'openapi';
  const config = handlerConfig(meshSource);
  const override = overrides[name];
  const path = override ? resolve(override) : resolve(dirname(meshrcFile), config.source);
  const raw = await loadContract(kind, path, name);
  const refined = refine(source, raw, name, path);
  const sdl = refined?.sdl ?? (raw.kind === 'graphql' ? raw.sdl : undefined);
  const file = `contracts/${name}.${sdl === undefined ? 'json' : 'graphql'}`;
  const text = sdl ?? JSON.stringify((raw as { document: unknown }).document);
  const kept = sdl === undefined ? transforms : keepApart(typeNames(sdl), transforms, name);
  const handler = { [kind]: { ...config, source: file } } as unknown as MeshSource['handler'];
  return {
    source,
    meshSource: { ...meshSource, handler, ...(kept.length > 0 ? { transforms: kept } : {}) },
    file,
    text,
    facts: refined?.facts,
  };
}

/** What is wrong with a contract, its source knows best; which file that is, is known here. */
function refine(source: Source, raw: RawContract, name: string, path: string) {
  const unusable = (detail: string, cause?: unknown) =>
    new GatewayError('CONTRACT_INVALID', { source: name, detail: `${path}: ${detail}`, cause });
  if (!source.refine) {
    const dangling = raw.kind === 'openapi' && findDanglingRef(raw.document);
    if (dangling) throw unusable(describeDanglingRef(dangling));
    return undefined;
  }
  try {
    return source.refine(raw, name);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    throw unusable(error.message.replace(`${source.name}: `, ''), error);
  }
}

function typeNames(sdl: string): string[] {
  return parse(sdl, { noLocation: true })
    .definitions.filter(isTypeDefinitionNode)
    .map((node) => node.name.value);
}

function invalid(detail: string): GatewayError {
  return new GatewayError('CONFIG_INVALID', { detail });
}
