import { afterEach, expect, it, vi } from 'vitest';
import type { Identity } from '../../src/identity/identity.ts';
import type { Keyring } from '../../src/identity/keyring/keyring.ts';
import { takeLease } from '../../src/identity/lease.ts';
import { createReader, elsewhere, lookup, readNow } from './sources.ts';
import {
  createTemporaryKeyring,
  storedAccessKey,
  storedProfile,
} from './keyring/temporary-keyring.ts';
import type { StoredAccessKey } from '../../src/identity/keyring/stored-profile.ts';

afterEach(() => {
  vi.useRealTimers();
});

const frontend = (key: StoredAccessKey, more = {}) =>
  storedProfile('frontend', {
    credentials: { 'x-fleek-key': 'profile-fleek' },
    grants: { fleek: { read: true, write: false } },
    accessKeys: [key],
    ...more,
  });

it('ends when the access key is revoked in the file, and other leases go on', async () => {
  const [ada, bob] = [storedAccessKey(), storedAccessKey()];
  const bobs = storedProfile('bob', { accessKeys: [bob.stored] });
  await using ring = await createTemporaryKeyring([frontend(ada.stored), bobs]);
  using reader = createReader(ring);
  const read = (key: string) => reader.read(lookup({ authorization: `Bearer ${key}` }), elsewhere);
  using adas = takeLease(await read(ada.accessKey), ring);
  using others = takeLease(await read(bob.accessKey), ring);
  using own = takeLease(readNow({}, { 'x-fleek-key': 'own-fleek' }), ring);

  const revoked = { ...ada.stored, revokedAt: '2026-01-02T00:00:00Z' };
  await ring.changes(() => ring.write([frontend(revoked), bobs]));
  expect(adas.signal.aborted).toBe(true);
  expect(others.signal.aborted).toBe(false);
  expect(own.signal.aborted).toBe(false);
  expect(() => read(ada.accessKey)).toThrow(/revoked/);
});

it('goes on with a key that is replaced with a grace period, until that is over', async () => {
  const key = storedAccessKey();
  await using ring = await createTemporaryKeyring([frontend(key.stored)]);
  using lease = takeLease(readNow(ring, { authorization: `Bearer ${key.accessKey}` }), ring);
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  await ring.changes(() => ring.write([frontend({ ...key.stored, expiresAt })]));
  expect(lease.signal.aborted).toBe(false);
  const past = new Date(Date.now() - 1).toISOString();
  await ring.changes(() => ring.write([frontend({ ...key.stored, expiresAt: past })]));
  expect(lease.signal.aborted).toBe(true);
});

it.each([
  ['its credential is replaced', { credentials: { 'x-fleek-key': 'rotated-fleek' } }],
  ['its grants change', { grants: {} }],
  ['it gets an end', { expiresAt: '2030-01-01T00:00:00Z' }],
])('ends when the profile stays and %s', async (_case, change) => {
  const key = storedAccessKey();
  await using ring = await createTemporaryKeyring([frontend(key.stored)]);
  using lease = takeLease(readNow(ring, { authorization: `Bearer ${key.accessKey}` }), ring);
  await ring.changes(() => ring.write([frontend(key.stored, change)]));
  expect(lease.signal.aborted).toBe(true);
});

it('ends the moment that the access key expires, however far that is', async () => {
  const startMs = Date.parse('2026-01-01T00:00:00Z');
  const key = storedAccessKey({ expiresAt: '2026-03-01T00:00:00Z' });
  await using ring = await createTemporaryKeyring([frontend(key.stored)]);
  vi.useFakeTimers({ now: startMs, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  using lease = takeLease(readNow(ring, { authorization: `Bearer ${key.accessKey}` }), ring);
  vi.advanceTimersByTime(Date.parse('2026-02-28T23:59:59Z') - startMs);
  expect(lease.signal.aborted).toBe(false);
  vi.advanceTimersByTime(1000);
  expect(lease.signal.aborted).toBe(true);
});

it('ends the moment that a token expires, and leaves nothing behind when it is given back before', () => {
  vi.useFakeTimers();
  const listeners = new Set<() => void>();
  const keyring = {
    endOf: () => Infinity,
    onChange(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as unknown as Keyring;
  const identity = { expiresAtMs: Date.now() + 5_000, basis: [{}] } as unknown as Identity;
  const clock = { now: () => Date.now() };
  const lease = takeLease(identity, { keyring, clock });
  takeLease(identity, { keyring, clock })[Symbol.dispose]();
  for (const changed of listeners) changed();
  expect([listeners.size, vi.getTimerCount()]).toEqual([1, 1]);
  vi.advanceTimersByTime(4_999);
  expect(lease.signal.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(lease.signal.aborted).toBe(true);
  expect([listeners.size, vi.getTimerCount()]).toEqual([0, 0]);
});

it('has ended already where there is no keyring to rest on', () => {
  using lease = takeLease({ basis: [{}] } as unknown as Identity, {});
  expect(lease.signal.aborted).toBe(true);
});
