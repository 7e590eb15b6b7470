import { findAndParseConfig } from '@graphql-mesh/cli';
import { expect, it } from 'vitest';
import { readMeshrc } from '../../src/compose/read-meshrc.ts';
import { sources } from '../../sources/index.ts';

it("is read by Mesh's own command line as it is by the gateway", async () => {
  const [theirs, ours] = await Promise.all([
    findAndParseConfig({ dir: process.cwd(), throwOnInvalidConfig: true }),
    readMeshrc('.meshrc.yaml', sources),
  ]);
  const read = theirs.sources.map(({ name, handler, transforms }) => ({
    name,
    handler: handler.constructor.name,
    transforms: transforms?.length ?? 0,
  }));
  expect(read).toEqual(
    ours.sources.map((source) => ({
      name: source.name,
      handler: 'graphql' in source.handler ? 'GraphQLHandler' : 'OpenAPIHandler',
      transforms: source.transforms?.length ?? 0,
    })),
  );
  expect(theirs.additionalTypeDefs).toHaveLength(1);
  expect(theirs.merger.name).toBe('stitching');
});
