import { expect, it } from 'vitest';
import { checkGrants } from '../../src/identity/grants.ts';
import type { Grant, RootField } from '../../src/identity/grants.ts';
import type { Identity } from '../../src/identity/identity.ts';
import { describeIdentity } from '../../src/identity/describe-identity.ts';
import {
  createTemporaryKeyring,
  storedAccessKey,
  storedProfile,
} from './keyring/temporary-keyring.ts';
import { elsewhere, loopback, readNow, sources } from './sources.ts';

const field = (source: string, name: string, more: Partial<RootField> = {}): RootField => ({
  source,
  field: name,
  isMutation: false,
  ...more,
});
const mutation = { isMutation: true };

async function readWithGrants(grants: Record<string, Grant>, own: Record<string, string> = {}) {
  const key = storedAccessKey();
  await using ring = await createTemporaryKeyring([
    storedProfile('frontend', {
      credentials: {
        'x-fleek-key': 'profile-fleek',
        'x-fibery-token': 'profile-fibery',
        'x-flotiq-key': 'profileflotiq',
      },
      grants,
      accessKeys: [key.stored],
    }),
  ]);
  return readNow(ring, { authorization: `Bearer ${key.accessKey}`, ...own });
}

it('refuses the whole operation when one of its fields is not granted', async () => {
  const identity = await readWithGrants({
    fleek: { read: true, write: true },
    flotiq: { read: true, write: false },
  });
  const fields = [
    field('fleek', 'triggerDeploy', mutation),
    field('flotiq', 'updateBlogpost', mutation),
  ];
  expect(() => checkGrants(identity, fields)).toThrow(
    expect.objectContaining({
      code: 'FORBIDDEN_BY_GRANT',
      source: 'flotiq',
      facts: { fields: ['updateBlogpost'] },
    }),
  );
  expect(() => checkGrants(identity, [fields[0]!])).not.toThrow();
});

it('keeps a profile to its list of root fields', async () => {
  const identity = await readWithGrants({
    fleek: { read: true, write: true, rootFields: ['getSiteBySlug'] },
  });
  expect(() => checkGrants(identity, [field('fleek', 'getSiteBySlug')])).not.toThrow();
  expect(() => checkGrants(identity, [field('fleek', 'getSitesByTeam')])).toThrow(
    /profile "frontend" may not use getSitesByTeam; nothing of the operation was run/,
  );
});

it('takes no field of the prototype for a granted one', async () => {
  const identity = await readWithGrants({ fleek: { read: true, write: true, rootFields: [] } });
  expect(() => checkGrants(identity, [field('fleek', 'constructor')])).toThrow(/constructor/);
});

it('keeps access tokens to who brings a credential of their own, or may manage', async () => {
  const tokens = field('fibery', 'createFiberyToken', {
    contract: 'fibery_account',
    isMutation: true,
    isManagement: true,
  });
  const writing = { read: true, write: true };
  const plain = await readWithGrants({ fibery: writing });
  const manager = await readWithGrants({ fibery: { ...writing, manage: true } });
  const own = await readWithGrants({ fibery: writing }, { 'x-fibery-token': 'own-fibery' });
  expect(() => checkGrants(plain, [tokens])).toThrow(/createFiberyToken/);
  expect(() => checkGrants(manager, [tokens])).not.toThrow();
  expect(() => checkGrants(own, [tokens])).not.toThrow();
});

it('leaves a source without a credential to say itself what is missing', () => {
  const nobody = readNow({}, {}, elsewhere);
  expect(() => checkGrants(nobody, [field('fleek', 'me')])).not.toThrow();
  expect(nobody.problemFor('fleek')?.code).toBe('CREDENTIAL_MISSING');
});

it('describes an identity by where its credentials come from, without a value', () => {
  const identity = readNow(
    { sandbox: { 'x-fleek-key': 'sandbox-fleek' } },
    { 'x-fibery-token': 'own-fibery', 'x-flotiq-key': 'NOT/A/KEY' },
    loopback,
  );
  const described = describeIdentity(identity, sources);
  expect(described).toEqual({
    caller: 'own',
    profile: null,
    sources: [
      {
        name: 'fleek',
        credential: 'sandbox',
        grants: ['read', 'write', 'manage'],
        header: 'x-fleek-key',
      },
      {
        name: 'fibery',
        credential: 'own',
        grants: ['read', 'write', 'manage'],
        header: 'x-fibery-token',
      },
      { name: 'flotiq', credential: 'invalid', grants: [], header: 'x-flotiq-key' },
    ],
  });
});

it('reads nothing where only writing is granted, and asks for the contract of a field', async () => {
  const writer = { read: false, write: true };
  const grantFor = (name: string) => (name === 'shop_stock' ? writer : undefined);
  const identity = { caller: { kind: 'own' }, grantFor } as unknown as Identity;
  const stock = { contract: 'shop_stock' };
  checkGrants(identity, [field('shop', 'price')]);
  checkGrants(identity, [field('shop', 'setStock', { ...stock, ...mutation })]);
  expect(() => checkGrants(identity, [field('shop', 'stock', stock)])).toThrow(/may not use stock/);
});
