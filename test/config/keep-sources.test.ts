import { buildSchema } from 'graphql';
import { expect, inject, it } from 'vitest';
import { readArtifacts } from '../../src/artifacts.ts';
import { keepSources } from '../../src/keep-sources.ts';
import { createTestGateway } from '../test-gateway.ts';

it('hands back the whole graph while every source is served', async () => {
  const artifacts = await readArtifacts(inject('artifacts'));
  expect(keepSources(artifacts, ['fleek', 'fibery', 'flotiq'])).toBe(artifacts);
});

it('leaves no field, type or link of a source that is not served', async () => {
  const artifacts = await readArtifacts(inject('artifacts'));
  const { sdl, graph } = keepSources(artifacts, ['fleek', 'flotiq']);
  expect(
    Object.keys(buildSchema(sdl).getTypeMap()).filter((name) => name.startsWith('Fibery')),
  ).toEqual([]);
  expect(Object.keys(graph.contracts)).toEqual(['fleek', 'flotiq']);
  expect(graph.fields.Query).not.toHaveProperty('findTasks');
  expect(graph.linkTypeDefs).not.toContain('Fibery');
  expect(graph.fields.Query).toHaveProperty('getSiteBySlug');
});

it('refuses to serve a graph that holds none of the sources', async () => {
  const artifacts = await readArtifacts(inject('artifacts'));
  const fleekOnly = keepSources(artifacts, ['fleek']);
  expect(() => keepSources(fleekOnly, ['flotiq'])).toThrow(/holds none of flotiq/);
});

it('answers for the sources that TREFOIL_SOURCES names, through a plan and through Mesh', async () => {
  for (const executor of ['plan', 'mesh'] as const) {
    await using gateway = await createTestGateway({
      env: { TREFOIL_SOURCES: 'fleek' },
      deps: { executor },
    });
    const { data } = await gateway.ask('{ getSiteBySlug(slug: "acme-www") { slug } }');
    expect(data).toEqual({ getSiteBySlug: { slug: 'acme-www' } });
    const { errors } = await gateway.ask('{ findTasks { id } }');
    expect(errors?.[0]?.extensions['code']).toBe('GRAPHQL_VALIDATION_FAILED');
  }
});
