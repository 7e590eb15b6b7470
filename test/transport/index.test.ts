import { expect, it } from 'vitest';
import { serveStandIn } from '../../sources/stand-in/serve.ts';
import { createTransport, type AttemptEvent } from '../../src/transport/index.ts';
import { makeRequest, outcomeOf, source } from './request.ts';

const healthy = { respond: () => ({ status: 200, body: { data: { ok: true } } }) };

it('repeats a read that fails, and shows each attempt to the observer', async () => {
  await using standIn = await serveStandIn(healthy);
  const events: AttemptEvent[] = [];
  await using transport = createTransport({
    endpoints: { shop: new URL(`${standIn.origin}/graphql`) },
    observer: { attempted: (event) => events.push(event) },
    random: () => 0,
  });
  standIn.faults.add({ kind: 'reset' });
  standIn.faults.add({ kind: 'status', status: 503 });
  const request = makeRequest({ url: `${standIn.origin}/graphql` });
  expect(await transport.send(request)).toMatchObject({ status: 200 });
  expect(events.map(({ attempt, code, status }) => [attempt, code ?? status])).toEqual([
    [1, 'SOURCE_UNREACHABLE'],
    [2, 503],
    [3, 200],
  ]);
  expect(request.trace).toMatchObject({ attempts: 3, status: 200 });
  expect(standIn.faults.remaining).toBe(0);
});

it.each([
  [true, 1],
  [undefined, 1],
  [false, 2],
])('with coalesce %s makes %i calls of two identical reads', async (coalesce, calls) => {
  await using standIn = await serveStandIn(healthy);
  await using transport = createTransport({
    endpoints: { shop: new URL(`${standIn.origin}/graphql`) },
    ...(coalesce === undefined ? {} : { coalesce }),
  });
  const read = () => transport.send(makeRequest({ url: `${standIn.origin}/graphql` }));
  await Promise.all([read(), read()]);
  expect(standIn.calls).toHaveLength(calls);
});

it('opens the circuit of a contract that keeps failing, for that contract only', async () => {
  await using standIn = await serveStandIn(healthy);
  await using transport = createTransport({
    endpoints: { shop: new URL(`${standIn.origin}/a`), shop_stock: new URL(`${standIn.origin}/b`) },
  });
  const call = (contract: string, path: string) =>
    outcomeOf(
      transport.send(makeRequest({ contract, url: `${standIn.origin}${path}`, isRead: false })),
    );
  standIn.faults.add({ kind: 'reset', times: 5, path: '/a' });
  for (let i = 0; i < 5; i++) await call('shop', '/a');
  expect(await call('shop', '/a')).toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
  expect(await call('shop_stock', '/b')).toMatchObject({ status: 200 });
  expect(transport.states()).toMatchObject({
    shop: { circuit: 'open' },
    shop_stock: { circuit: 'closed' },
  });
});

it('lets configured amounts take the place of the source’s own', async () => {
  await using standIn = await serveStandIn(healthy);
  await using transport = createTransport({
    endpoints: { shop: new URL(`${standIn.origin}/graphql`) },
    limits: { shop: { timeoutMs: 50 } },
  });
  standIn.faults.add({ kind: 'hang' });
  const outcome = await outcomeOf(
    transport.send(makeRequest({ url: `${standIn.origin}/graphql` })),
  );
  expect(outcome).toMatchObject({ code: 'SOURCE_TIMEOUT', message: /within 50 ms/ });
});

it('ends what is under way and what waits when it is disposed', async () => {
  await using standIn = await serveStandIn(healthy);
  const transport = createTransport({
    endpoints: { shop: new URL(`${standIn.origin}/graphql`) },
    limits: { shop: { concurrency: 1 } },
  });
  standIn.faults.add({ kind: 'hang' });
  const write = () =>
    outcomeOf(transport.send(makeRequest({ url: `${standIn.origin}/graphql`, isRead: false })));
  const [running, waiting] = [write(), write()];
  while (standIn.calls.length === 0) await new Promise(setImmediate);
  expect(transport.states().shop).toEqual({ circuit: 'closed', queued: 1, inFlight: 1 });
  await transport[Symbol.asyncDispose]();
  expect(await running).toMatchObject({ code: 'SOURCE_UNREACHABLE' });
  expect(await waiting).toMatchObject({ code: 'OVERLOADED' });
  expect(standIn.calls).toHaveLength(1);
});

it('never warns of too many listeners when one operation makes many calls', async () => {
  await using standIn = await serveStandIn(healthy);
  const warnings: Error[] = [];
  const note = (warning: Error) => void warnings.push(warning);
  process.on('warning', note);
  await using transport = createTransport({
    endpoints: { shop: new URL(`${standIn.origin}/graphql`) },
  });
  const { signal } = new AbortController();
  const url = `${standIn.origin}/graphql`;
  const calls = Array.from({ length: 50 }, (_, i) =>
    transport.send(makeRequest({ source, url, signal, body: `{"query":"{ q${i} }"}` })),
  );
  await Promise.all(calls);
  await new Promise(setImmediate);
  process.off('warning', note);
  expect(warnings).toEqual([]);
});
