// `npm run bench`: installs what the gateway is measured against, once, builds the gateway and measures.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));

const changedMs = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);
if (changedMs('bench/package-lock.json') > changedMs('bench/node_modules/.package-lock.json')) {
  console.log('Installing what the gateway is measured against (two minutes, once) ...');
  run('npm', ['ci', '--prefix', 'bench', '--loglevel=error']);
}
run(process.execPath, ['scripts/run.mjs', 'build']);
run(process.execPath, ['bench/run.mjs', ...process.argv.slice(2)]);

function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
