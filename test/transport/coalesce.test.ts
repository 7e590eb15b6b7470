import { expect, it, vi } from 'vitest';
import { coalesce } from '../../src/transport/coalesce.ts';
import type { UpstreamRequest } from '../../src/transport/step.ts';
import { hang, held, makeRequest, ok, outcomeOf, script, sourceWith } from './request.ts';

it('answers identical reads of one partition with one call', async () => {
  const inner = held();
  const calls = script(inner.call);
  const joined: unknown[] = [];
  const send = coalesce({ observer: { coalesced: (event) => joined.push(event) } })(calls.send);
  const [ada, again] = [makeRequest(), makeRequest()];
  const answers = Promise.all([send(ada), send(again)]);
  ada.trace.status = 200;
  inner.resolve(ok);
  expect(await answers).toEqual([ok, ok]);
  expect(calls.calls).toHaveLength(1);
  expect(again.trace).toMatchObject({ coalesced: true, status: 200 });
  expect(ada.trace.coalesced).toBeUndefined();
  expect(joined).toEqual([{ source: 'shop', contract: 'shop' }]);
});

it.each([
  ['partition', { partition: 'bob' }],
  ['method', { method: 'GET' }],
  ['url', { url: 'http://shop.test/graphql?x' }],
  ['body', { body: '{"query":"{ other }"}' }],
  ['credential', { credentialId: 'bob-key' }],
  ['any other header', { headers: { ...makeRequest().headers, 'x-mode': 'draft' } }],
  ['missing body', { body: undefined }],
] as const)('does not share a call with a request of another %s', async (_what, changes) => {
  const calls = script(ok, ok);
  const send = coalesce()(calls.send);
  await Promise.all([send(makeRequest()), send(makeRequest(changes as Partial<UpstreamRequest>))]);
  expect(calls.calls).toHaveLength(2);
});

it('keeps no secret in the key that it tells flights apart by', async () => {
  const inner = held();
  const remember = vi.spyOn(Map.prototype, 'set');
  const answer = coalesce()(inner.call)(makeRequest());
  const keys = remember.mock.calls.map(([key]) => String(key));
  remember.mockRestore();
  expect(keys.filter((key) => key.includes('ada-key'))).toHaveLength(1);
  expect(keys.join()).not.toContain('secret-of-ada');
  inner.resolve(ok);
  await answer;
});

it('never shares writes or forms', async () => {
  const calls = script(ok, ok, ok, ok);
  const send = coalesce()(calls.send);
  const write = () => send(makeRequest({ isRead: false }));
  const form = () => send(makeRequest({ body: new FormData() }));
  await Promise.all([write(), write(), form(), form()]);
  expect(calls.left).toBe(0);
});

it('lets nobody join a read that began before their own write ended', async () => {
  const [early, late] = [held(), held()];
  const calls = script(early.call, ok, late.call);
  const send = coalesce()(calls.send);
  const before = send(makeRequest());
  await send(makeRequest({ isRead: false, body: '{"query":"mutation { m }"}' }));
  const after = [send(makeRequest()), send(makeRequest())];
  late.resolve({ ...ok, body: 'new' });
  expect(await Promise.all(after)).toEqual([
    { ...ok, body: 'new' },
    { ...ok, body: 'new' },
  ]);
  early.resolve({ ...ok, body: 'old' });
  expect((await before).body).toBe('old');
  expect(calls.left).toBe(0);
});

it('goes on sharing reads when another caller, or at another source, writes', async () => {
  const inner = held();
  const calls = script(inner.call, ok, ok);
  const send = coalesce()(calls.send);
  const first = send(makeRequest());
  await send(makeRequest({ isRead: false, partition: 'bob' }));
  await send(makeRequest({ isRead: false, source: sourceWith({}) }));
  const second = send(makeRequest());
  inner.resolve(ok);
  await Promise.all([first, second]);
  expect(calls.left).toBe(0);
});

it('lets nobody who asks since a change join a call from before it', async () => {
  const calls = script(ok, ok);
  const send = coalesce()(calls.send);
  const shared = [send(makeRequest({ since: 1 })), send(makeRequest({ since: 1 }))];
  await Promise.all([...shared, send(makeRequest({ since: 2 }))]);
  expect(calls.left).toBe(0);
});

it('asks anew once a call has ended, and never keeps an error', async () => {
  const calls = script(new Error('broken'), ok);
  const send = coalesce()(calls.send);
  expect(await outcomeOf(send(makeRequest()))).toMatchObject({ message: 'broken' });
  expect(await send(makeRequest())).toBe(ok);
});

it('lets a caller leave without hurting the others', async () => {
  const inner = held();
  const calls = script(inner.call);
  const send = coalesce()(calls.send);
  const first = new AbortController();
  const left = outcomeOf(send(makeRequest({ signal: first.signal })));
  const stayed = send(makeRequest());
  first.abort();
  expect(await left).toBe(first.signal.reason);
  expect(calls.calls[0]?.signal.aborted).toBe(false);
  inner.resolve(ok);
  expect(await stayed).toBe(ok);
});

it('aborts the call when the last caller leaves, and starts a new one for whoever comes next', async () => {
  const calls = script(hang, ok);
  const send = coalesce()(calls.send);
  const [one, two] = [new AbortController(), new AbortController()];
  const left = [one, two].map(({ signal }) => outcomeOf(send(makeRequest({ signal }))));
  one.abort();
  two.abort();
  const next = send(makeRequest());
  expect(calls.calls[0]?.signal.aborted).toBe(true);
  expect(await Promise.all(left)).toEqual([one.signal.reason, two.signal.reason]);
  expect(await next).toBe(ok);
  expect(calls.left).toBe(0);
});

it('gives a shared call the time of its most patient caller', async () => {
  const inner = held();
  const calls = script(inner.call);
  const send = coalesce()(calls.send);
  const answers = [100, 900, 500].map((deadlineMs) => send(makeRequest({ deadlineMs })));
  expect(calls.calls[0]?.deadlineMs).toBe(900);
  inner.resolve(ok);
  await Promise.all(answers);
});

it('starts nothing for a caller who has left already', async () => {
  const calls = script();
  const reason = new Error('gone');
  const outcome = outcomeOf(
    coalesce()(calls.send)(makeRequest({ signal: AbortSignal.abort(reason) })),
  );
  expect(await outcome).toBe(reason);
  expect(calls.calls).toHaveLength(0);
});
