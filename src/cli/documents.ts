import { readFile, writeFile } from 'node:fs/promises';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { GatewayError } from '../errors.ts';
import type { Command } from './command.ts';
import { extractDocuments } from './extract-documents.ts';

export const documents: Command = {
  summary: 'write the manifest of an application’s operations',
  help: `Usage: trefoil documents extract DIR [options]

Finds the operations in the .graphql files of DIR and in the gql and graphql templates of its code,
and writes a manifest: each operation with its fragments, under the sha256 of its text. The gateway
that is given it in TREFOIL_DOCUMENTS compiles them when it starts, and runs them by their hash.

Options:
  --out FILE     where to write the manifest (documents.json)
  --ids FILE     also write { name: id }: what an application needs of it
  --schema FILE  refuse what this graph would refuse
  --as-written   do not add __typename, for clients without a normalized cache

Examples:
  trefoil documents extract src --out documents.json
  TREFOIL_DOCUMENTS=documents.json TREFOIL_DOCUMENTS_MODE=only trefoil start`,
  takes: 2,
  options: {
    out: { type: 'string' },
    ids: { type: 'string' },
    schema: { type: 'string' },
    'as-written': { type: 'boolean' },
  },
  async run({ values, flags, positionals: [verb, folder] }) {
    if (verb !== 'extract' || folder === undefined) {
      const detail = 'it is "trefoil documents extract DIR"; trefoil documents --help tells more';
      throw new GatewayError('BAD_USER_INPUT', { detail });
    }
    const schema = values['schema'] === undefined ? undefined : await readSchema(values['schema']);
    const hasTypenames = !flags.has('as-written');
    const manifest = await extractDocuments(folder, { schema, hasTypenames });
    const { out = 'documents.json', ids } = values;
    await writeJson(out, manifest);
    const { operations } = manifest;
    if (ids) await writeJson(ids, Object.fromEntries(operations.map(({ name, id }) => [name, id])));
    console.log(`${operations.length} operations -> ${out}`);
    return 0;
  },
};

async function readSchema(file: string): Promise<GraphQLSchema> {
  try {
    return buildSchema(await readFile(file, 'utf8'));
  } catch (cause) {
    const detail = `${file} is no schema: ${(cause as Error).message}`;
    throw new GatewayError('BAD_USER_INPUT', { detail, cause });
  }
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}
