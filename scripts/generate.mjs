// Writes what is made of the composed graph: schema.graphql, and the types, cache policies and document
// manifest of the example. `npm run generate` runs it after the gateway was built.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codegen } from '@graphql-codegen/core';
import * as typedDocumentNode from '@graphql-codegen/typed-document-node';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import { parse } from 'graphql';

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
const [target = '.', cli = 'dist/cli.js'] = process.argv.slice(2);
const schemaFile = join(target, 'schema.graphql');
const dashboard = join(target, 'examples/dashboard');
const graph = join(dashboard, 'src/graph');
const operations = 'examples/dashboard/src/operations';

trefoil('schema', '--out', schemaFile, '--apollo', join(graph, 'apollo-cache.ts'));
const manifest = ['--out', join(dashboard, 'documents.json')];
const ids = ['--ids', join(graph, 'document-ids.json')];
trefoil('documents', 'extract', operations, '--schema', schemaFile, ...manifest, ...ids);
await writeOperationTypes();
run('node_modules/oxfmt/bin/oxfmt', graph);

/** As `graphql-codegen` does it with the same codegen.json, where the example stands alone. */
async function writeOperationTypes() {
  const { generates } = JSON.parse(readFileSync('examples/dashboard/codegen.json', 'utf8'));
  const [[filename, { plugins, config }]] = Object.entries(generates);
  const documents = readdirSync(operations).map((name) => {
    const location = join(operations, name);
    return { location, document: parse(readFileSync(location, 'utf8')) };
  });
  const text = await codegen({
    filename,
    schema: parse(readFileSync(schemaFile, 'utf8')),
    documents,
    config,
    plugins: plugins.map((name) => ({ [name]: {} })),
    pluginMap: {
      'typescript-operations': typescriptOperations,
      'typed-document-node': typedDocumentNode,
    },
  });
  writeFileSync(join(dashboard, filename), text);
}

function trefoil(...args) {
  run(cli, ...args);
}

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [script, ...args], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
