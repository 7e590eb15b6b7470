import { expect, it } from 'vitest';
import { createProfileRates } from '../../src/identity/profile-rates.ts';
import type { Basis, Identity } from '../../src/identity/identity.ts';

const basis = (profile: string, requestsPerSecond?: number): Basis => ({
  profile,
  version: '1',
  ...(requestsPerSecond !== undefined && { requestsPerSecond }),
});
const callerOf = (...profiles: Basis[]) => ({ basis: profiles }) as unknown as Identity;

function createRates() {
  let nowMs = 0;
  const rates = createProfileRates({ now: () => nowMs });
  const admitted = (identity: Identity, attempts: number) =>
    Array.from({ length: attempts }, () => isAdmitted(identity)).filter(Boolean).length;
  function isAdmitted(identity: Identity): boolean {
    try {
      rates.admit(identity);
      return true;
    } catch {
      return false;
    }
  }
  return { rates, admitted, pass: (ms: number) => (nowMs += ms) };
}

it('lets a profile go on at its rate, whatever else its caller holds', () => {
  const { admitted, pass } = createRates();
  const caller = callerOf(basis('frontend', 5));
  expect(admitted(caller, 20)).toBe(5);
  pass(400);
  expect(admitted(caller, 20)).toBe(2);
  pass(60_000);
  expect(admitted(caller, 20)).toBe(5);
});

it('takes nothing from a profile when the clock is set back', () => {
  const { admitted, pass } = createRates();
  const caller = callerOf(basis('frontend', 5));
  expect(admitted(caller, 1)).toBe(1);
  pass(-60_000);
  expect(admitted(caller, 20)).toBe(4);
});

it('says when to come back, as something that passes', () => {
  const { rates, admitted } = createRates();
  const caller = callerOf(basis('slow', 0.5));
  expect(admitted(caller, 1)).toBe(1);
  expect(() => rates.admit(caller)).toThrow(
    expect.objectContaining({ code: 'OVERLOADED', retryable: true, facts: { retryAfterMs: 2000 } }),
  );
});

it('takes nothing from one profile when another of the same caller refuses', () => {
  const { admitted, pass } = createRates();
  const [frontend, anonymous] = [basis('frontend', 2), basis('anonymous', 1)];
  expect(admitted(callerOf(frontend, anonymous), 5)).toBe(1);
  expect(admitted(callerOf(frontend), 5)).toBe(1);
  pass(-5000);
  expect(admitted(callerOf(frontend), 5)).toBe(0);
});

it('does not count callers without a rate', () => {
  expect(createRates().admitted(callerOf(basis('free')), 1000)).toBe(1000);
});
