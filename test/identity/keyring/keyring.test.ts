import fs from 'node:fs';
import { readFile, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncBuiltinESMExports } from 'node:module';
import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { openKeyring } from '../../../src/identity/keyring/keyring.ts';
import { readKeyringFile, updateKeyringFile } from '../../../src/identity/keyring/keyring-file.ts';
import { MasterKey } from '../../../src/identity/keyring/master-key.ts';
import { readStoredKeyring } from '../../../src/identity/keyring/stored-profile.ts';
import { readNow, sources } from '../sources.ts';
import { createTemporaryKeyring, storedAccessKey, storedProfile } from './temporary-keyring.ts';

const canary = 'canary-fleek-secret';
const reading = { fleek: { read: true, write: false } };

const frontend = () => {
  const key = storedAccessKey();
  const profile = storedProfile('frontend', {
    credentials: { 'x-fleek-key': canary },
    grants: reading,
    accessKeys: [key.stored],
  });
  return { key, profile, authorization: `Bearer ${key.accessKey}` };
};

describe('the file', () => {
  it('is for its owner alone and holds neither credential nor access key in the clear', async () => {
    const { key, profile } = frontend();
    await using ring = await createTemporaryKeyring([profile]);
    const { mode } = await stat(ring.file.path);
    expect(mode & 0o777).toBe(0o600);
    const text = await readFile(ring.file.path, 'latin1');
    for (const secret of [canary, key.accessKey, key.stored.digest]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(Buffer.from(secret).toString('base64').replace(/=+$/, ''));
    }
    expect(await readdir(dirname(ring.file.path))).toEqual(['keyring.json']);
  });

  it('stays as it was when a change fails, and leaves nothing behind', async () => {
    await using ring = await createTemporaryKeyring([frontend().profile]);
    const before = await readFile(ring.file.path, 'utf8');
    const bad = storedProfile('bad', { credentials: { 'x-fleek-key': 'bad, key' } });
    await expect(ring.write([bad])).rejects.toThrow(/bad: its credential for x-fleek-key/);
    expect(await readFile(ring.file.path, 'utf8')).toBe(before);
    expect(await readdir(dirname(ring.file.path))).toEqual(['keyring.json']);
  });

  it('is not written over when it cannot be read', async () => {
    await using ring = await createTemporaryKeyring([frontend().profile]);
    const others = { ...ring.file, masterKeys: [new MasterKey('some other passphrase')] };
    const before = await readFile(ring.file.path, 'utf8');
    await expect(updateKeyringFile(others, () => ({ profiles: [] }))).rejects.toThrow(
      /another master key/,
    );
    expect(await readFile(ring.file.path, 'utf8')).toBe(before);
  });

  it('takes one change at a time, so that none is lost', async () => {
    await using ring = await createTemporaryKeyring([]);
    const changes = ['one', 'two', 'three'].map((name) =>
      updateKeyringFile(ring.file, ({ profiles }) => ({
        profiles: [...profiles, storedProfile(name)],
      })),
    );
    const outcomes = await Promise.allSettled(changes);
    const done = outcomes.filter(({ status }) => status === 'fulfilled').length;
    expect(done).toBeGreaterThan(0);
    expect((await readKeyringFile(ring.file)).profiles).toHaveLength(done);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason.message).toMatch(/under way/);
    }
  });

  it('keeps the symbolic link that leads to it', async () => {
    await using ring = await createTemporaryKeyring([]);
    const link = join(dirname(ring.file.path), 'link.json');
    await symlink(ring.file.path, link);
    await updateKeyringFile({ ...ring.file, path: link }, () => ({
      profiles: [storedProfile('added')],
    }));
    expect((await readKeyringFile(ring.file)).profiles.map(({ name }) => name)).toEqual(['added']);
  });
});

describe('a running keyring', () => {
  it('takes up a rotation without a restart', async () => {
    const { profile, authorization } = frontend();
    await using ring = await createTemporaryKeyring([profile]);
    expect(readNow(ring, { authorization }).credentialFor('fleek', true)?.value).toBe(canary);
    const rotated = { ...profile, credentials: { 'x-fleek-key': 'rotated-secret' } };
    await ring.changes(() => ring.write([rotated]));
    expect(readNow(ring, { authorization }).credentialFor('fleek', true)?.value).toBe(
      'rotated-secret',
    );
  });

  it.each([
    ['cut off', (path: string) => writeFile(path, '{"format": "trefoil-key'), /cut off/],
    ['emptied', (path: string) => writeFile(path, ''), /cut off/],
    ['removed', (path: string) => rm(path), /no keyring yet/],
    [
      'sealed with another key',
      async (path: string) => {
        await rm(path);
        const masterKeys = [new MasterKey('some other passphrase')];
        await updateKeyringFile({ path, masterKeys, sources }, () => ({ profiles: [] }));
      },
      /another master key/,
    ],
  ])('keeps the last good one and says so when the file is %s', async (_case, spoil, problem) => {
    const { profile, authorization } = frontend();
    await using ring = await createTemporaryKeyring([profile]);
    const good = await readFile(ring.file.path);
    await spoil(ring.file.path);
    await vi.waitFor(() => {
      expect(ring.keyring.status()).toMatchObject({
        state: 'stale',
        problem: expect.stringMatching(problem),
      });
    });
    expect(ring.problems).toEqual([expect.stringContaining('keyring')]);
    expect(readNow(ring, { authorization }).credentialFor('fleek', true)?.value).toBe(canary);
    await writeFile(ring.file.path, good);
    await vi.waitFor(() => expect(ring.keyring.status().state).toBe('current'));
  });

  it('reads a file again that the system kept from it, though the file did not change', async () => {
    const { profile, authorization } = frontend();
    await using ring = await createTemporaryKeyring([profile]);
    const { readFile: read } = fs.promises;
    let refusals = 0;
    const replaceRead = (readInstead: typeof read) => {
      fs.promises.readFile = readInstead;
      syncBuiltinESMExports();
    };
    replaceRead((async (...args: Parameters<typeof read>) => {
      if (args[0] !== ring.file.path) return read(...args);
      refusals += 1;
      throw Object.assign(new Error('too many open files'), { code: 'EMFILE', syscall: 'open' });
    }) as typeof read);
    try {
      await utimes(ring.file.path, 1, 1);
      await vi.waitFor(() => expect(ring.keyring.status().state).toBe('stale'));
      expect(readNow(ring, { authorization }).credentialFor('fleek', true)?.value).toBe(canary);
      await vi.waitFor(() => expect(refusals).toBeGreaterThan(2));
    } finally {
      replaceRead(read);
    }
    await vi.waitFor(() => expect(ring.keyring.status().state).toBe('current'));
  });

  it('tells nobody of a file that was touched and is the same', async () => {
    await using ring = await createTemporaryKeyring([frontend().profile]);
    const listener = vi.fn();
    ring.keyring.onChange(listener);
    const { loadedAt } = ring.keyring.status();
    await utimes(ring.file.path, 1, 1);
    await vi.waitFor(() => expect(ring.keyring.status().loadedAt).not.toBe(loadedAt));
    expect(listener).not.toHaveBeenCalled();
  });

  it('shows no secret when it, a profile or its status is inspected', async () => {
    const { key, profile } = frontend();
    await using ring = await createTemporaryKeyring([profile]);
    const found = ring.keyring.findByAccessKey(key.accessKey);
    const options = { depth: 9, showHidden: true, getters: true };
    const shown = [ring.keyring, found, ring.keyring.status()].map((thing) => [
      inspect(thing, options),
      JSON.stringify(thing),
    ]);
    expect(found?.profile.name).toBe('frontend');
    expect(shown.flat().join()).not.toContain(canary);
    expect(shown.flat().join()).not.toContain(key.accessKey);
  });
});

describe('at the start', () => {
  it('a keyring that is absent, cut off or of another key is CONFIG_INVALID', async () => {
    await using ring = await createTemporaryKeyring([]);
    const open = (more: object) => openKeyring({ ...ring.file, ...more });
    await expect(open({ path: `${ring.file.path}.absent` })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('trefoil keyring add'),
    });
    await expect(open({ masterKeys: [new MasterKey('some other passphrase')] })).rejects.toThrow(
      /another master key/,
    );
    await writeFile(ring.file.path, '{}');
    await expect(open({})).rejects.toThrow(/is not a keyring/);
  });

  it('two profiles for one claim are refused, both by name', () => {
    const claiming = (name: string, claims: Record<string, string>) =>
      storedProfile(name, { claims });
    const read = (...profiles: object[]) =>
      readStoredKeyring(JSON.stringify({ profiles }), sources);
    expect(() =>
      read(claiming('ada', { sub: 'ada' }), claiming('bob', { sub: 'ada', team: 'x' })),
    ).toThrow(/ada and bob claim the same tokens/);
    expect(() =>
      read(claiming('ada', { sub: 'ada' }), claiming('bob', { sub: 'bob' })),
    ).not.toThrow();
  });

  it('everything that is wrong with the profiles is said at once, without a secret', () => {
    const content = JSON.stringify({
      profiles: [
        { ...storedProfile('rate'), requestsPerSecond: -1, expiresAt: 'soon' },
        { ...storedProfile('grant'), grants: { fleek: { read: 'yes' } } },
        { ...storedProfile('keys'), accessKeys: [{ id: 'x', digest: canary }] },
        { ...storedProfile('claims'), claims: {} },
        storedProfile('anonymous', { claims: { sub: 'x' } }),
        { name: '../etc' },
        null,
      ],
    });
    const names = ['rate: .*expiresAt', 'rate: .*PerSecond', 'grant:', 'keys:', 'claims:'];
    const message = new RegExp([...names, 'anonymous:', 'profile 6', 'profile 7'].join('.*'));
    expect(() => readStoredKeyring(content, sources)).toThrow(message);
    expect(() => readStoredKeyring(content, sources)).not.toThrow(canary);
    expect(() => readStoredKeyring(`{"profiles": ${canary}`, sources)).not.toThrow(canary);
  });

  it('two profiles of one name, or with one access key, are refused', () => {
    const { stored } = storedAccessKey();
    const content = JSON.stringify({
      profiles: [
        storedProfile('one', { accessKeys: [stored] }),
        storedProfile('one', { accessKeys: [stored] }),
      ],
    });
    expect(() => readStoredKeyring(content, sources)).toThrow(
      /two profiles are called one; one and one have the same access key/,
    );
  });

  it('credentials of a source that is not served are left alone', () => {
    const content = JSON.stringify({
      profiles: [storedProfile('more', { credentials: { 'x-other-key': 'other secret' } })],
    });
    expect(() => readStoredKeyring(content, sources)).not.toThrow();
  });
});
