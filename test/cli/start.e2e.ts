import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openOwnAccount, type OwnAccount } from './own-account.ts';
import { copyPackage, type PackageCopy } from './package-copy.ts';
import { startProcess } from './process.ts';

let copy: PackageCopy;
let account: OwnAccount;
let env: Record<string, string>;
beforeAll(async () => {
  [copy, account] = await Promise.all([copyPackage('fleek', 'flotiq'), openOwnAccount()]);
  env = { ...account.env, TREFOIL_LOG_LEVEL: 'silent' };
}, 60_000);
afterAll(async () => {
  await account?.[Symbol.asyncDispose]();
  await copy?.[Symbol.asyncDispose]();
});

it(
  'composes what is not composed yet, serves it, and in production writes nothing but JSON lines',
  { timeout: 60_000 },
  async () => {
    await using server = startProcess(copy.cli, ['start', '--port', '0'], env);
    await server.until(/composed fleek, flotiq:/);
    const [, url] = await server.until(/GraphQL +(http:\/\/127\.0\.0\.1:\d+)\/graphql/);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    server.signal('SIGTERM');
    expect(await server.ended).toBe(0);

    const addresses = Object.entries(account.env).filter(([name]) => name.endsWith('_ENDPOINT'));
    const production = { ...Object.fromEntries(addresses), TREFOIL_PROFILE: 'production' };
    await using again = startProcess(copy.cli, ['start', '--port', '0'], production);
    await again.until(/"msg":"ready"/);
    again.signal('SIGINT');
    expect(await again.ended).toBe(0);
    const lines = again.text.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({
        level: 'info',
        url: expect.stringMatching(/^http:/),
        msg: 'ready',
      }),
    ]);
  },
);

it('says in one line that the port is in use, and ends with 1', { timeout: 60_000 }, async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  try {
    const options = ['start', '--port', String(port)];
    await using server = startProcess(copy.cli, options, env);
    expect(await server.ended).toBe(1);
    const lines = server.text.trim().split('\n');
    expect(lines.at(-1)).toBe(
      `trefoil: port ${port} is in use; stop what listens there, or choose another with --port or TREFOIL_PORT`,
    );
    expect(server.text).not.toMatch(/\n +at /);
  } finally {
    other.close();
  }
});

it('starts no stand-in in production, and names what is missing', { timeout: 60_000 }, async () => {
  const production = { TREFOIL_PROFILE: 'production', TREFOIL_ARTIFACTS: join(copy.path, 'none') };
  await using server = startProcess(copy.cli, ['start'], production);
  expect(await server.ended).toBe(1);
  expect(server.text.trim().split('\n')).toEqual(
    ['Fleek', 'Fibery', 'Flotiq'].map((title) =>
      expect.stringMatching(`^trefoil: ${title} has no address: set .* TREFOIL_SOURCES$`),
    ),
  );
});
