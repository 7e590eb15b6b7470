import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, inject, it } from 'vitest';
import { createTestGateway, sandboxHeaders, type TestGatewayOptions } from '../test-gateway.ts';
import { runCli } from './run-cli.ts';

const key = { FLEEK_API_KEY: sandboxHeaders['x-fleek-key'] };

/** A gateway that looks often, over deploys that are over once they were looked at a few times. */
async function createFast(fleek: TestGatewayOptions['fleek'] = {}) {
  const env = { TREFOIL_LIVE_FASTEST_MS: '20', TREFOIL_LIVE_SLOWEST_MS: '50' };
  let nowMs = Date.now();
  const now = () => (nowMs += 250);
  return createTestGateway({ env, fleek: { deployMs: 1000, now, ...fleek } });
}

it('waits for the end of a deploy, tells how it goes, and exits with 0', async () => {
  await using gateway = await createFast();
  const { code, out } = await runCli(['deploy', 'acme-www', '--wait', '--url', gateway.url], key);
  expect(out.split('\n')).toEqual([
    expect.stringMatching(/^acme-www: deploy \S+ has started$/),
    expect.stringMatching(/^acme-www: IN_PROGRESS \(\d+ s\)$/),
    expect.stringMatching(/^acme-www: DEPLOYED \(\d+ s\)$/),
  ]);
  expect(code).toBe(0);
});

it('exits with 1 when the deploy fails', async () => {
  await using gateway = await createFast();
  const args = ['deploy', 'acme-www', '--wait', '--commit', 'will-fail', '--url', gateway.url];
  const { code, out } = await runCli(args, key);
  expect(out).toContain('acme-www: FAILED');
  expect(code).toBe(1);
});

it('exits with 3 when the time is up', async () => {
  await using gateway = await createFast({ deployMs: 3_600_000 });
  const args = ['deploy', 'acme-www', '--wait', '--timeout', '0.3', '--url', gateway.url];
  const { code, out } = await runCli(args, key);
  expect(out).toContain('acme-www: still running after 0.3 s');
  expect(code).toBe(3);
});

it('only starts the deploy without --wait', async () => {
  await using gateway = await createFast();
  const { code, out } = await runCli(['deploy', 'acme-www', '--url', gateway.url], key);
  expect([code, out.split('\n').length]).toEqual([0, 1]);
});

it('asks the sources itself when no gateway is named', async () => {
  await using gateway = await createFast();
  const { code, out } = await runCli(['deploy', 'acme-www', '--wait'], {
    ...key,
    TREFOIL_ARTIFACTS: inject('artifacts'),
    TREFOIL_LIVE_FASTEST_MS: '20',
    FLEEK_ENDPOINT: `${gateway.fleek.origin}/graphql`,
  });
  expect(out).toContain('acme-www: DEPLOYED');
  expect(code).toBe(0);
});

it.each([
  [['deploy'], 2, 'name the site'],
  [['deploy', 'no-such-site'], 1, 'Fleek has no site "no-such-site"'],
  [['deploy', 'acme-www', '--wait', '--timeout', 'soon'], 2, '--timeout is a number'],
  [['deploy', 'acme-www', '--url', 'ftp://127.0.0.1'], 2, '--url is no address'],
  [['deploy', 'acme-www', '--url', 'http://127.0.0.1:1'], 1, 'no answer at http://127.0.0.1:1'],
])('says what is wrong with %j', async (args, expected, says) => {
  await using gateway = await createFast();
  const { code, err } = await runCli(
    ['deploy', '--url', `${gateway.url}/graphql/`, ...args.slice(1)],
    key,
  );
  expect(err).toContain(says);
  expect(code).toBe(expected);
});

it('says that a stand-in answers where no account is named', async () => {
  const env = { TREFOIL_ARTIFACTS: inject('artifacts') };
  const { code, err } = await runCli(['deploy', 'no-such-site'], env);
  expect(err).toContain(
    "trefoil: Fleek's stand-in answers; set FLEEK_API_KEY for your own account",
  );
  expect(code).toBe(1);
});

it('says what the gateway says when there is no credential', async () => {
  await using gateway = await createFast();
  const { code, err } = await runCli(['deploy', 'acme-www', '--url', gateway.url]);
  expect(err).toContain('no Fleek credential');
  expect(code).toBe(1);
});

it('starts no second deploy when the answer to the first is lost', async () => {
  let starts = 0;
  const gateway = createServer(async (request, response) => {
    const { query } = JSON.parse(await text(request)) as { query: string };
    if (query.startsWith('query')) {
      return response.end(JSON.stringify({ data: { getSiteBySlug: { id: 'a' } } }));
    }
    starts += 1;
    response.destroy();
  }).listen(0, '127.0.0.1');
  await once(gateway, 'listening');
  const url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
  try {
    const { code, err } = await runCli(['deploy', 'acme-www', '--url', url], key);
    expect({ code, err, starts }).toEqual({
      code: 1,
      err: expect.stringContaining('the deploy may have started'),
      starts: 1,
    });
  } finally {
    gateway.close();
  }
});
