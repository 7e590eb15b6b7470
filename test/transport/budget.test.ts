import { expect, it } from 'vitest';
import { CallBudget } from '../../src/transport/budget.ts';
import { source, sourceWith } from './request.ts';

it('refuses the call after the last one that an operation may cost', () => {
  const budget = new CallBudget();
  for (let call = 0; call < 3; call++) budget.take(source);
  expect(() => budget.take(source)).toThrow(
    expect.objectContaining({
      code: 'UPSTREAM_BUDGET_EXCEEDED',
      source: 'shop',
      facts: { callsPerOperation: 3 },
    }),
  );
});

it('counts each source and each operation for itself', () => {
  const budget = new CallBudget(({ name }) => ({
    ...source.limits,
    callsPerOperation: name === 'shop' ? 1 : 2,
  }));
  budget.take(source);
  budget.take({ ...sourceWith({}), name: 'depot' });
  budget.take({ ...sourceWith({}), name: 'depot' });
  new CallBudget().take(source);
  expect(() => budget.take(source)).toThrow('1 calls');
});

it('refuses the first of more calls than an operation may cost, when it knows of all of them', () => {
  const budget = new CallBudget();
  budget.announce(new Map([['shop', 4]]));
  expect(() => budget.take(source)).toThrow(/more than the 3 calls/);
  budget.take({ ...source, name: 'depot' });
  budget.announce(new Map([['shop', 3]]));
  budget.take(source);
});

it('renewed, has as much as it had at first', () => {
  const budget = new CallBudget(() => ({ ...source.limits, callsPerOperation: 1 }));
  budget.take(source);
  const renewed = budget.renew();
  renewed.take(source);
  expect(() => renewed.take(source)).toThrow('1 calls');
  expect(() => budget.take(source)).toThrow('1 calls');
});
