import { describe, expect, it } from 'vitest';
import {
  createTemporaryKeyring,
  storedAccessKey,
  storedProfile,
} from './keyring/temporary-keyring.ts';
import { loopback, reading, readingAndWriting, readNow, sandbox } from './sources.ts';

describe('the partition', () => {
  it('is one for the same caller, and differs by credential, place and deployment', () => {
    const keys = ['fleek-one', 'fleek-two'];
    const partitions = [
      ...keys.map((key) => readNow({}, { 'x-fleek-key': key }).partition),
      readNow({}, { 'x-fibery-token': 'fleek-one' }).partition,
      readNow({ secret: 'another' }, { 'x-fleek-key': 'fleek-one' }).partition,
      readNow({}, {}).partition,
      readNow({ sandbox }, {}, loopback).partition,
    ];
    expect(new Set(partitions).size).toBe(partitions.length);
    expect(readNow({}, { 'x-fleek-key': 'fleek-one' }).partition).toBe(partitions[0]);
  });

  it('differs for two profiles that hold the same credential with other grants', async () => {
    const [one, two] = [storedAccessKey(), storedAccessKey()];
    const credentials = { 'x-fleek-key': 'shared-fleek' };
    await using ring = await createTemporaryKeyring([
      storedProfile('one', { credentials, grants: { fleek: reading }, accessKeys: [one.stored] }),
      storedProfile('two', {
        credentials,
        grants: { fleek: { ...reading, rootFields: ['me'] } },
        accessKeys: [two.stored],
      }),
    ]);
    const [a, b] = [one, two].map(({ accessKey }) =>
      readNow(ring, { authorization: `Bearer ${accessKey}` }),
    );
    expect(a?.partition).not.toBe(b?.partition);
    expect(a?.credentialFor('fleek', true)?.id).toBe(b?.credentialFor('fleek', true)?.id);
  });

  it('differs where nothing else does but the name, the grant, the writing key or a fault', async () => {
    const key = storedAccessKey();
    const profile = (name: string, grant = reading) =>
      storedProfile(name, {
        credentials: { 'x-fleek-key': 'shared-fleek' },
        grants: { fleek: grant },
        accessKeys: [key.stored],
      });
    await using ring = await createTemporaryKeyring([profile('one')]);
    const known = [readNow(ring, { authorization: `Bearer ${key.accessKey}` })];
    for (const next of [profile('two'), profile('two', readingAndWriting)]) {
      await ring.changes(() => ring.write([next]));
      known.push(readNow(ring, { authorization: `Bearer ${key.accessKey}` }));
    }
    const own = { 'x-flotiq-read-key': 'readonly' };
    known.push(
      readNow({}, own),
      readNow({}, { ...own, 'x-flotiq-key': 'writing1' }),
      readNow({}, { ...own, 'x-flotiq-key': 'writing2' }),
      readNow({}, { ...own, 'x-fleek-key': '' }),
      readNow({}, { ...own, 'x-fleek-key': 'odd' }),
    );
    expect(new Set(known.map(({ partition }) => partition)).size).toBe(known.length);
  });
});
