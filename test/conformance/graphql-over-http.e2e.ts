import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestGateway, type TestGateway } from '../test-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await createTestGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const audits = serverAudits({ url: () => `${gateway.url}/graphql` });

it('is held against the whole audit suite', () => {
  expect(audits.length).toBeGreaterThanOrEqual(60);
});

it.each(audits)('$id $name', async ({ fn }) => {
  const result = await fn();
  // The reason and the answer stand in the failure message.
  if (result.status !== 'ok') expect.fail(`${result.reason}: ${await result.response.text()}`);
});
