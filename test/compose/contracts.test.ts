import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  getIntrospectionQuery,
  graphqlSync,
  parse,
  print,
  printSchema,
  visit,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { printAccount, type PrintOptions } from '../../sources/flotiq/print-account.ts';
import { packageRoot } from '../../src/package-root.ts';
import { expectCleanGraph } from './expect-clean-graph.ts';
import { printSpace } from './print-space.ts';
import { createWorkbench } from './workbench.ts';

// Contracts of real accounts are not in this repository; a checkout beside it may have them.
const folder = join(packageRoot, '../shared/reference/contracts');
const shared = existsSync(folder)
  ? readdirSync(folder).filter((name) =>
      /^(?:fleek|fibery|flotiq)-.*\.(?:graphql|json)$/.test(name),
    )
  : [];

it.skipIf(shared.length === 0)('composes the contracts of real accounts', async () => {
  for (const file of shared) {
    await using bench = await createWorkbench();
    const [source] = file.split('-') as [string];
    const text = readFileSync(join(folder, file), 'utf8');
    const { schema, graph } = await bench.compose({ contracts: { [source]: text } });
    expectCleanGraph(schema);
    expect(Object.values(graph.fields.Query), file).toContain(source);
  }
});

const scopes: PrintOptions[] = [
  { hydrate: 0 },
  { hydrate: 1, types: ['blogpost', 'author'] },
  { hydrate: 0, userOnly: true, types: ['product'] },
  { hydrate: 1, userOnly: true },
];
const documents = (['2', '3.0', '3.1'] as const).flatMap((version) =>
  scopes.map((scope): PrintOptions => ({ version, ...scope })),
);

describe('documents of a Flotiq account', () => {
  it.each(documents)('composes %o', async (options) => {
    await using bench = await createWorkbench();
    const contracts = { flotiq: JSON.stringify(printAccount(options)) };
    const { schema, graph } = await bench.compose({ contracts, only: ['flotiq'] });
    expectCleanGraph(schema);
    expect(Object.keys(graph.fields.Query)).toContain(
      options.types?.includes('product') === false ? 'listBlogpost' : 'listProduct',
    );
    expect(schema).toMatch(/list\w+\(page: Int = 1, limit: Int = 20, where: Flotiq/);
  });

  it('keeps the names of root fields and types, whatever the age of the document', async () => {
    await using bench = await createWorkbench();
    const names = [];
    for (const version of ['2', '3.0', '3.1'] as const) {
      const contracts = { flotiq: JSON.stringify(printAccount({ version, hydrate: 1 })) };
      const { schema } = await bench.compose({ contracts, only: ['flotiq'] });
      names.push(
        [...schema.matchAll(/^(?:type|input|enum|interface) \w+|^ {2}\w+(?=\()/gm)]
          .map(String)
          .toSorted(),
      );
    }
    expect(names[1]).toEqual(names[0]);
    expect(names[2]).toEqual(names[0]);
  });
});

const spaces: Record<string, string> = {
  'databases that sound like roots': printSpace('Query', ['Query', 'Mutation', 'Field']),
  'a space that is called Fibery': printSpace('Fibery', ['Thing', 'Order', 'Entity', 'Type']),
  'databases called Type, Order and File beside a File of the system': printSpace(
    'Ops',
    ['Type', 'Order', 'File'],
    'type File { id: ID name: String }',
  ),
  'a database whose name has digits and underscores': printSpace('CRM_and_Sales', ['Deal_2', 'V2']),
};

describe('Fibery spaces', () => {
  it.each(Object.entries(spaces))('composes %s', async (_, sdl) => {
    await using bench = await createWorkbench();
    const { schema, graph } = await bench.compose({ contracts: { fibery: sdl }, only: ['fibery'] });
    expectCleanGraph(schema);
    const own = Object.keys(buildSchema(sdl).getQueryType()!.getFields());
    expect(Object.keys(graph.fields.Query)).toEqual(expect.arrayContaining(own));
  });

  it('tells a database from what every space has under the same name', async () => {
    await using bench = await createWorkbench();
    const sdl = printSpace('Fibery', ['Order', 'Thing']);
    const { schema, graph } = await bench.compose({ contracts: { fibery: sdl }, only: ['fibery'] });
    const types = buildSchema(schema);
    expect(String(types.getQueryType()?.getFields()['findOrders']?.type)).toBe('[FiberyOrder]');
    expect(types.getType('Fibery_Order')?.astNode?.kind).toBe('EnumTypeDefinition');
    const { names } = graph.contracts['fibery']!;
    expect(names.types['Fibery_Order']).toBe('Order');
    expect(names.types['FiberyOrder']).toBeUndefined();
  });
});

const fleekSdl = readFileSync(join(packageRoot, 'sources/fleek/schema.graphql'), 'utf8');

const unpublished = new Set(['getStorageObject', 'addSite', 'editDeploySettings']);

/** The published part of the schema, without what only Fleek's own programs send. */
const published = print(
  visit(parse(fleekSdl), {
    FieldDefinition: ({ name }) => (unpublished.has(name.value) ? null : undefined),
  }),
);

const fleekForms: Record<string, string> = {
  'without the operations that are not published': published,
  'as an introspection result': JSON.stringify(
    graphqlSync({ schema: buildSchema(fleekSdl), source: getIntrospectionQuery() }),
  ),
  'as what stands below `data` of one, with a byte order mark': `\uFEFF${JSON.stringify(
    graphqlSync({ schema: buildSchema(fleekSdl), source: getIntrospectionQuery() }).data,
  )}`,
  'with roots of other names': printSchema(buildSchema(fleekSdl))
    .replace('type Query {', 'type RootQuery {')
    .replace('type Mutation {', 'type RootMutation {')
    .concat('\nschema { query: RootQuery mutation: RootMutation }\n'),
};

describe('Fleek’s schema', () => {
  it.each(Object.entries(fleekForms))('composes %s', async (_, text) => {
    await using bench = await createWorkbench();
    const { schema, graph } = await bench.compose({ contracts: { fleek: text }, only: ['fleek'] });
    expectCleanGraph(schema);
    expect(graph.fields.Query['getSiteBySlug']).toBe('fleek');
    expect(graph.fields.Mutation['triggerDeploy']).toBe('fleek');
    expect(graph.contracts['fleek']?.names.types['FleekSite']).toBe('Site');
  });
});
