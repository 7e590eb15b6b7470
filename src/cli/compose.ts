import { join } from 'node:path';
import { sources } from '../../sources/index.ts';
import { packageRoot } from '../package-root.ts';
import type { Command } from './command.ts';

export const compose: Command = {
  summary: 'make one graph of the contracts',
  help: `Usage: trefoil compose [options]

Composes the contracts that .meshrc.yaml names and writes schema.graphql, graph.json and the
refined contracts. Nothing is written unless the whole composition succeeds.

Options:
  --<contract> FILE  use FILE in place of the committed contract: --fleek, --fibery, --flotiq
  --out DIR          where to write (default: TREFOIL_ARTIFACTS, or .trefoil)
  --config FILE      another .meshrc.yaml

Examples:
  trefoil compose
  trefoil compose --flotiq my-account.json --out /tmp/graph`,
  options: {
    out: { type: 'string' },
    config: { type: 'string' },
    ...Object.fromEntries(sources.map(({ name }) => [name, { type: 'string' }])),
  },
  async run({ values, env }) {
    const { compose: composeContracts, writeComposition } = await import('../compose/compose.ts');
    const overrides = Object.fromEntries(
      sources.flatMap(({ name }) => (values[name] ? [[name, values[name]]] : [])),
    );
    const directory = values['out'] ?? env['TREFOIL_ARTIFACTS'] ?? join(packageRoot, '.trefoil');
    const composition = await composeContracts({
      meshrcFile: values['config'] ?? join(packageRoot, '.meshrc.yaml'),
      sources,
      overrides,
    });
    await writeComposition(composition, directory);
    const { Query, Mutation } = composition.graph.fields;
    const counts = `${Object.keys(Query).length} queries, ${Object.keys(Mutation).length} mutations`;
    console.log(
      `composed ${Object.keys(composition.graph.contracts).join(', ')}: ${counts} -> ${directory}`,
    );
    return 0;
  },
};
