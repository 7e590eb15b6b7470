import fc from 'fast-check';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { MasterKey, readMasterKeys } from '../../../src/identity/keyring/master-key.ts';
import { seal, unseal } from '../../../src/identity/keyring/seal.ts';
import { masterKey } from './temporary-keyring.ts';

const plain = '{"profiles":[{"secret":"fleek-canary-secret"}]}';
const hex = 'a1'.repeat(32);
const base64 = Buffer.from(hex, 'hex').toString('base64');

describe('a sealed keyring', () => {
  it('shows nothing of its content, and never looks the same twice', async () => {
    const [one, other] = [await seal(plain, masterKey), await seal(plain, masterKey)];
    expect(one).not.toContain('canary');
    for (const part of ['salt', 'nonce', 'body']) {
      expect(JSON.parse(one)[part]).not.toBe(JSON.parse(other)[part]);
    }
    expect(await unseal(one, [masterKey])).toBe(plain);
  });

  it('opens with a previous master key', async () => {
    const next = new MasterKey('a passphrase of some length');
    expect(await unseal(await seal(plain, masterKey), [next, masterKey])).toBe(plain);
    expect(await unseal(await seal(plain, next), [next])).toBe(plain);
  });

  it('says that the master key is another one, or missing', async () => {
    const sealed = await seal(plain, masterKey);
    await expect(unseal(sealed, [new MasterKey(hex)])).rejects.toThrow(/another master key/);
    await expect(unseal(sealed, [])).rejects.toThrow(/TREFOIL_MASTER_KEY is not set/);
  });

  it('opens in no part that was changed', async () => {
    const envelope = JSON.parse(await seal(plain, masterKey)) as Record<string, string>;
    for (const part of ['format', 'version', 'keyId', 'salt', 'nonce', 'tag', 'body']) {
      for (const value of ['', 'AAAA', 0, null, undefined, flipFirst(String(envelope[part]))]) {
        const changed = JSON.stringify({ ...envelope, [part]: value });
        await expect(unseal(changed, [masterKey])).rejects.toMatchObject({
          code: 'CONFIG_INVALID',
        });
      }
    }
  });

  it('opens with no tag that was cut short, which is soon guessed', async () => {
    const envelope = JSON.parse(await seal(plain, masterKey)) as { tag: string };
    const tag = Buffer.from(envelope.tag, 'base64').subarray(0, 4).toString('base64');
    const cut = JSON.stringify({ ...envelope, tag });
    await expect(unseal(cut, [masterKey])).rejects.toThrow(/changed or damaged/);
  });

  it('opens at no length but its own', async () => {
    const sealed = await seal(plain, masterKey);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: sealed.trimEnd().length - 1 }), async (length) => {
        const failure = await unseal(sealed.slice(0, length), [masterKey]).catch((e: Error) => e);
        expect(failure).toMatchObject({ code: 'CONFIG_INVALID' });
      }),
    );
  });

  it('is refused when it is something else', async () => {
    for (const text of ['', 'null', '[]', '{}', '"x"', plain, 'fleek-canary-secret']) {
      const failure = await unseal(text, [masterKey]).catch((error: Error) => error);
      expect(failure).toMatchObject({ code: 'CONFIG_INVALID' });
      expect(inspect(failure, { depth: 9 })).not.toContain('canary');
    }
  });
});

describe('a master key', () => {
  it('is the same in hex and in base64', async () => {
    const salt = Buffer.alloc(16);
    const [one, other] = [new MasterKey(hex), new MasterKey(base64)];
    expect((await one.derive(salt)).id).toBe((await other.derive(salt)).id);
  });

  it('that is too short to be one is refused without being repeated', () => {
    expect(() => new MasterKey('hunter2')).toThrow(/too short/);
    expect(() => new MasterKey('hunter2')).not.toThrow(/hunter2/);
  });

  it('shows itself to nobody who inspects or prints it', () => {
    const shown = inspect(new MasterKey(hex), { showHidden: true, getters: true, depth: 9 });
    expect(shown + JSON.stringify(new MasterKey(hex))).not.toMatch(/a1a1|oaGh/);
  });

  it('is read from the environment, the one to seal with first', async () => {
    const env = { TREFOIL_MASTER_KEY: hex, TREFOIL_MASTER_KEY_PREVIOUS: 'the one that was before' };
    expect(await readMasterKeys(env)).toHaveLength(2);
    expect(await readMasterKeys({})).toEqual([]);
    await expect(readMasterKeys({ TREFOIL_MASTER_KEY_PREVIOUS: hex })).rejects.toThrow(
      /set the new key too/,
    );
  });
});

function flipFirst(text: string): string {
  return (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
}
