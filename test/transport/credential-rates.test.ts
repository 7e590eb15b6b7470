import { expect, it } from 'vitest';
import { CredentialRates } from '../../src/transport/credential-rates.ts';

it('keeps the rate of a credential that the source has taken, however many others are tried', () => {
  const rates = new CredentialRates(3);
  const rate = rates.rateOf('ada-key');
  rates.welcome('ada-key');
  for (let i = 0; i < 1_500; i++) {
    rates.rateOf(`taken-${i}`);
    rates.welcome(`taken-${i}`);
  }
  for (let i = 0; i < 11_000; i++) rates.rateOf(`made-up-${i}`);
  expect(rates.rateOf('ada-key')).toBe(rate);
  expect(rate.isKnown).toBe(true);
  expect(rates.rateOf('made-up-10999').isKnown).toBe(false);
});
