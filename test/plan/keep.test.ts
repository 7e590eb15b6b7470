import { expect, inject, it } from 'vitest';
import { buildGraph, readArtifacts } from '../../src/artifacts.ts';
import { createOperationStore } from '../../src/plan/operation-store.ts';

async function createStore(maximumBytes: number) {
  const { graph, sdl } = await readArtifacts(inject('artifacts'));
  const planner = { schema: buildGraph(sdl), graph, dialects: new Map(), local: {} };
  return createOperationStore({ planner, maximumTokens: 5000, maximumBytes });
}

it('compiles a text that is kept at once, and never forgets it', async () => {
  const store = await createStore(100_000);
  const text = 'query Kept { getSiteBySlug(slug: "a") { id } }';
  const kept = store.keep(text);
  expect(kept.operations.get('Kept')?.plans.size).toBe(1);
  const passing = store.read('query Passing { getSiteBySlug(slug: "b") { id } }');
  for (let n = 0; n < 50; n += 1) store.read(`query Q${n} { getSiteBySlug(slug: "b") { id } }`);
  expect(store.read(text)).toBe(kept);
  expect(store.read('query Passing { getSiteBySlug(slug: "b") { id } }')).not.toBe(passing);
});

it('counts what documents and plans take, not how long their texts are', async () => {
  const store = await createStore(1_000_000);
  const text = 'query Passing { getSiteBySlug(slug: "b") { id } }';
  const readAfter = (...others: string[]) => {
    const passing = store.read(text);
    for (const other of others) store.read(other);
    return store.read(text) === passing;
  };
  const list = (name: string) =>
    `query ${name} { search(q: "", filters: [${'1 '.repeat(4500)}]) { totalCount } }`;
  expect(readAfter(list('A'))).toBe(true);
  expect(readAfter(list('B'), list('C'))).toBe(false);

  const names = [...'abcd'];
  const [wide] = store
    .read(
      `query (${names.map((name) => `$${name}: Boolean!`).join()}) {
        ${names.map((name) => `${name}: findTasks { id name project @skip(if: $${name}) { id name } }`).join(' ')}
      }`,
    )
    .operations.values();
  const passing = store.read(text);
  for (let bits = 0; bits < 16; bits += 1) {
    const decided = names.map((name, at) => [name, ((bits >> at) & 1) === 1]);
    store.plan(wide!, Object.fromEntries(decided));
  }
  store.read('{ __typename }');
  store.read(list('D').replace('1 '.repeat(1000), ''));
  expect(store.read(text)).not.toBe(passing);
});
