import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { Circuits, breaker } from '../../src/transport/breaker.ts';
import { held, makeRequest, now, ok, outcomeOf, script, status } from './request.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const broken = () => new GatewayError('SOURCE_UNREACHABLE', { detail: 'gone' });

function setUp(...outcomes: Parameters<typeof script>) {
  const changes: string[] = [];
  const circuits = new Circuits(now, { circuitChanged: ({ circuit }) => changes.push(circuit) });
  const inner = script(...outcomes);
  const send = breaker(circuits)(inner.send);
  const call = (contract = 'shop') => outcomeOf(send(makeRequest({ contract })));
  const fail = async (times: number) => {
    for (let i = 0; i < times; i++) await call();
  };
  return { circuits, changes, inner, call, fail };
}

const fiveFailures = () => [status(503), broken(), status(500), status(502), broken()];

it('leaves a source alone after five failures in a row', async () => {
  const { circuits, inner, call, fail } = setUp(...fiveFailures());
  await fail(5);
  expect(circuits.stateOf('shop')).toBe('open');
  expect(await call()).toMatchObject({
    code: 'SOURCE_UNAVAILABLE',
    source: 'shop',
    facts: { retryAfterMs: 1_000, circuit: 'open' },
  });
  expect(inner.calls).toHaveLength(5);
});

it('says why it was opened, for those who can mend it', async () => {
  const expired = Object.assign(new Error('expired'), { code: 'CERT_HAS_EXPIRED' });
  const unsafe = new GatewayError('SOURCE_UNREACHABLE', { detail: 'unsafe', cause: expired });
  for (const [last, reason] of [
    [unsafe, 'SOURCE_UNREACHABLE CERT_HAS_EXPIRED'],
    [broken(), 'SOURCE_UNREACHABLE'],
    [status(503), '503'],
  ] as const) {
    const reasons: unknown[] = [];
    const circuits = new Circuits(now, { circuitChanged: (event) => reasons.push(event.reason) });
    const send = breaker(circuits)(script(broken(), broken(), broken(), broken(), last).send);
    for (let i = 0; i < 5; i++) await outcomeOf(send(makeRequest()));
    expect(reasons).toEqual([reason]);
  }
});

it('counts time-outs', async () => {
  const slow = new GatewayError('SOURCE_TIMEOUT', { detail: 'slow' });
  const { circuits, fail } = setUp(slow, slow, slow, slow, slow);
  await fail(5);
  expect(circuits.stateOf('shop')).toBe('open');
});

it.each([400, 401, 403, 404, 422, 429])('takes a %i as a sign of life', async (code) => {
  const { circuits, fail, inner } = setUp(
    broken(),
    broken(),
    broken(),
    broken(),
    status(code),
    broken(),
  );
  await fail(6);
  expect(circuits.stateOf('shop')).toBe('closed');
  expect(inner.left).toBe(0);
});

it.each([
  ['an abort', new DOMException('left', 'AbortError') as Error],
  ['a short deadline', new GatewayError('DEADLINE_EXCEEDED', { detail: 'late' })],
  ['an answer that is too large', new GatewayError('SOURCE_BAD_ANSWER', { detail: 'large' })],
])('does not count %s for or against the source', async (_what, neutral) => {
  const four = [broken(), broken(), broken(), broken()];
  const { circuits, fail } = setUp(...four, neutral, neutral, broken());
  await fail(6);
  expect(circuits.stateOf('shop')).toBe('closed');
  await fail(1);
  expect(circuits.stateOf('shop')).toBe('open');
});

it('lets one call at a time try again, and closes when it succeeds', async () => {
  const probe = held();
  const { circuits, changes, inner, call, fail } = setUp(...fiveFailures(), probe.call, ok);
  await fail(5);
  await vi.advanceTimersByTimeAsync(1_000);
  const probing = call();
  expect(circuits.stateOf('shop')).toBe('probing');
  expect(await call()).toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
  probe.resolve(ok);
  expect(await probing).toBe(ok);
  expect(await call()).toBe(ok);
  expect(changes).toEqual(['open', 'probing', 'closed']);
  expect(inner.left).toBe(0);
});

it('waits twice as long after every failed probe, up to half a minute', async () => {
  const { call, fail } = setUp(...fiveFailures(), ...Array.from({ length: 7 }, () => status(503)));
  await fail(5);
  const waits: unknown[] = [];
  for (let waitMs = 1_000, i = 0; i < 7; i++) {
    await vi.advanceTimersByTimeAsync(waitMs);
    expect(await call()).toMatchObject({ status: 503 });
    const refused = (await call()) as GatewayError;
    waitMs = refused.facts.retryAfterMs as number;
    waits.push(waitMs);
  }
  expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});

it('lets the next call probe when a probe was aborted', async () => {
  const { circuits, call, fail } = setUp(
    ...fiveFailures(),
    new DOMException('left', 'AbortError'),
    ok,
  );
  await fail(5);
  await vi.advanceTimersByTimeAsync(1_000);
  await call();
  expect(circuits.stateOf('shop')).toBe('open');
  expect(await call()).toBe(ok);
  expect(circuits.stateOf('shop')).toBe('closed');
});

it('remembers over a probe that was aborted how long the source has been failing', async () => {
  const aborted = new DOMException('left', 'AbortError');
  const { call, fail } = setUp(...fiveFailures(), status(503), aborted, status(503));
  await fail(5);
  await vi.advanceTimersByTimeAsync(1_000);
  await call();
  await vi.advanceTimersByTimeAsync(2_000);
  await fail(2);
  expect(await call()).toMatchObject({ facts: { retryAfterMs: 4_000 } });
});

it('never says to come back too early', async () => {
  const clock = { nowMs: 0 };
  const send = breaker(new Circuits(() => clock.nowMs))(script(...fiveFailures()).send);
  for (let i = 0; i < 5; i++) await outcomeOf(send(makeRequest()));
  clock.nowMs = 0.4;
  expect(await outcomeOf(send(makeRequest()))).toMatchObject({ facts: { retryAfterMs: 1_000 } });
});

it('ignores what calls from before the opening bring back late', async () => {
  const late = held();
  const { circuits, call, fail } = setUp(late.call, ...fiveFailures());
  const early = call();
  await fail(5);
  late.resolve(ok);
  await early;
  expect(circuits.stateOf('shop')).toBe('open');
});

it('believes the probe alone while one is under way', async () => {
  const [late, probe] = [held(), held()];
  const { circuits, call, fail } = setUp(late.call, ...fiveFailures(), probe.call);
  const early = call();
  await fail(5);
  await vi.advanceTimersByTimeAsync(1_000);
  const probing = call();
  late.resolve(ok);
  await early;
  expect(circuits.stateOf('shop')).toBe('probing');
  probe.resolve(ok);
  await probing;
  expect(circuits.stateOf('shop')).toBe('closed');
});

it('keeps one circuit for each contract', async () => {
  const { call, fail } = setUp(...fiveFailures(), ok);
  await fail(5);
  expect(await call('shop_stock')).toBe(ok);
});
