import { describe, expect, it } from 'vitest';
import { readNow, sources } from './sources.ts';

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
