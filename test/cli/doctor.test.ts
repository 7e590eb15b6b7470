import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { findNodeFault } from '../../src/cli/node-version.ts';
import { canaries, openOwnAccount } from './own-account.ts';
import { runCli } from './run-cli.ts';

const rowOf = (table: string, what: string) =>
  new RegExp(`^${what} +(ok|-|FAIL) +(.*)$`, 'm').exec(table)?.slice(1);

it('finds nothing wrong with a fresh clone, whose sources are stand-ins', async () => {
  const { code, out } = await runCli(['doctor', '--artifacts', inject('artifacts')]);
  expect(code).toBe(0);
  expect(rowOf(out, 'graph')).toEqual(['ok', 'composed of the contracts as they are']);
  expect(rowOf(out, 'fibery')).toEqual([
    '-',
    'its stand-in answers; set FIBERY_ACCOUNT, FIBERY_SPACE, FIBERY_TOKEN for your own account',
  ]);
});

it('asks every contract of an account with its credential, once', async () => {
  await using account = await openOwnAccount();
  const { code, out } = await runCli(['doctor', '--artifacts', inject('artifacts')], account.env);
  expect(code).toBe(0);
  for (const contract of ['fleek', 'fibery', 'fibery_account', 'flotiq']) {
    expect(rowOf(out, contract)).toEqual(['ok', expect.stringMatching(/takes the credential$/)]);
  }
  expect(account.fleek.calls.map(({ headers }) => headers.authorization)).toEqual([
    canaries.FLEEK_API_KEY,
  ]);
  expect(account.fibery.calls.map(({ url }) => url).sort()).toEqual([
    '/api/graphql/space/Delivery',
    '/api/tokens',
  ]);
  expect(account.flotiq.calls).toHaveLength(1);
  for (const secret of Object.values(canaries)) expect(out).not.toContain(secret);
});

it('says what to do about each source that is in trouble, and fails', async () => {
  await using account = await openOwnAccount();
  account.fleek.faults.add({ kind: 'status', status: 401, times: 9 });
  await account.flotiq.close();
  const { code, out } = await runCli(['doctor', '--artifacts', inject('artifacts')], account.env);
  expect(code).toBe(1);
  expect(rowOf(out, 'fleek')).toEqual([
    'FAIL',
    expect.stringMatching(/^fleek: .* in FLEEK_API_KEY$/),
  ]);
  expect(rowOf(out, 'fibery')?.[0]).toBe('ok');
  expect(rowOf(out, 'flotiq')).toEqual(['FAIL', expect.stringMatching(/^flotiq: /)]);
});

it('does not fail where callers bring the credentials', async () => {
  await using account = await openOwnAccount();
  const { FLEEK_ENDPOINT, FIBERY_ENDPOINT, FLOTIQ_ENDPOINT } = account.env;
  const env = { FLEEK_ENDPOINT, FIBERY_ENDPOINT, FLOTIQ_ENDPOINT } as Record<string, string>;
  const { code, out } = await runCli(['doctor', '--artifacts', inject('artifacts')], env);
  expect(code).toBe(0);
  expect(rowOf(out, 'fleek')?.[1]).toContain('callers bring x-fleek-key');
  expect(account.fleek.calls).toEqual([]);
});

it('reports a configuration, a graph and a file that are wrong in one go', async () => {
  const { code, out } = await runCli(['doctor', '--artifacts', join(tmpdir(), 'none')], {
    TREFOIL_PROT: '1',
    FLEEK_API_KEY: 'a b',
  });
  expect(code).toBe(1);
  expect(rowOf(out, 'configuration')?.[0]).toBe('FAIL');
  expect(out).toContain('TREFOIL_PROT is unknown');
  expect(out).toContain('FLEEK_API_KEY does not have the expected shape');
  expect(rowOf(out, 'graph')?.[1]).toContain('run "trefoil compose"');
});

it('says of the files that settings name what a start would say', async () => {
  const env = { TREFOIL_KEYRING: 'package.json' };
  const { code, out } = await runCli(['doctor', '--artifacts', inject('artifacts')], env);
  expect(rowOf(out, 'configuration')).toEqual(['FAIL', expect.stringMatching(/not a keyring$/)]);
  expect({ code, fleek: rowOf(out, 'fleek')?.[0] }).toEqual({ code: 1, fleek: '-' });
});

it.each([
  ['20.19.0', false],
  ['20.18.9', true],
  ['18.20.0', true],
  ['22.0.0', false],
])('knows whether Node %s is too old', (version, isTooOld) => {
  expect(findNodeFault(version) !== undefined).toBe(isTooOld);
});
