import { sources } from '../../sources/index.ts';
import type { Composition } from '../compose/compose.ts';
import { GatewayError } from '../errors.ts';
import type { Command } from './command.ts';

export const compose: Command = {
  summary: 'make one graph of the contracts',
  help: `Usage: trefoil compose [options] [CONTRACT=FILE ...]

Composes the contracts that .meshrc.yaml names and writes schema.graphql, graph.json and the
refined contracts. Nothing is written unless the whole composition succeeds. Needs no network.

Options:
${sources.map(({ name }) => `  --${name} FILE`.padEnd(18) + `use FILE in place of the committed contract`).join('\n')}
  --out DIR       where to write (TREFOIL_ARTIFACTS, .trefoil)
  --config FILE   another .meshrc.yaml (TREFOIL_MESHRC)
  CONTRACT=FILE   the same for a further contract of .meshrc.yaml, such as a second space

Examples:
  trefoil compose
  trefoil compose --${sources.at(-1)?.name} my-account.json --out my-graph`,
  takes: Infinity,
  options: {
    out: { type: 'string', setting: 'TREFOIL_ARTIFACTS' },
    config: { type: 'string', setting: 'TREFOIL_MESHRC' },
    ...Object.fromEntries(sources.map(({ name }) => [name, { type: 'string' } as const])),
  },
  async run({ values, positionals, env }) {
    const named = sources.flatMap(({ name }) => (values[name] ? [[name, values[name]]] : []));
    const overrides = Object.fromEntries([...named, ...positionals.map(readOverride)]);
    console.log(await composeInto({ env, overrides }));
    return 0;
  },
};

export interface ComposeInto {
  env: NodeJS.ProcessEnv;
  /** Contract -> file, in place of the committed one. */
  overrides?: Record<string, string>;
}

/** Composes into the folder of the artifacts; answers what there is to say about it. */
export async function composeInto({ env, overrides = {} }: ComposeInto): Promise<string> {
  const { compose: composeContracts } = await import('../compose/compose.ts');
  const { writeComposition } = await import('../compose/write-composition.ts');
  const { TREFOIL_MESHRC: meshrcFile = '.meshrc.yaml', TREFOIL_ARTIFACTS: folder = '.trefoil' } =
    env;
  const composition = await composeContracts({ meshrcFile, sources, overrides });
  await writeComposition(composition, folder);
  for (const notice of composition.notices) console.error(`trefoil: ${notice}`);
  return `${summarize(composition)} -> ${folder}`;
}

function summarize({ graph }: Composition): string {
  const [queries, mutations] = [graph.fields.Query, graph.fields.Mutation].map(
    (fields) => Object.keys(fields).length,
  );
  const contracts = Object.keys(graph.contracts).join(', ');
  return `composed ${contracts}: ${queries} queries, ${mutations} mutations`;
}

function readOverride(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1)];
  throw new GatewayError('BAD_USER_INPUT', { detail: `"${text}" is not CONTRACT=FILE` });
}
