import { buildSchema, getOperationAST, getOperationRootType, parse } from 'graphql';
import { expect, it } from 'vitest';
import type { GraphContract } from '../../src/graph.ts';
import { collectFields } from '../../src/plan/collect.ts';
import type { Runtime } from '../../src/plan/plan.ts';
import { compileRestFetch } from '../../src/plan/rest-fetch.ts';
import type { Dialect, RestCall } from '../../src/source.ts';
import type { CallFacts } from '../../src/transport/call-source.ts';

const sdl = 'type Query { cat(id: Int): Int } type Mutation { feed(id: Int): Int }';
const dialect = {
  compile: () => async (args, send) => {
    await send({ method: 'GET', path: '/cat', body: args });
    return send({ method: 'POST', path: '/feed', body: args });
  },
} as Dialect;

/** The calls of a field that looks something up and posts, for one plan and several variables. */
async function callsFor(text: string, ...runs: Record<string, unknown>[]) {
  const schema = buildSchema(sdl);
  const operation = getOperationAST(parse(text))!;
  const root = getOperationRootType(schema, operation);
  const options = { schema, fragments: {}, conditions: {} };
  const [field] = collectFields(options, root, [operation.selectionSet]);
  const fetch = compileRestFetch({
    contract: { name: 'zoo', source: 'zoo' } as GraphContract,
    dialect,
    field: field!,
    operation: { parentType: root.name, field: field!.name } as never,
  });
  const calls: (RestCall & CallFacts)[] = [];
  const caller = { rest: async (_: string, call: RestCall & CallFacts) => void calls.push(call) };
  for (const variables of runs) await fetch.run({ caller, variables } as unknown as Runtime);
  return calls;
}

it('looks things up for a write with reads, and shares nothing that is written', async () => {
  const calls = await callsFor('mutation { feed(id: 1) }', {}, {});
  expect(calls.map(({ isRead }) => isRead)).toEqual([true, false, true, false]);
  for (const call of calls) expect(call).toMatchObject({ isFixed: false, body: { id: 1 } });
  expect(calls[3]!.body).not.toBe(calls[1]!.body);
});

it('takes everything that a read does for a read, with POST as well', async () => {
  const calls = await callsFor('{ cat(id: 1) }', {});
  expect(calls).toMatchObject([
    { isRead: true, isFixed: true },
    { isRead: true, isFixed: true },
  ]);
});

it('reads the arguments anew where variables decide', async () => {
  const calls = await callsFor('query ($id: Int) { cat(id: $id) }', { id: 1 }, { id: 2 });
  expect(calls.map(({ body }) => body)).toEqual([{ id: 1 }, { id: 1 }, { id: 2 }, { id: 2 }]);
  expect(calls[0]).toMatchObject({ isFixed: false });
});
