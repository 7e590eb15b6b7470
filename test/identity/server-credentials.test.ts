import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readServerCredentials } from '../../src/identity/server-credentials.ts';
import { createTemporaryFolder } from './keyring/temporary-keyring.ts';
import { sources } from './sources.ts';

it('reads a credential from the file that a variable names, without its line break', async () => {
  await using folder = await createTemporaryFolder();
  const path = join(folder.path, 'fleek-key');
  await writeFile(path, 'fleek-from-file\n');
  const server = await readServerCredentials({ FLEEK_KEY_FILE: path, FIBERY_TOKEN: '' }, sources);
  expect(server.secretOf('x-fleek-key')).toBe('fleek-from-file');
  expect(server.secretOf('x-fibery-token')).toBeUndefined();
  expect(server.variables).toEqual(['FLEEK_KEY']);
});

it('names every variable that holds no credential, and none of their values', async () => {
  const env = {
    FLEEK_KEY: 'short',
    FLOTIQ_KEY: 'NOT A FLOTIQ KEY',
    TREFOIL_SERVER_CREDENTIALS: 'everyone',
  };
  const failure = await readServerCredentials(env, sources).catch((error: Error) => error);
  expect(failure).toMatchObject({ code: 'CONFIG_INVALID' });
  const { message } = failure as Error;
  expect(message).toMatch(/FLEEK_KEY .*FLOTIQ_KEY .*TREFOIL_SERVER_CREDENTIALS is one of/s);
  for (const value of ['short', 'NOT A', 'everyone']) expect(message).not.toContain(value);
});

it.each([
  [{ FLEEK_KEY: 'fleek-secret', FLEEK_KEY_FILE: '/secret' }, /both set/],
  [{ FLEEK_KEY_FILE: '/absent/fleek' }, /FLEEK_KEY_FILE names cannot be read/],
  [{ FLEEK_KEY_FILE: '/dev/null' }, /is empty/],
])('refuses %o', async (env, message) => {
  await expect(readServerCredentials(env, sources)).rejects.toThrow(message);
});
