import { sources } from '../../sources/index.ts';
import { readArtifacts } from '../artifacts.ts';
import type { Config } from '../config.ts';
import { GatewayError } from '../errors.ts';
import type { AccountContract } from './account.ts';
import type { Command } from './command.ts';
import { readConfiguration } from './configuration.ts';
import { accountVariables, ownAccount, simpleSource } from './example-environment.ts';
import { findNodeFault } from './node-version.ts';

/** One line of the table. */
interface Finding {
  what: string;
  state: 'ok' | 'note' | 'fail';
  says: string;
}

export const doctor: Command = {
  summary: 'check Node, the graph, and every source with its credential',
  help: `Usage: trefoil doctor [options]

Checks the version of Node, the configuration with the files that it names, whether the composed graph
is that of the contracts, and asks every source something small with the credential in the environment.
Says what to do about what is wrong, and exits with 1 then.

Options:
  --sources A,B   only these sources (TREFOIL_SOURCES, all)
  --artifacts DIR folder of the composed graph (TREFOIL_ARTIFACTS, .trefoil)
  --config FILE   another .meshrc.yaml (TREFOIL_MESHRC)

Examples:
  trefoil doctor
  ${ownAccount(simpleSource)} trefoil doctor --sources ${simpleSource.name}`,
  options: {
    sources: { type: 'string', setting: 'TREFOIL_SOURCES' },
    artifacts: { type: 'string', setting: 'TREFOIL_ARTIFACTS' },
    config: { type: 'string', setting: 'TREFOIL_MESHRC' },
  },
  async run({ env }) {
    const { TREFOIL_MESHRC: meshrcFile = '.meshrc.yaml', TREFOIL_ARTIFACTS: folder = '.trefoil' } =
      env;
    const config = await settle('configuration', () => readConfiguration(env, sources));
    const graph = await checkGraph(meshrcFile, folder);
    const start =
      config.value && graph.state === 'ok'
        ? await settle('configuration', () => rehearse(config.value))
        : undefined;
    const findings: Finding[] = [
      checkNode(),
      config.finding ??
        start?.finding ?? {
          what: 'configuration',
          state: 'ok',
          says: 'every setting is understood',
        },
      graph,
      ...(config.value ? await checkSources(config.value, meshrcFile) : []),
    ];
    console.log(printTable(findings));
    return findings.some(({ state }) => state === 'fail') ? 1 : 0;
  },
};

function checkNode(): Finding {
  const fault = findNodeFault(process.versions.node);
  const says = fault ?? process.versions.node;
  return { what: 'Node', state: fault ? 'fail' : 'ok', says };
}

/** Settings name files and fields, a keyring, manifests, rules: whether they do is what a start finds out. */
async function rehearse(config: Config): Promise<void> {
  const { createGateway } = await import('../gateway.ts');
  const quiet = { ...config, logLevel: 'silent' };
  await (await createGateway(quiet, { areStandInsAnywhere: true })).close();
}

async function checkGraph(meshrcFile: string, folder: string): Promise<Finding> {
  const { compose } = await import('../compose/compose.ts');
  const { finding, value } = await settle('graph', async () => {
    const [artifacts, composition] = await Promise.all([
      readArtifacts(folder),
      compose({ meshrcFile, sources }),
    ]);
    return artifacts.graph.fingerprint === composition.graph.fingerprint;
  });
  if (finding) return finding;
  const says = value
    ? 'composed of the contracts as they are'
    : 'the contracts or .meshrc.yaml have changed since; run "trefoil compose"';
  return { what: 'graph', state: value ? 'ok' : 'fail', says };
}

async function checkSources(config: Config, meshrcFile: string): Promise<Finding[]> {
  const { openAccount } = await import('./account.ts');
  const opened = await settle('sources', () => openAccount(config, meshrcFile, sources));
  if (!opened.value) return [opened.finding];
  await using account = opened.value;
  const real = await Promise.all(account.contracts.map(checkSource));
  const standIns = config.sources
    .filter(({ endpoint, isVendor }) => endpoint === undefined && !isVendor)
    .map(({ source }): Finding => {
      const variables = accountVariables(source).join(', ');
      const says = `its stand-in answers; set ${variables} for your own account`;
      return { what: source.name, state: 'note', says };
    });
  return [...real, ...standIns];
}

async function checkSource(contract: AccountContract): Promise<Finding> {
  const { name, source, address, hasCredential } = contract;
  if (!hasCredential) {
    const [credential] = source.credentials;
    const says = `not asked at ${address}: callers bring ${credential?.header}; set ${credential?.env} to check one`;
    return { what: name, state: 'note', says };
  }
  const { probe } = await import('./fetch-contract.ts');
  const { finding } = await settle(name, () => probe(contract));
  return finding ?? { what: name, state: 'ok', says: `${address} takes the credential` };
}

type Settled<T> = { value: T; finding?: undefined } | { value?: undefined; finding: Finding };

async function settle<T>(what: string, run: () => Promise<T>): Promise<Settled<T>> {
  try {
    return { value: await run() };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { finding: { what, state: 'fail', says: error.message } };
  }
}

const marks = { ok: 'ok  ', note: '-   ', fail: 'FAIL' } as const;

function printTable(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ what }) => what.length));
  const indent = ' '.repeat(width + 8);
  return findings
    .map(({ what, state, says }) => {
      const text = says.replaceAll('\n', `\n${indent}`);
      return `${what.padEnd(width)}  ${marks[state]}  ${text}`;
    })
    .join('\n');
}
