import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, getIntrospectionQuery, graphqlSync } from 'graphql';
import { describe, expect, it } from 'vitest';
import { printAccount, type PrintOptions } from '../../sources/flotiq/print-account.ts';
import { packageRoot } from '../../src/package-root.ts';
import { createTestGateway, type TestGatewayOptions } from '../test-gateway.ts';
import { printSpace } from './print-space.ts';
import { serveSpaces } from './serve-space.ts';
import { createWorkbench } from './workbench.ts';

/** The same operation through plans and through Mesh; both answers have to be one. */
async function askBoth(options: TestGatewayOptions, query: string, variables = {}) {
  await using planned = await createTestGateway(options);
  await using meshed = await createTestGateway({ ...options, deps: { executor: 'mesh' } });
  const answer = await planned.ask(query, { variables });
  expect(await meshed.ask(query, { variables })).toEqual(answer);
  return answer;
}

describe('a graph of other contracts answers by plan and by Mesh', () => {
  it('Fibery: a space whose databases have the names of what every space has', async () => {
    await using bench = await createWorkbench();
    const sdl = printSpace('Fibery', ['Thing', 'Order', 'Entity']);
    const artifacts = await bench.build({ contracts: { fibery: sdl } });
    await using space = await serveSpaces({ Odd: sdl });
    const env = {
      TREFOIL_ARTIFACTS: artifacts,
      FIBERY_ENDPOINT: `${space.origin}/api/graphql/space/Odd`,
    };
    const read = await askBoth(
      { env },
      `query ($by: FiberyOrderOrder, $id: FiberyIDFilter, $way: Fibery_Order) {
        findOrders(orderBy: $by, id: $id, limit: 1) { __typename name createdBy { __typename email } }
        findEntitys(orderBy: { name: $way }) { __typename id }
        findThings(orderBy: { name: ASC }) { __typename }
        me { email }
      }`,
      { by: { name: 'DESC' }, id: { is: '1' }, way: 'ASC' },
    );
    expect(read.errors).toBeUndefined();
    expect(read.data.findOrders[0]).toEqual({
      __typename: 'FiberyOrder',
      name: 'findOrders {"orderBy":{"name":"DESC"},"limit":1,"id":{"is":"1"}}',
      createdBy: { __typename: 'FiberyUser', email: 'Odd' },
    });
    expect(read.data.findEntitys[0].__typename).toBe('FiberyEntity');
    const written = await askBoth(
      { env },
      'mutation { orders { create(name: "A") { __typename message entities { __typename id } } } }',
    );
    expect(written.data.orders.create).toEqual({
      __typename: 'FiberyMutationResult',
      message: 'orders created A',
      entities: [{ __typename: 'Fibery_Entity', id: '2' }],
    });
    // What went out has Fibery's own names.
    expect(space.calls.map(({ body }) => body).join()).not.toContain('Fibery_');
  });

  it('Fleek: a schema taken by introspection', async () => {
    await using bench = await createWorkbench();
    const sdl = readFileSync(join(packageRoot, 'sources/fleek/schema.graphql'), 'utf8');
    const schema = buildSchema(sdl);
    const fleek = JSON.stringify(graphqlSync({ schema, source: getIntrospectionQuery() }));
    const artifacts = await bench.build({ contracts: { fleek } });
    const { data, errors } = await askBoth(
      { env: { TREFOIL_ARTIFACTS: artifacts } },
      '{ getSiteBySlug(slug: "acme-www") { name deploySettings { source { __typename ... on FleekRepository { url } } } } }',
    );
    expect(errors).toBeUndefined();
    expect(data.getSiteBySlug.deploySettings.source).toEqual({
      __typename: 'FleekRepository',
      url: expect.stringContaining('https://'),
    });
  });

  const documents: PrintOptions[] = [
    { version: '2', hydrate: 1, types: ['product', '_media'] },
    { version: '3.1', hydrate: 0, userOnly: true },
    { version: '3.0', hydrate: 0, types: ['product'] },
  ];

  it.each(documents)('Flotiq: a document with %o', async (options) => {
    await using bench = await createWorkbench();
    const contracts = { flotiq: JSON.stringify(printAccount(options)) };
    const artifacts = await bench.build({ contracts });
    const { data, errors } = await askBoth(
      { env: { TREFOIL_ARTIFACTS: artifacts } },
      `{ listProduct(where: { name: { contains: "a" } }, orderBy: { name: ASC }, limit: 2) {
        count items { __typename id name internal { contentType } }
      } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.listProduct.count).toBe(2);
    expect(data.listProduct.items[0]).toMatchObject({
      __typename: 'FlotiqProduct',
      internal: { contentType: 'product' },
    });
  });
});
