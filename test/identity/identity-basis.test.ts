import { describe, expect, it } from 'vitest';
import {
  createTemporaryKeyring,
  storedAccessKey,
  storedProfile,
} from './keyring/temporary-keyring.ts';
import { createReader, elsewhere, lookup, reading, readNow } from './sources.ts';

describe('what an identity rests on', () => {
  const at = (minute: number) => `2026-01-01T00:0${minute}:00Z`;
  const clockAt = (minute: number) => ({ now: () => Date.parse(at(minute)) });
  const lent = { credentials: { 'x-fleek-key': 'lent-fleek' }, grants: { fleek: reading } };

  it('ends it, whatever of it ends first', async () => {
    const [soon, late, never] = [
      storedAccessKey({ expiresAt: at(1) }),
      storedAccessKey({ expiresAt: at(3) }),
      storedAccessKey(),
    ];
    await using ring = await createTemporaryKeyring([
      storedProfile('lasting', { accessKeys: [soon.stored, never.stored] }),
      storedProfile('ending', { accessKeys: [late.stored], expiresAt: at(2) }),
      storedProfile('anonymous', { ...lent, expiresAt: at(4) }),
    ]);
    const options = { keyring: ring.keyring, clock: clockAt(0) };
    const endOf = (headers: Record<string, string>) => readNow(options, headers).expiresAtMs;
    expect(endOf({ authorization: `Bearer ${soon.accessKey}` })).toBe(Date.parse(at(1)));
    expect(endOf({ authorization: `Bearer ${late.accessKey}` })).toBe(Date.parse(at(2)));
    expect(endOf({ authorization: `Bearer ${never.accessKey}` })).toBe(Date.parse(at(4)));
    expect(endOf({})).toBe(Date.parse(at(4)));
    expect(readNow(options, {}).basis).toMatchObject([{ profile: 'anonymous' }]);
    expect(endOf({ 'x-fleek-key': 'own-fleek' })).toBeUndefined();
  });

  it('lends nothing once it has ended', async () => {
    await using ring = await createTemporaryKeyring([
      storedProfile('anonymous', { ...lent, expiresAt: at(1) }),
    ]);
    for (const [minute, caller] of [
      [0, 'anonymous'],
      [1, 'unknown'],
    ] as const) {
      const options = { keyring: ring.keyring, clock: clockAt(minute) };
      expect(readNow(options, {}).caller.kind).toBe(caller);
      using reader = createReader(options);
      expect(reader.ofProfile('anonymous') !== undefined).toBe(minute === 0);
    }
  });

  it('is looked up again when it ends, after a minute, and when the keyring has changed', async () => {
    const [soon, never] = [storedAccessKey({ expiresAt: at(1) }), storedAccessKey()];
    const accessKeys = [soon.stored, never.stored];
    await using ring = await createTemporaryKeyring([storedProfile('ci', { ...lent, accessKeys })]);
    let nowMs = Date.parse(at(0)) + 30_000;
    using reader = createReader({ keyring: ring.keyring, clock: { now: () => nowMs } });
    const read = ({ accessKey }: { accessKey: string }) =>
      reader.read(lookup({ authorization: `Bearer ${accessKey}` }), elsewhere);
    const first = read(never);
    expect(read(soon)).toMatchObject({ caller: { name: 'ci' } });
    nowMs += 30_000;
    expect(read(never)).toBe(first);
    expect(() => read(soon)).toThrow(/has expired/);
    nowMs += 30_000;
    const second = read(never);
    expect(second).not.toBe(first);
    await ring.changes(() => ring.write([storedProfile('ci', { accessKeys })]));
    expect(read(never)).toHaveProperty('grants', {});
  });
});
