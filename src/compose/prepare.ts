import { dirname, resolve } from 'node:path';
import { GatewayError } from '../errors.ts';
import type { Source } from '../source.ts';
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

export async function prepare(
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

function invalid(detail: string): GatewayError {
  return new GatewayError('CONFIG_INVALID', { detail });
}
