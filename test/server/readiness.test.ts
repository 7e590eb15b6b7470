import { expect, it } from 'vitest';
import { describeReadiness } from '../../src/server/readiness.ts';

it('says a contract of the source that it belongs to, though another one’s name begins its name', () => {
  const state = { circuit: 'open', queued: 0, inFlight: 0 } as const;
  const { sources } = describeReadiness({
    config: { sources: ['shop', 'shop_crm'].map((name) => ({ source: { name } })) } as never,
    states: () => ({ shop: state, shop_crm: state, shop_crm_hr: state }),
    keyring: undefined,
    isDraining: () => false,
  });
  expect(Object.keys(sources['shop']!.contracts)).toEqual(['shop']);
  expect(Object.keys(sources['shop_crm']!.contracts)).toEqual(['shop_crm', 'shop_crm_hr']);
});
