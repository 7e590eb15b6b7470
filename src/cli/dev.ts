import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, extname, join, resolve } from 'node:path';
import { sources } from '../../sources/index.ts';
import { GatewayError } from '../errors.ts';
import { packageRoot } from '../package-root.ts';
import { ServingProcess, runScript } from './child-process.ts';
import type { Command } from './command.ts';
import { createDevLoop, type Change } from './dev-loop.ts';
import { servingHelp, servingOptions, untilEnded } from './start.ts';
import { watchFiles } from './watch-files.ts';

export const dev: Command = {
  summary: 'serve the graph, and again whenever something changes',
  help: `Usage: trefoil dev [options]

Composes and serves the graph, and does so again when .meshrc.yaml, a contract, .env or the code of
the gateway changes. What does not build or compose is said in a line, and the graph before it is
served on until it is mended. Code is watched where esbuild is installed, as in a clone.

${servingHelp}

Examples:
  trefoil dev
  trefoil dev --port 0`,
  options: servingOptions,
  async run({ args, env }) {
    const meshrcFile = resolve(env['TREFOIL_MESHRC'] ?? '.meshrc.yaml');
    const canBuild = isBuildable();
    const bundles = canBuild ? await makeFolder() : '';
    const server = new ServingProcess(() => say('it has ended; it starts again after a change'));
    const ending = new AbortController();
    let bundle = process.argv[1] as string;
    let builds = 0;

    const loop = createDevLoop({
      async build() {
        const folder = join(bundles, String((builds += 1)));
        const builder = join(packageRoot, 'scripts/build.mjs');
        const problem = await runScript(builder, [folder, '--no-types'], ending.signal);
        // Older bundles stay while this runs: the server may yet load a part of its own.
        if (problem === undefined) bundle = join(folder, 'cli.js');
        return problem;
      },
      compose: () => runScript(bundle, ['compose', ...composeArguments(env)], ending.signal),
      async serve() {
        const isReady = await server.start(bundle, ['start', ...args]);
        return isReady ? undefined : 'it does not start; it tries again after a change';
      },
      complain: say,
    });
    const ended = untilEnded();
    const onChange = (paths: ReadonlySet<string>) => {
      if (paths.has(meshrcFile)) void watchContracts();
      for (const path of paths) {
        const change = changeOf(path, canBuild);
        if (change) loop.changed(change);
      }
    };
    using _watch = watchFiles({
      files: [meshrcFile, resolve('.env')],
      folders: [join(packageRoot, 'sources'), ...(canBuild ? [join(packageRoot, 'src')] : [])],
      onChange,
    });
    let contracts: Disposable | undefined;
    /** Again after each change of .meshrc.yaml, which says where they are. */
    async function watchContracts(): Promise<void> {
      const files = await contractFiles(meshrcFile);
      contracts?.[Symbol.dispose]();
      if (!ending.signal.aborted) contracts = watchFiles({ files, folders: [], onChange });
    }
    try {
      await watchContracts();
      loop.changed('contract');
      await ended;
    } finally {
      // A round that is under way would start a server after the last one was stopped.
      ending.abort();
      contracts?.[Symbol.dispose]();
      await loop.end();
      await server.stop();
      if (bundles) await rm(bundles, { recursive: true, force: true });
    }
    return 0;
  },
};

function say(problem: string): void {
  for (const line of problem.split('\n')) {
    console.error(line.startsWith('trefoil: ') ? line : `trefoil: ${line}`);
  }
}

/** Below the package, where the bundles in it find its dependencies. */
async function makeFolder(): Promise<string> {
  await mkdir(join(packageRoot, '.trefoil'), { recursive: true });
  return mkdtemp(join(packageRoot, '.trefoil/dev-'));
}

/** Options of the composing process; what the environment says, it reads by itself. */
function composeArguments({ TREFOIL_ARTIFACTS: out, TREFOIL_MESHRC: config }: NodeJS.ProcessEnv) {
  return [...(out ? ['--out', out] : []), ...(config ? ['--config', config] : [])];
}

function isBuildable(): boolean {
  const hasCode = ['src', 'scripts/build.mjs'].every((part) => existsSync(join(packageRoot, part)));
  try {
    createRequire(join(packageRoot, 'package.json')).resolve('esbuild');
    return hasCode;
  } catch {
    return false;
  }
}

/** Those outside of sources/ count too. A file that cannot be read is watched, and so are sources/. */
async function contractFiles(meshrcFile: string): Promise<string[]> {
  try {
    const { handlerConfig, readMeshrc } = await import('../compose/read-meshrc.ts');
    const meshrc = await readMeshrc(meshrcFile, sources);
    return meshrc.sources.map((source) => resolve(meshrcFile, '..', handlerConfig(source).source));
  } catch (error) {
    if (error instanceof GatewayError) return [];
    throw error;
  }
}

const codeFiles = new Set(['.ts', '.mjs']);
const contractTypes = new Set(['.graphql', '.json', '.yaml', '.yml']);

/** Undefined for what is of no consequence, such as the swap files of editors. */
function changeOf(path: string, canBuild: boolean): Change | undefined {
  if (basename(path) === '.env') return 'settings';
  if (codeFiles.has(extname(path))) return canBuild ? 'code' : undefined;
  return contractTypes.has(extname(path)) ? 'contract' : undefined;
}
