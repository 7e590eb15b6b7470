import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { GatewayError } from '../errors.ts';
import type { RawContract, Source } from '../source.ts';
import { canonicalSdl, compareGraphs, type GraphChanges } from './compare.ts';
import { compose, type Composition } from './compose.ts';
import { loadContract } from './load-contract.ts';
import { handlerConfig, readMeshrc, type Meshrc } from './read-meshrc.ts';
import { refuseSecrets, stripSecrets } from './strip-secrets.ts';

export interface SyncOptions {
  meshrcFile: string;
  sources: readonly Source[];
  /** Contract -> as its account tells it. */
  fetched: ReadonlyMap<string, RawContract>;
  /** Every credential that was used; none of them ends up in a file. */
  secrets: readonly string[];
}

export interface SyncPlan {
  /** Contracts that differ from the committed ones, and where those are. */
  files: { contract: string; path: string; text: string }[];
  composition: Composition;
  /** Undefined when the committed contracts do not compose. */
  changes: GraphChanges | undefined;
}

/**
 * Finds out what would change, and that it composes: throws otherwise. Undefined when the accounts
 * tell what is committed. Writes nothing.
 */
export async function planSync(options: SyncOptions): Promise<SyncPlan | undefined> {
  const { meshrcFile, sources, fetched, secrets } = options;
  const meshrc = await readMeshrc(meshrcFile, sources);
  const files: SyncPlan['files'] = [];
  for (const [contract, raw] of fetched) {
    const path = contractPath(meshrc, meshrcFile, contract);
    const text = stripSecrets(printContract(raw), secrets);
    if (!(await isSame(path, text, raw.kind))) files.push({ contract, path, text });
  }
  if (files.length === 0) return undefined;
  const composition = await composeWith(files, { meshrcFile, sources });
  refuseSecrets([...files.map(({ text }) => text), ...textsOf(composition)], secrets);
  const before = await compose({ meshrcFile, sources }).catch((error: unknown) => {
    // What is committed may be what is to be mended.
    if (error instanceof GatewayError) return undefined;
    throw error;
  });
  const changes = before && compareGraphs(before.schema, composition.schema);
  return { files, composition, changes };
}

/** Replaces the contracts: all of them, or none. */
export async function writeContracts(files: SyncPlan['files']): Promise<void> {
  const replacements = await Promise.all(
    files.map(async ({ path, text }) => ({
      path,
      text,
      // Two that sync at once must not take each other's away.
      fresh: `${path}.${randomUUID()}.new`,
      before: await readFile(path, 'utf8').catch(() => undefined),
    })),
  );
  const replaced: typeof replacements = [];
  try {
    for (const { fresh, text } of replacements) await writeFile(fresh, text);
    for (const replacement of replacements) {
      await rename(replacement.fresh, replacement.path);
      replaced.push(replacement);
    }
  } catch (error) {
    for (const { path, before } of replaced) {
      await (before === undefined ? rm(path, { force: true }) : writeFile(path, before));
    }
    throw error;
  } finally {
    for (const { fresh } of replacements) await rm(fresh, { force: true });
  }
}

function contractPath(meshrc: Meshrc, meshrcFile: string, contract: string): string {
  const meshSource = meshrc.sources.find(({ name }) => name === contract)!;
  return resolve(dirname(meshrcFile), handlerConfig(meshSource).source);
}

function printContract(raw: RawContract): string {
  return raw.kind === 'graphql'
    ? `${raw.sdl.trim()}\n`
    : `${JSON.stringify(raw.document, null, 2)}\n`;
}

/** Order and layout do not make another contract: what is committed may have been formatted. */
async function isSame(path: string, text: string, kind: RawContract['kind']): Promise<boolean> {
  const committed = await loadContract(kind, path, 'committed').catch(() => undefined);
  if (!committed) return false;
  if (committed.kind === 'openapi') return isDeepStrictEqual(committed.document, JSON.parse(text));
  return canonicalSdl(committed.sdl) === canonicalSdl(text);
}

async function composeWith(
  files: SyncPlan['files'],
  options: Pick<SyncOptions, 'meshrcFile' | 'sources'>,
): Promise<Composition> {
  const directory = await mkdtemp(join(tmpdir(), 'trefoil-sync-'));
  try {
    const overrides: Record<string, string> = {};
    for (const { contract, path, text } of files) {
      const file = join(directory, `${contract}-${path.split(/[\\/]/).at(-1)}`);
      await writeFile(file, text);
      overrides[contract] = file;
    }
    return await compose({ ...options, overrides });
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const detail = error.message.replaceAll(`${directory}/`, 'the fetched ');
    throw new GatewayError(error.code, { detail: `${detail}; nothing is written`, cause: error });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function textsOf({ schema, contracts, graph }: Composition): string[] {
  return [schema, ...Object.values(contracts), JSON.stringify(graph)];
}
