import { describe, expect, it } from 'vitest';
import { readServerCredentials } from '../../src/identity/server-credentials.ts';
import {
  createTemporaryKeyring,
  storedAccessKey,
  storedProfile,
} from './keyring/temporary-keyring.ts';
import {
  createReader,
  elsewhere,
  lookup,
  loopback,
  reading,
  readingAndWriting,
  readNow,
  sandbox,
  sources,
} from './sources.ts';

describe('the credential of the caller', () => {
  it('reaches its source in the header and form that the source takes', () => {
    const identity = readNow({}, { 'x-fleek-key': 'fleek-key', 'x-fibery-token': 'fibery-token' });
    expect(identity.credentialFor('fleek', true)).toMatchObject({ header: 'authorization' });
    expect(identity.credentialFor('fleek', true)?.value).toBe('fleek-key');
    expect(identity.credentialFor('fibery', false)?.value).toBe('Token fibery-token');
    expect(identity.credentialFor('fibery_delivery', true)?.value).toBe('Token fibery-token');
    expect(identity.caller).toEqual({ kind: 'own' });
  });

  it('never changes on its way, whatever it holds', () => {
    const secret = "$& $1 $$ {context} '\\ %0d";
    expect(readNow({}, { 'x-fleek-key': secret }).credentialFor('fleek', true)?.value).toBe(secret);
  });

  it('that is for one contract is never seen by another of its source', () => {
    const identity = readNow({}, { 'x-fibery-cookie': 'session=abcdefgh' });
    expect(identity.credentialFor('fibery_account', true)?.header).toBe('cookie');
    expect(identity.credentialFor('fibery', true)).toBeUndefined();
    expect(identity.problemFor('fibery')?.code).toBe('CREDENTIAL_MISSING');
  });

  it('for the whole source serves a contract that it has nothing special for', () => {
    const identity = readNow({}, { 'x-fibery-token': 'fibery-token' });
    expect(identity.credentialFor('fibery_account', true)?.value).toBe('Token fibery-token');
  });

  it('that only reads goes with reads, and nothing stands in for it in a write', () => {
    const both = readNow({}, { 'x-flotiq-key': 'readwrite', 'x-flotiq-read-key': 'readonly' });
    expect(both.credentialFor('flotiq', true)?.value).toBe('readonly');
    expect(both.credentialFor('flotiq', false)?.value).toBe('readwrite');
    const one = readNow({ sandbox }, { 'x-flotiq-read-key': 'readonly' }, loopback);
    expect(one.credentialFor('flotiq', false)).toBeUndefined();
    expect(one.problemFor('flotiq', false)?.message).toBe(
      'flotiq: no Flotiq credential for writing; send it in the header x-flotiq-key',
    );
  });

  it('is refused by name when it was sent twice, and no other stands in for it', () => {
    for (const twice of [['fleek-one', 'fleek-two'], 'fleek-one, fleek-two']) {
      const identity = readNow({ sandbox }, { 'x-fleek-key': twice }, loopback);
      expect(identity.credentialFor('fleek', true)).toBeUndefined();
      expect(identity.problemFor('fleek')).toMatchObject({
        code: 'CREDENTIAL_INVALID',
        source: 'fleek',
        facts: { header: 'x-fleek-key' },
      });
      expect(identity.problemFor('flotiq')).toBeUndefined();
    }
  });

  it('is held against the whole of the shape, each of its alternatives', () => {
    const [{ credentials, ...rest }] = sources as [(typeof sources)[number]];
    const either = { ...rest, credentials: [{ ...credentials[0]!, pattern: /old-\d+|new-\d+/ }] };
    const read = (secret: string) =>
      readNow({ sources: [either] }, { 'x-fleek-key': secret }).credentialFor('fleek', true)?.value;
    expect(['old-1', 'new-2', 'old-1!', '!new-2'].map(read)).toEqual([
      'old-1',
      'new-2',
      undefined,
      undefined,
    ]);
  });

  it('is refused when it is empty, for that is a mistake and no wish to be anonymous', () => {
    const identity = readNow({ sandbox }, { 'x-fleek-key': '' }, loopback);
    expect(identity.problemFor('fleek')?.message).toContain('is empty');
  });
});

describe('a caller without credentials', () => {
  it('is told which source lacks one and which header to send', () => {
    expect(readNow({}, {}).problemFor('fleek')).toMatchObject({
      code: 'CREDENTIAL_MISSING',
      message: 'fleek: no Fleek credential for reading; send it in the header x-fleek-key',
    });
    expect(readNow({}, {}).caller).toEqual({ kind: 'unknown' });
  });

  it('has the sandbox on loopback, and nothing from elsewhere', () => {
    expect(readNow({ sandbox }, {}, loopback).credentialFor('fleek', false)?.value).toBe(
      'sandbox-fleek',
    );
    expect(readNow({ sandbox }, {}, loopback).caller).toEqual({ kind: 'sandbox' });
    expect(readNow({ sandbox }, {}, elsewhere).credentialFor('fleek', true)).toBeUndefined();
  });

  it('has the server credentials on loopback in development, and nothing from elsewhere', async () => {
    const server = await readServerCredentials({ FLEEK_KEY: 'server-fleek' }, sources);
    const near = readNow({ server, sandbox }, {}, loopback);
    expect(near.credentialFor('fleek', true)?.value).toBe('server-fleek');
    expect(near.credentialFor('flotiq', true)?.origin).toBe('sandbox');
    expect(near.grants.fleek?.manage).toBeUndefined();
    expect(readNow({ server }, {}, elsewhere).credentialFor('fleek', true)).toBeUndefined();
  });

  it('has what the anonymous profile grants and no more', async () => {
    await using ring = await createTemporaryKeyring([
      storedProfile('anonymous', {
        credentials: { 'x-flotiq-key': 'anonymousflotiq', 'x-fleek-key': 'anonymous-fleek' },
        grants: { flotiq: reading },
      }),
    ]);
    const identity = readNow({ keyring: ring.keyring }, {});
    expect(identity.caller).toEqual({ kind: 'anonymous' });
    expect(identity.credentialFor('flotiq', true)?.origin).toBe('anonymous');
    expect(identity.credentialFor('flotiq', false)).toBeUndefined();
    expect(identity.problemFor('flotiq', false)?.code).toBe('FORBIDDEN_BY_GRANT');
    expect(identity.credentialFor('fleek', true)).toBeUndefined();
    expect(identity.problemFor('fleek')?.message).toContain('or send a gateway access key');
  });
});

describe('an access key', () => {
  const ada = storedAccessKey();
  const profiles = [
    storedProfile('frontend', {
      credentials: { 'x-fleek-key': 'profile-fleek', 'x-flotiq-key': 'profileflotiq' },
      grants: { fleek: readingAndWriting, flotiq: reading, fibery: reading },
      accessKeys: [ada.stored],
    }),
    storedProfile('anonymous', {
      credentials: { 'x-fleek-key': 'anonymous-fleek', 'x-fibery-token': 'anonymous-fibery' },
      grants: { fleek: reading, fibery: reading },
    }),
  ];
  const authorization = `Bearer ${ada.accessKey}`;

  it('brings its profile, before the anonymous one and after what the caller sends', async () => {
    await using ring = await createTemporaryKeyring(profiles);
    const identity = readNow(ring, { authorization, 'x-flotiq-key': 'ownflotiq' });
    expect(identity.caller).toEqual({ kind: 'profile', name: 'frontend', keyId: ada.stored.id });
    expect(identity.origins).toEqual({ fleek: 'profile', fibery: 'anonymous', flotiq: 'own' });
    expect(identity.credentialFor('flotiq', false)?.value).toBe('ownflotiq');
  });

  it('is never forwarded', async () => {
    await using ring = await createTemporaryKeyring(profiles);
    const identity = readNow(ring, { authorization });
    for (const { name } of sources) {
      expect(identity.credentialFor(name, true)?.value ?? '').not.toContain(ada.accessKey);
    }
  });

  it('is not asked for where it was sent and its profile has no credential', async () => {
    const ci = storedProfile('ci', { grants: { fleek: reading }, accessKeys: [ada.stored] });
    await using ring = await createTemporaryKeyring([ci]);
    expect(readNow(ring, { authorization }).problemFor('fleek')?.message).toBe(
      'fleek: no Fleek credential for reading; send it in the header x-fleek-key',
    );
  });

  it('opens server credentials only where they are granted to it', async () => {
    await using ring = await createTemporaryKeyring([
      storedProfile('ci', { grants: { fleek: reading }, accessKeys: [ada.stored] }),
    ]);
    const env = {
      FLEEK_KEY: 'server-fleek',
      FLOTIQ_KEY: 'serverflotiq',
      TREFOIL_SERVER_CREDENTIALS: 'authenticated',
    };
    const server = await readServerCredentials(env, sources);
    const options = { keyring: ring.keyring, server, profile: 'production' } as const;
    const identity = readNow(options, { authorization });
    expect(identity.credentialFor('fleek', true)?.value).toBe('server-fleek');
    expect(identity.credentialFor('fleek', false)).toBeUndefined();
    expect(identity.credentialFor('flotiq', true)).toBeUndefined();
    expect(readNow(options, {}, loopback).credentialFor('fleek', true)).toBeUndefined();
  });

  it('that is unknown, expired, revoked or misspelt is refused with the reason', async () => {
    const expired = storedAccessKey({ expiresAt: '2026-01-02T00:00:00Z' });
    const revoked = storedAccessKey({ revokedAt: '2026-01-02T00:00:00Z' });
    const ended = storedAccessKey();
    await using ring = await createTemporaryKeyring([
      storedProfile('frontend', { accessKeys: [expired.stored, revoked.stored] }),
      storedProfile('gone', { accessKeys: [ended.stored], expiresAt: '2026-01-02T00:00:00Z' }),
    ]);
    const clock = { now: () => Date.parse('2026-01-03T00:00:00Z') };
    const refusal = (token: string) => () =>
      readNow({ keyring: ring.keyring, clock }, { authorization: `Bearer ${token}` });
    expect(refusal(expired.accessKey)).toThrow(/has expired/);
    expect(refusal(revoked.accessKey)).toThrow(/revoked/);
    expect(refusal(ended.accessKey)).toThrow(/profile "gone" has expired/);
    expect(refusal(storedAccessKey().accessKey)).toThrow(/unknown/);
    expect(refusal('trf_short')).toThrow(/unknown/);
    expect(refusal(`${ada.accessKey},`)).toThrow(/sent twice/);
  });
});

describe('an Authorization header', () => {
  it('that nothing here can check is left to whoever it is for, and goes nowhere', () => {
    for (const authorization of ['Basic cHJveHk6cHJveHk=', 'Digest username="a", realm="b"']) {
      const identity = readNow({ sandbox }, { authorization }, loopback);
      expect(identity.caller).toEqual({ kind: 'sandbox' });
      expect(identity.partition).toBe(readNow({ sandbox }, {}, loopback).partition);
    }
  });

  it('of another kind is refused where access keys are expected', async () => {
    await using ring = await createTemporaryKeyring([]);
    for (const authorization of ['Basic cHJveHk6cHJveHk=', 'Bearer abc.def.ghi', 'Bearer']) {
      expect(() => readNow(ring, { authorization })).toThrow(/send a gateway access key/);
    }
  });

  it('with an access key is refused where there is no keyring', () => {
    const { accessKey } = storedAccessKey();
    expect(() => readNow({}, { authorization: `Bearer ${accessKey}` })).toThrow(/no keyring/);
  });
});

describe('production', () => {
  it('does not start with server credentials that nobody was given', async () => {
    const server = await readServerCredentials({ FLEEK_KEY: 'server-fleek' }, sources);
    expect(() => createReader({ server, profile: 'production' })).toThrow(
      /^FLEEK_KEY: .*TREFOIL_SERVER_CREDENTIALS/,
    );
  });

  it('does not start with sandbox credentials, or with a grant to callers that cannot exist', async () => {
    const env = { FLEEK_KEY: 'server-fleek', TREFOIL_SERVER_CREDENTIALS: 'authenticated' };
    const server = await readServerCredentials(env, sources);
    expect(() => createReader({ server, sandbox, profile: 'production' })).toThrow(
      /no caller can be authenticated; sandbox credentials are not for production/,
    );
  });
});

it('remembers an identity for the same headers only', () => {
  using reader = createReader();
  const first = reader.read(lookup({ 'x-fleek-key': 'fleek-one' }), elsewhere);
  expect(reader.read(lookup({ 'x-fleek-key': 'fleek-one' }), elsewhere)).toBe(first);
  expect(reader.read(lookup({ 'x-fleek-key': 'fleek-one' }), loopback)).not.toBe(first);
  expect(reader.read(lookup({ 'x-fibery-token': 'fleek-one' }), elsewhere)).not.toBe(first);
});
