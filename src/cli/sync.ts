import { sources } from '../../sources/index.ts';
import { hasChanges, type GraphChanges } from '../compose/compare.ts';
import type { Config } from '../config.ts';
import { GatewayError } from '../errors.ts';
import type { RawContract } from '../source.ts';
import type { Account } from './account.ts';
import type { Command } from './command.ts';
import { readConfiguration } from './configuration.ts';
import { namedSource, ownAccount, simpleSource } from './example-environment.ts';

export const sync: Command = {
  summary: "fetch the contracts of one's own account",
  help: `Usage: trefoil sync [options]

Asks the accounts whose credentials are in the environment for their contracts, composes them, and
replaces the committed ones: all of them, or none when the whole does not compose. No credential
ends up in a contract. A source without a credential keeps its committed contract.

Options:
  --check         write nothing; exit with 1 when a contract differs
  --sources A,B   only these sources (TREFOIL_SOURCES, all)
  --artifacts DIR folder of the composed graph (TREFOIL_ARTIFACTS, .trefoil)
  --config FILE   another .meshrc.yaml (TREFOIL_MESHRC)

Examples:
  ${ownAccount(simpleSource)} trefoil sync
  ${ownAccount(namedSource)} trefoil sync
  trefoil sync --check`,
  options: {
    check: { type: 'boolean' },
    sources: { type: 'string', setting: 'TREFOIL_SOURCES' },
    artifacts: { type: 'string', setting: 'TREFOIL_ARTIFACTS' },
    config: { type: 'string', setting: 'TREFOIL_MESHRC' },
  },
  async run({ flags, env }) {
    const { openAccount } = await import('./account.ts');
    const { planSync, writeContracts } = await import('../compose/sync.ts');
    const { writeComposition } = await import('../compose/write-composition.ts');
    const config = await readConfiguration(env, sources);
    const { TREFOIL_MESHRC: meshrcFile = '.meshrc.yaml' } = env;
    await using account = await openAccount(config, meshrcFile, sources);
    const fetched = await fetchAll(account, config);
    const { secrets } = account;
    const plan = await planSync({ meshrcFile, sources, fetched, secrets });
    if (!plan) {
      console.log('the committed contracts are those of the accounts');
      return 0;
    }
    for (const notice of plan.composition.notices) console.error(`trefoil: ${notice}`);
    if (plan.changes) printChanges(plan.changes);
    const names = plan.files.map(({ contract }) => contract).join(', ');
    if (flags.has('check')) {
      console.log(`${names}: the account differs from what is committed; run "trefoil sync"`);
      return 1;
    }
    await writeContracts(plan.files);
    await writeComposition(plan.composition, config.artifacts);
    for (const { contract, path } of plan.files) console.log(`${contract} -> ${path}`);
    return 0;
  },
};

async function fetchAll(account: Account, config: Config): Promise<Map<string, RawContract>> {
  const { fetchContract } = await import('./fetch-contract.ts');
  const told = account.contracts.filter(
    ({ kind, source, hasCredential }) =>
      hasCredential && (kind === 'graphql' || source.fetchContract),
  );
  if (told.length === 0) {
    const names = config.sources.map(({ source }) => source.credentials[0]?.env).join(', ');
    throw new GatewayError('CONFIG_INVALID', {
      detail: `there is no account to ask: set one of ${names}, and where an account needs it its address; .env.example has them`,
    });
  }
  const fetched = new Map<string, RawContract>();
  for (const contract of told) {
    const answer = await fetchContract(contract);
    if ('contract' in answer) fetched.set(contract.name, answer.contract);
    else console.error(`${contract.name}: ${answer.keptBecause}; its committed contract stays`);
  }
  for (const { source } of config.sources) {
    const names = source.credentials.flatMap(({ env }) => [env, `${env}_FILE`]);
    if (names.some((name) => config.env[name]?.trim())) continue;
    console.error(`${source.name}: ${names[0]} is not set; its committed contract stays`);
  }
  return fetched;
}

function printChanges(changes: GraphChanges): void {
  const { added, removed, changed, breaking, dangerous } = changes;
  if (!hasChanges(changes)) return;
  const marks = [
    ...added.map((name) => ({ mark: '+', name })),
    ...removed.map((name) => ({ mark: '-', name })),
    ...changed.map((name) => ({ mark: '~', name })),
  ];
  const isField = ({ name }: { name: string }) => name.includes('.');
  for (const [title, lines] of [
    ['Root fields', marks.filter(isField)],
    ['Types', marks.filter((line) => !isField(line))],
  ] as const) {
    if (lines.length === 0) continue;
    console.log(`${title}: ${lines.length}`);
    for (const { mark, name } of lines) console.log(`  ${mark} ${name}`);
  }
  printSentences('This breaks operations that worked before', breaking);
  printSentences('This may surprise them', dangerous);
}

function printSentences(title: string, sentences: readonly string[]): void {
  if (sentences.length === 0) return;
  console.log(`${title}:`);
  for (const sentence of sentences) console.log(`  ${sentence}`);
}
