import { expect, inject, it } from 'vitest';
import { buildGraph, readArtifacts } from '../../src/artifacts.ts';
import { createOperationStore } from '../../src/plan/operation-store.ts';

it('compiles a text that is kept at once, and never forgets it', async () => {
  const { graph, sdl } = await readArtifacts(inject('artifacts'));
  const planner = { schema: buildGraph(sdl), graph, dialects: new Map(), local: {} };
  const store = createOperationStore({ planner, maximumTokens: 1000, maximumSize: 4096 });
  const text = 'query Kept { getSiteBySlug(slug: "a") { id } }';
  const kept = store.keep(text);
  expect(kept.operations.get('Kept')?.plans.size).toBe(1);
  const passing = store.read('query Passing { getSiteBySlug(slug: "b") { id } }');
  for (let n = 0; n < 50; n += 1) store.read(`query Q${n} { getSiteBySlug(slug: "b") { id } }`);
  expect(store.read(text)).toBe(kept);
  expect(store.read('query Passing { getSiteBySlug(slug: "b") { id } }')).not.toBe(passing);
});
