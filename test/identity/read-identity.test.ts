import { describe, expect, it } from 'vitest';
import { readServerCredentials } from '../../src/identity/server-credentials.ts';
import {
  createTemporaryKeyring,
  storedAccessKey,
  storedProfile,
} from './keyring/temporary-keyring.ts';
import { createReader, elsewhere, loopback, lookup, readNow, sources } from './sources.ts';

const sandbox = { 'x-fleek-key': 'sandbox-fleek', 'x-flotiq-key': 'sandboxflotiq' };
const reading = { read: true, write: false };
const readingAndWriting = { read: true, write: true };

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

describe('of several credentials', () => {
  const [{ credentials: fleekKinds, ...rest }] = sources as [(typeof sources)[number]];
  const [usual] = fleekKinds as [(typeof fleekKinds)[number]];
  const kinds = [
    usual,
    { ...usual, header: 'x-fleek-write', use: 'write' },
    { ...usual, header: 'x-fleek-read', use: 'read' },
    { ...usual, header: 'x-fleek-crm', contract: 'fleek_crm' },
  ] as const;
  const shop = { ...rest, credentials: kinds };
  const all = Object.fromEntries(kinds.map(({ header }) => [header, `secret of ${header}`]));

  it('the one that can do no more than is asked goes out', () => {
    const identity = readNow({ sources: [shop] }, all);
    expect(identity.credentialFor('fleek', true)?.value).toBe('secret of x-fleek-read');
    expect(identity.credentialFor('fleek', false)?.value).toBe('secret of x-fleek-write');
  });

  it('that of the contract goes out, though one of the whole source can do less', () => {
    const identity = readNow({ sources: [shop] }, all);
    expect(identity.credentialFor('fleek_crm', true)?.value).toBe('secret of x-fleek-crm');
    expect(identity.credentialFor('fleek_crm', false)?.value).toBe('secret of x-fleek-crm');
  });

  it('a contract gets those of the source with the longest name that its own begins with', () => {
    const crm = { ...rest, name: 'fleek_crm', credentials: [{ ...usual, header: 'x-crm-key' }] };
    const fleek = { ...rest, credentials: [usual] };
    for (const known of [
      [fleek, crm],
      [crm, fleek],
    ]) {
      const identity = readNow({ sources: known }, { 'x-crm-key': 'secret-of-crm' });
      expect(identity.credentialFor('fleek_crm_hr', true)?.value).toBe('secret-of-crm');
      expect(identity.credentialFor('fleek_shop', true)).toBeUndefined();
      expect(() => identity.credentialFor('fleeks', true)).toThrow('no source has a contract');
    }
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
