import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trefoil install #'));
  await write('package-lock.json', JSON.stringify({ packages: { '': {}, ...wanted } }));
  await write('npm-cli.js', npm);
});
afterEach(() => rm(folder, { recursive: true }));

const wanted = {
  'node_modules/a': { version: '1.0.0' },
  'node_modules/@scope/b': { version: '2.0.0' },
  'node_modules/for-another-system': { version: '3.0.0', optional: true },
};

/** In the place of npm: installs what is wanted for this system, its list last, and says that it ran. */
const npm = `
  const { mkdirSync, writeFileSync } = require('node:fs');
  const wanted = ${JSON.stringify(wanted)};
  delete wanted['node_modules/for-another-system'];
  if (process.env.NPM_FAILS) process.exit(7);
  for (const path of Object.keys(wanted)) {
    mkdirSync(path, { recursive: true });
    writeFileSync(path + '/package.json', '{}');
  }
  writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages: wanted }));
  console.log('npm ' + process.argv[2]);
`;

async function write(name: string, text: string): Promise<void> {
  const file = join(folder, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

function install(env: Record<string, string> = {}) {
  const module = pathToFileURL('scripts/install.mjs').href;
  const script = `import { install } from ${JSON.stringify(module)}; await install();`;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', script],
    { cwd: folder, env: { ...env, npm_execpath: join(folder, 'npm-cli.js') } },
  );
  return { ran: String(stdout).includes('npm ci'), status, stderr: String(stderr) };
}

const done = { ran: true, status: 0, stderr: '' };
const nothing = { ran: false, status: 0, stderr: '' };

it('installs once, leaving out what is for another system', () => {
  expect([install(), install()]).toEqual([done, nothing]);
});

it.each<[string, () => Promise<unknown>]>([
  ['was broken off', () => rm(join(folder, 'node_modules/.package-lock.json'))],
  ['has lost a package', () => rm(join(folder, 'node_modules/a'), { recursive: true })],
  [
    'is of another package-lock.json',
    async () => {
      const file = 'node_modules/.package-lock.json';
      const list = await readFile(join(folder, file), 'utf8');
      await write(file, list.replace('2.0.0', '1.9.0'));
    },
  ],
  ['left a list that is cut off', () => write('node_modules/.package-lock.json', '{"pack')],
])('installs again when the last install %s', async (_, damage) => {
  install();
  await damage();
  expect([install(), install()]).toEqual([done, nothing]);
});

it('ends as npm does, and says what to do', () => {
  const { status, stderr } = install({ NPM_FAILS: '1' });
  expect(status).toBe(7);
  expect(stderr).toBe(
    'trefoil: the dependencies are not installed; mend what npm says above, and try again\n',
  );
});
