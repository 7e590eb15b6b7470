import { writeFile } from 'node:fs/promises';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { sources } from '../../sources/index.ts';
import { readConfig } from '../config.ts';
import type { Command } from './command.ts';

export const schema: Command = {
  summary: 'write the graph as clients see it',
  help: `Usage: trefoil schema [options]

Writes the composed graph with what the gateway adds to it: what a client's code generator reads.

Options:
  --out FILE      where to write it (schema.graphql)
  --apollo FILE   also write possibleTypes and typePolicies for Apollo Client's cache
  --artifacts DIR folder of the composed graph (TREFOIL_ARTIFACTS, .trefoil)

Examples:
  trefoil schema --out schema.graphql
  trefoil schema --out schema.graphql --apollo src/apollo-cache.ts`,
  options: {
    out: { type: 'string' },
    apollo: { type: 'string' },
    artifacts: { type: 'string', setting: 'TREFOIL_ARTIFACTS' },
  },
  async run({ values: { out = 'schema.graphql', apollo }, env }) {
    const { createGateway } = await import('../gateway.ts');
    const config = readConfig({ ...env, TREFOIL_LOG_LEVEL: 'silent' }, sources);
    await using gateway = await createGateway(config, { areStandInsAnywhere: true });
    const graph = lexicographicSortSchema(gateway.schema);
    await writeFile(out, `${printSchema(graph)}\n`);
    if (apollo) {
      const { writeApolloCache } = await import('./apollo-cache.ts');
      await writeFile(apollo, writeApolloCache(graph));
    }
    console.log(`${Object.keys(graph.getTypeMap()).length} types -> ${out}`);
    return 0;
  },
};
