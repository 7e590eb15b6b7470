import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { runKeyring } from '../../src/cli/keyring.ts';
import { openKeyring } from '../../src/identity/keyring/keyring.ts';
import { readMasterKeys } from '../../src/identity/keyring/master-key.ts';
import { createTemporaryFolder } from '../identity/keyring/temporary-keyring.ts';
import { readNow, sources } from '../identity/sources.ts';

const fleekSecret = 'canary-fleek-secret';

async function createCli(more: Record<string, string> = {}) {
  const folder = await createTemporaryFolder();
  const env: Record<string, string> = {
    TREFOIL_KEYRING: join(folder.path, 'below', 'keyring.json'),
    TREFOIL_MASTER_KEY: 'b2'.repeat(32),
    ...more,
  };
  return {
    env,
    /** Runs with a pipe, or with somebody who types. */
    async run(args: string[], input = '', { isTTY = false } = {}) {
      const stdin = Object.assign(new PassThrough(), { isTTY });
      const [stdout, stderr] = [new PassThrough(), new PassThrough()];
      // A pipe ends; somebody who types goes on to sit there.
      if (isTTY) {
        const lines = input.split('\n');
        stderr.on('data', (shown) => {
          if (String(shown).endsWith(': ')) setImmediate(() => stdin.write(`${lines.shift()}\n`));
        });
      } else stdin.end(input);
      const shown = [text(stdout), text(stderr)];
      const code = await runKeyring(args, { stdin, stdout, stderr, env, sources });
      stdout.end();
      stderr.end();
      const [out = '', err = ''] = await Promise.all(shown);
      return { code, out, err };
    },
    async identityOf(headers: Record<string, string>) {
      const masterKeys = await readMasterKeys(env);
      using keyring = await openKeyring({ path: env.TREFOIL_KEYRING!, masterKeys, sources });
      return readNow({ keyring }, headers);
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

const bearer = (out: string) => ({ authorization: `Bearer ${out.trim()}` });

describe('trefoil keyring add', () => {
  it('makes a profile from a pipe and shows the access key once, alone on the output', async () => {
    await using cli = await createCli();
    const args = ['add', 'frontend', '--read', 'fleek', '--write', 'flotiq', '--rate', '5'];
    const { code, out, err } = await cli.run(
      args,
      `x-fleek-key: ${fleekSecret}\nx-flotiq-key=readwrite\n`,
    );
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^trf_[\w-]{43}\n$/) });
    expect(err).toContain(`The keyring is ${cli.env.TREFOIL_KEYRING};`);
    expect(err).not.toContain(out.trim());
    const identity = await cli.identityOf(bearer(out));
    expect(identity.credentialFor('fleek', true)?.value).toBe(fleekSecret);
    expect(identity.grants).toMatchObject({
      fleek: { read: true, write: false },
      flotiq: { read: true, write: true },
    });
    expect(identity.basis[0]?.requestsPerSecond).toBe(5);
    const listed = await cli.run(['list']);
    expect(listed.out).toContain('flotiq: read, write');
    for (const secret of [fleekSecret, 'readwrite', out.trim()]) {
      expect(listed.out + listed.err).not.toContain(secret);
      expect(await readFile(cli.env.TREFOIL_KEYRING!, 'utf8')).not.toContain(secret);
    }
  });

  it('asks a person for each credential of the sources named, without an echo', async () => {
    await using cli = await createCli();
    const args = ['add', 'anonymous', '--read', 'flotiq'];
    const { code, out, err } = await cli.run(args, 'anonymousflotiq\n\n', { isTTY: true });
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toContain('Flotiq credential (x-flotiq-key; Enter to leave out): ');
    expect(err).toContain('x-flotiq-read-key, for read only');
    expect(err).not.toContain('anonymousflotiq');
    const identity = await cli.identityOf({});
    expect(identity.credentialFor('flotiq', true)?.value).toBe('anonymousflotiq');
  });

  it('gives up without a change when a person breaks off', async () => {
    await using cli = await createCli();
    const args = ['add', 'anonymous', '--read', 'flotiq'];
    const { code, err } = await cli.run(args, '\u0003', { isTTY: true });
    expect(code).toBe(2);
    expect(err).toContain('broken off; nothing was changed');
    expect((await cli.run(['list'])).err).toContain(`no keyring yet at ${cli.env.TREFOIL_KEYRING}`);
  });

  it('adds to a profile that is there, whose access keys stay', async () => {
    await using cli = await createCli();
    const { out } = await cli.run(['add', 'ci', '--read', 'fleek'], `x-fleek-key: ${fleekSecret}`);
    const added = await cli.run([
      'add',
      'ci',
      '--write',
      'fleek',
      '--field',
      'fleek:triggerDeploy',
    ]);
    expect(added).toMatchObject({ code: 0, out: '', err: 'The profile "ci" is saved.\n' });
    const identity = await cli.identityOf(bearer(out));
    expect(identity.grants.fleek).toEqual({
      read: true,
      write: true,
      rootFields: ['triggerDeploy'],
    });
  });

  it('never repeats a line that it does not understand, for it may be the secret', async () => {
    await using cli = await createCli();
    const { code, err } = await cli.run(['add', 'ci', '--read', 'fleek'], fleekSecret);
    expect(code).toBe(2);
    expect(err).toContain('line 1 of the input is not "header: secret"');
    expect(err).not.toContain(fleekSecret);
  });

  it('refuses a credential that cannot be one, and keeps no half of the profile', async () => {
    await using cli = await createCli();
    const { code, err } = await cli.run(['add', 'ci', '--read', 'flotiq'], 'x-flotiq-key: NOT-ONE');
    expect(code).toBe(1);
    expect(err).toContain('its credential for x-flotiq-key does not have the expected shape');
    expect(err).not.toContain('NOT-ONE');
    expect((await cli.run(['list'])).code).toBe(1);
  });
});

describe('trefoil keyring rotate', () => {
  it('replaces the access key at once, or leaves the old one a while', async () => {
    await using cli = await createCli();
    const { out: first } = await cli.run(['add', 'ci', '--read', 'fleek']);
    const { out: second } = await cli.run(['rotate', 'ci']);
    await expect(cli.identityOf(bearer(first))).rejects.toThrow(/expired/);
    const { out: third } = await cli.run(['rotate', 'ci', '--grace', '1h']);
    expect((await cli.identityOf(bearer(second))).caller.name).toBe('ci');
    expect((await cli.identityOf(bearer(third))).caller.name).toBe('ci');
    await expect(cli.identityOf(bearer(first))).rejects.toThrow(/expired/);
  });

  it('replaces the credentials of a profile, and asks for no others', async () => {
    await using cli = await createCli();
    const { out } = await cli.run(['add', 'ci', '--read', 'fleek'], `x-fleek-key: ${fleekSecret}`);
    expect(
      await cli.run(['rotate', 'ci', '--credentials'], 'x-flotiq-key: readwrite'),
    ).toMatchObject({ code: 2 });
    await cli.run(['rotate', 'ci', '--credentials'], 'x-fleek-key: rotated-secret');
    const identity = await cli.identityOf(bearer(out));
    expect(identity.credentialFor('fleek', true)?.value).toBe('rotated-secret');
  });

  it('seals with a new master key, after which the old one is not needed', async () => {
    await using cli = await createCli();
    const { out } = await cli.run(['add', 'ci', '--read', 'fleek']);
    cli.env.TREFOIL_MASTER_KEY_PREVIOUS = cli.env.TREFOIL_MASTER_KEY!;
    cli.env.TREFOIL_MASTER_KEY = 'c3'.repeat(32);
    expect(await cli.run(['rotate', '--master'])).toMatchObject({ code: 0 });
    delete cli.env.TREFOIL_MASTER_KEY_PREVIOUS;
    expect((await cli.identityOf(bearer(out))).caller.name).toBe('ci');
  });
});

describe('trefoil keyring revoke', () => {
  it('ends one access key, all of them, or the profile', async () => {
    await using cli = await createCli();
    const { out: first, err } = await cli.run(['add', 'ci', '--read', 'fleek']);
    const [, id = ''] = /Access key (\w+)/.exec(err) ?? [];
    const { out: second } = await cli.run(['rotate', 'ci', '--grace', '1h']);
    await cli.run(['revoke', 'ci', id]);
    await expect(cli.identityOf(bearer(first))).rejects.toThrow(/revoked/);
    expect((await cli.identityOf(bearer(second))).caller.name).toBe('ci');
    await cli.run(['revoke', 'ci']);
    await expect(cli.identityOf(bearer(second))).rejects.toThrow(/revoked/);
    await cli.run(['revoke', 'ci', '--remove']);
    await expect(cli.identityOf(bearer(second))).rejects.toThrow(/unknown/);
  });

  it('says so when there is no such profile or key', async () => {
    await using cli = await createCli();
    await cli.run(['add', 'ci', '--read', 'fleek']);
    expect((await cli.run(['revoke', 'nobody'])).err).toContain('there is no profile "nobody"');
    expect((await cli.run(['revoke', 'ci', 'ffff'])).err).toContain('no access key "ffff"');
  });
});

describe('trefoil keyring import-env', () => {
  it('takes the credentials of the environment, to read with', async () => {
    await using cli = await createCli({ FLEEK_KEY: fleekSecret, FLOTIQ_KEY: 'readwrite' });
    const { code, out, err } = await cli.run(['import-env', '--write', 'flotiq']);
    expect(code).toBe(0);
    expect(err).toContain('Taken from FLEEK_KEY, FLOTIQ_KEY');
    expect(err).not.toContain(fleekSecret);
    const identity = await cli.identityOf(bearer(out));
    expect(identity.caller.name).toBe('imported');
    expect(identity.credentialFor('fleek', false)).toBeUndefined();
    expect(identity.credentialFor('flotiq', false)?.value).toBe('readwrite');
  });
});

it.each([
  [[], /add, list, rotate, revoke or import-env is expected/],
  [['constructor'], /is expected/],
  [['add'], /takes the name of a profile/],
  [['add', '../up'], /not a name/],
  [['add', 'ci', '--read', 'github'], /no source "github"; there are fleek, fibery, flotiq/],
  [['add', 'ci', '--rate', 'many'], /--rate takes a number/],
  [['add', 'ci', '--claim', 'sub'], /NAME=VALUE/],
  [['add', 'ci', '--expires', 'soon'], /neither a date nor a span/],
  [['add', 'ci', '--nonsense'], /--nonsense/],
  [['add', 'ci', '--field', 'fleek:me'], /^trefoil: --field fleek:… goes with --read, /],
  [
    ['add', 'ci', '--rate', '-5'],
    /^trefoil: Option '--rate' [^\n]*; trefoil keyring --help[^\n]*\n$/,
  ],
  [['add', 'ci', 'fleek'], /"fleek" is not expected after add/],
  [['revoke', 'ci', '--grace', '1h'], /revoke takes no --grace/],
  [['rotate', 'anonymous'], /has no access keys/],
])('explains what is wrong with %j', async (args, message) => {
  await using cli = await createCli();
  const { code, err } = await cli.run(args);
  expect(code).toBe(2);
  expect(err).toMatch(message);
});

it('needs a master key, and says how to make one', async () => {
  await using cli = await createCli({ TREFOIL_MASTER_KEY: '' });
  expect(await cli.run(['list'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('openssl rand -base64 32'),
  });
});
