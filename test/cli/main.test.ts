import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { settings } from '../../src/settings.ts';
import { runCli } from './run-cli.ts';

describe('trefoil', () => {
  it('lists its commands when asked, and when called without one', async () => {
    const help = await runCli(['--help']);
    for (const name of Object.keys(commands))
      expect(help.out).toMatch(new RegExp(`^  ${name} `, 'm'));
    expect(help.code).toBe(0);
    expect(await runCli([])).toEqual({ ...help, code: 2 });
  });

  it('tells its version', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    expect(await runCli(['--version'])).toEqual({ code: 0, out: version, err: '' });
  });

  it.each([
    [['strat'], 'trefoil: there is no command "strat"; trefoil --help lists them'],
    [['constructor'], 'trefoil: there is no command "constructor"; trefoil --help lists them'],
    [['start', '--prot', '1'], /^trefoil start: Unknown option '--prot'; trefoil start --help/],
    [['start', '--port'], /^trefoil start: .*--port.*; trefoil start --help/],
    [
      ['sync', 'now', 'please'],
      'trefoil sync: "now" is not expected; trefoil sync --help lists the options',
    ],
    [['compose', 'nonsense'], 'trefoil: "nonsense" is not CONTRACT=FILE'],
  ])('answers %j with 2 and one line', async (args, complaint) => {
    const { code, out, err } = await runCli(args);
    expect({ code, out, lines: err.split('\n').length }).toEqual({ code: 2, out: '', lines: 1 });
    expect(err).toMatch(complaint);
  });

  it('says in one line that a file cannot be written', async () => {
    const out = join(tmpdir(), 'none', 'documents.json');
    const { code, err } = await runCli(['documents', 'extract', 'examples/queries', '--out', out]);
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(/^trefoil: ENOENT.*json'$/),
    });
  });

  it('says everything that is wrong with the settings, a line each, without a stack', async () => {
    const { code, err } = await runCli(['start', '--port', 'x'], {
      TREFOIL_PROFIL: 'production',
      FLEEK_API_KEY: 'a b',
      TREFOIL_JWT_SKEW_SECONDS: '1e9',
      TREFOIL_MASTER_KEY: 'short',
      TREFOIL_SERVER_CREDENTIALS: 'all',
    });
    expect(code).toBe(1);
    expect(err.split('\n').map((line) => /[A-Z]+_[A-Z_]+|master key/.exec(line)?.[0])).toEqual([
      'TREFOIL_PROFIL',
      'TREFOIL_PORT',
      'FLEEK_API_KEY',
      'master key',
      'TREFOIL_JWT_SKEW_SECONDS',
    ]);
    expect(err).not.toMatch(/\n\s+at |a b/);
  });

  it('takes an option before the environment, and that before .env', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'trefoil-env-'));
    try {
      await writeFile(
        join(folder, '.env'),
        'TREFOIL_PORT=file\nTREFOIL_HOST=h\nTREFOIL_GRAPHIQL=f\n',
      );
      const port = async (args: string[], env = {}) =>
        /TREFOIL_PORT is "(\w*)"/.exec((await runCli(['start', ...args], env, folder)).err)?.[1];
      expect(await port([])).toBe('file');
      expect(await port([], { TREFOIL_PORT: 'shell' })).toBe('shell');
      expect(await port(['--port', 'option'], { TREFOIL_PORT: 'shell' })).toBe('option');
      // Set to nothing in the shell, it hides what the file says.
      expect(await port([], { TREFOIL_PORT: '' })).toBeUndefined();
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('says that there is nothing to serve where no graph was composed of what is there', async () => {
    const { code, err } = await runCli(['start', '--artifacts', join(tmpdir(), 'none')], {
      TREFOIL_MESHRC: join(tmpdir(), 'no-meshrc.yaml'),
    });
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/^trefoil: cannot read/) });
  });
});

describe.each(Object.entries(commands))('trefoil %s', (name, command) => {
  it('explains itself with examples', async () => {
    expect(command.help).toMatch(new RegExp(`trefoil ${name}\\b`));
    expect(command.help).toMatch(/^Examples:\n(?: {2}.*trefoil .*\n?)+$/m);
    expect(Math.max(...command.help.split('\n').map((line) => line.length))).toBeLessThan(110);
  });

  it('names every option in its help, with the variable that says the same', () => {
    for (const [option, { setting }] of Object.entries(command.options ?? {})) {
      const line = new RegExp(`^  --${option}\\b.*$`, 'm').exec(command.help)?.[0];
      expect(line, `--${option}`).toBeDefined();
      if (!setting) continue;
      expect(settings).toHaveProperty(setting);
      expect(line).toContain(`(${setting}`);
    }
  });
});
