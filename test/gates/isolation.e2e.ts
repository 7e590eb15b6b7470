import { expect, it } from 'vitest';
import { Random } from '../plan/judge/random.ts';
import { createTestGateway } from '../test-gateway.ts';
import { cachedTypes, createPerson, runCrowd } from './isolation.ts';

const anyone = { acceptAnyCredential: true };

it('gives each of many callers at once only what was fetched with their own credentials', async () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
  const numbers = new Random(seed);
  console.log(`isolation: SEED=${seed}`);
  await using gateway = await createTestGateway({
    env: { TREFOIL_CACHE: cachedTypes },
    fleek: anyone,
    fibery: anyone,
    flotiq: anyone,
  });
  const report = await runCrowd({
    people: Array.from({ length: 20 }, (_, index) => createPerson(`person${index}`)),
    operations: 800,
    random: () => numbers.next(),
    standIns: [gateway.fleek, gateway.fibery, gateway.flotiq],
    async ask(query, { headers }, signal) {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query }),
        signal,
      });
      return response.json();
    },
  });
  expect(report.foreign, `seed ${seed}`).toEqual([]);
  expect(report.answered + report.left).toBe(800);
  // Faults and early leavers leave enough answers that could have been somebody else's.
  expect(report.marked).toBeGreaterThan(500);
});
