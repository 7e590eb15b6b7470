import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sources } from '../../sources/index.ts';
import {
  addAccessKey,
  mergeProfile,
  revokeAccessKeys,
} from '../../src/identity/keyring/edit-profiles.ts';
import { updateKeyringFile, type KeyringFile } from '../../src/identity/keyring/keyring-file.ts';
import { MasterKey } from '../../src/identity/keyring/master-key.ts';
import { createTestGateway, sandboxHeaders } from '../test-gateway.ts';

const masterKey = randomBytes(32).toString('hex');
let directory = '';
let file: KeyringFile;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'trefoil-keyring-'));
  file = { path: join(directory, 'keyring.json'), masterKeys: [new MasterKey(masterKey)], sources };
});
afterEach(() => rm(directory, { recursive: true }));

const now = () => new Date().toISOString();

/** A profile that lends the sandbox credentials, and an access key to it. */
async function addProfile(name: string, grants: Record<string, object>): Promise<string> {
  let key = '';
  await updateKeyringFile(file, (keyring) => {
    const credentials = { ...sandboxHeaders };
    const merged = mergeProfile(keyring, name, { credentials, grants: grants as never });
    // Anonymous callers present nothing, so there is no key to that profile.
    if (name === 'anonymous') return merged;
    const added = addAccessKey(merged, name, { createdAt: now() });
    key = added.accessKey;
    return added.keyring;
  });
  return key;
}

const open = () =>
  createTestGateway({ env: { TREFOIL_KEYRING: file.path, TREFOIL_MASTER_KEY: masterKey } });
const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });
const readAll = {
  fleek: { read: true, write: false },
  fibery: { read: true, write: false },
  flotiq: { read: true, write: false },
};
const site = '{ getSiteBySlug(slug: "acme-www") { name } }';

describe('a caller with an access key', () => {
  it('uses the credentials of the profile and never sees them', async () => {
    const key = await addProfile('site', readAll);
    await using gateway = await open();
    const { data } = await gateway.ask(
      `{ _identity { caller profile sources { name credential grants } } ${site.slice(1)}`,
      bearer(key),
    );
    expect(data.getSiteBySlug.name).toBe('acme-www');
    expect(data._identity).toMatchObject({ caller: 'profile', profile: 'site' });
    expect(gateway.fleek.calls[0]!.headers['authorization']).toBe(sandboxHeaders['x-fleek-key']);
  });

  it('is refused a whole mutation when one of its fields is not granted', async () => {
    const key = await addProfile('editor', { ...readAll, flotiq: { read: true, write: true } });
    await using gateway = await open();
    const { data, errors } = await gateway.ask(
      'mutation { createTag(input: { name: "x" }) { id } purgeCache(input: { siteId: "1" }) }',
      bearer(key),
    );
    expect(data ?? null).toBeNull();
    expect(errors![0]!.extensions['code']).toBe('FORBIDDEN_BY_GRANT');
    expect([...gateway.flotiq.calls, ...gateway.fleek.calls]).toEqual([]);
  });

  it('manages tokens only with a grant of its own for that', async () => {
    const key = await addProfile('editor', { fibery: { read: true, write: true } });
    const manager = await addProfile('manager', {
      fibery: { read: true, write: true, manage: true },
    });
    await using gateway = await open();
    const tokens = '{ fiberyTokens { id } }';
    expect((await gateway.ask(tokens, bearer(key))).errors![0]!.extensions['code']).toBe(
      'FORBIDDEN_BY_GRANT',
    );
    expect((await gateway.ask(tokens, bearer(manager))).data.fiberyTokens).toHaveLength(1);
  });

  it('has nothing any more within a second of being revoked, without a restart', async () => {
    const key = await addProfile('site', readAll);
    await using gateway = await open();
    expect((await gateway.ask(site, bearer(key))).data.getSiteBySlug).toBeTruthy();
    await updateKeyringFile(file, (keyring) => revokeAccessKeys(keyring, 'site', { at: now() }));
    await vi.waitFor(
      async () => {
        const { errors } = await gateway.ask(site, bearer(key));
        expect(errors?.[0]?.extensions['code']).toBe('ACCESS_DENIED');
      },
      { timeout: 5000, interval: 50 },
    );
  });
});

describe('the audit log', () => {
  it('has a line for a caller who is not let in, without what they sent', async () => {
    const key = await addProfile('site', readAll);
    const lines: string[] = [];
    await using gateway = await createTestGateway({
      env: { TREFOIL_KEYRING: file.path, TREFOIL_MASTER_KEY: masterKey },
      deps: { logStream: { write: (line) => void lines.push(line) } },
    });
    await gateway.ask(site, bearer(`${key.slice(0, -4)}AAAA`));
    await gateway.ask(site, { headers: { authorization: 'Bearer a, Bearer b' } });
    const audits = lines.map((line) => JSON.parse(line)).filter(({ event }) => event === 'audit');
    const refused = { caller: 'unknown', fields: [], outcome: 'refused' };
    expect(audits).toMatchObject([
      { ...refused, code: 'ACCESS_DENIED' },
      { ...refused, code: 'CREDENTIAL_INVALID' },
    ]);
    expect(lines.join('')).not.toContain(key.slice(4, -4));
  });
});

describe('a caller without any', () => {
  it('gets nothing that the server owns', async () => {
    await addProfile('site', readAll);
    await using gateway = await open();
    const { errors } = await gateway.ask(site, { headers: {} });
    expect(errors![0]!.extensions['code']).toBe('CREDENTIAL_MISSING');
    expect(gateway.fleek.calls).toEqual([]);
  });

  it('reads what the anonymous profile lends', async () => {
    await addProfile('anonymous', { flotiq: { read: true, write: false } });
    await using gateway = await open();
    const { data, errors } = await gateway.ask(`{ listTag { totalCount } ${site.slice(1)}`, {
      headers: {},
    });
    expect(data.listTag.totalCount).toBeGreaterThan(0);
    expect(errors!.map(({ path }) => path)).toEqual([['getSiteBySlug']]);
  });
});

describe('a keyring that breaks', () => {
  it('stays in use as it last was, and /ready says so', async () => {
    const key = await addProfile('site', readAll);
    await using gateway = await open();
    await writeFile(file.path, '{"torn');
    await vi.waitFor(
      async () => {
        const ready = await (await fetch(`${gateway.url}/ready`)).text();
        expect(ready).toContain('stale');
      },
      { timeout: 5000, interval: 50 },
    );
    expect((await gateway.ask(site, bearer(key))).data.getSiteBySlug).toBeTruthy();
  });

  it('is refused at start, with what to do', async () => {
    await writeFile(file.path, '{"torn');
    await expect(open()).rejects.toThrow(/keyring/);
  });
});
