import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createTestGateway } from '../test-gateway.ts';

const dashboard = readFileSync('examples/queries/1-three-sources.graphql', 'utf8');

it('answers one query over all three sources with one call to each', async () => {
  await using gateway = await createTestGateway();
  const { data, errors } = await gateway.ask(dashboard);
  expect(errors).toBeUndefined();
  expect(data.getSiteBySlug.latestDeploy.status).toBe('DEPLOYED');
  expect(data.listBlogpost.items[0].author[0].name).toBe('Ada Nowak');
  expect(data.findTasks[0].state.name).toBe('Done');
  expect([gateway.fleek, gateway.fibery, gateway.flotiq].map(({ calls }) => calls.length)).toEqual([
    1, 1, 1,
  ]);
});

it('gives the same answer through a plan and through Mesh', async () => {
  await using planned = await createTestGateway();
  await using meshed = await createTestGateway({ deps: { executor: 'mesh' } });
  expect(await meshed.ask(dashboard)).toEqual(await planned.ask(dashboard));
});
