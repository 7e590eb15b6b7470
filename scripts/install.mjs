// Installs the dependencies that package-lock.json names, when they are not there as it names them.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** Nothing is done when everything is there. Ends the process when npm fails, for npm has said why. */
export async function install() {
  const wanted = readPackages('package-lock.json');
  if (isInstalled(wanted)) return;
  console.log('Installing dependencies; once, a minute or so ...');
  const status = await runNpm(['ci', '--loglevel=error', '--progress=false'], () => count(wanted));
  if (status === 0) return;
  console.error(
    'trefoil: the dependencies are not installed; mend what npm says above, and try again',
  );
  process.exit(status);
}

function readPackages(file) {
  try {
    const { packages } = JSON.parse(readFileSync(file, 'utf8'));
    delete packages[''];
    return packages;
  } catch {
    return undefined;
  }
}

/**
 * npm lists what it installed at the very end, so an install that was broken off has no such list. Of
 * what was removed by hand the list knows nothing: that the packages are there is looked up.
 */
function isInstalled(wanted) {
  const found = readPackages('node_modules/.package-lock.json');
  if (!wanted || !found) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      (optional && !found[path]) ||
      (found[path]?.version === version && existsSync(`${path}/package.json`)),
  );
}

function count(wanted = {}) {
  const paths = Object.keys(wanted).filter((path) => !wanted[path].optional);
  const there = paths.filter((path) => existsSync(`${path}/package.json`));
  return `${there.length} of ${paths.length} packages`;
}

/** npm shows no progress where there is no terminal, and little where there is one. */
function runNpm(args, progress) {
  const npm = process.env.npm_execpath;
  const isNpm = npm !== undefined && /^npm-cli\.c?js$/.test(basename(npm));
  const child = isNpm
    ? spawn(process.execPath, [npm, ...args], { stdio: 'inherit' })
    : spawn('npm', args, { stdio: 'inherit', shell: process.platform === 'win32' });
  const { isTTY } = process.stdout;
  const ticks = setInterval(
    () => process.stdout.write(isTTY ? `\r  ${progress()} ` : `  ${progress()}\n`),
    isTTY ? 500 : 5000,
  );
  return new Promise((resolve) => {
    const end = (status) => {
      clearInterval(ticks);
      if (isTTY) process.stdout.write('\r\x1b[K');
      resolve(status);
    };
    child.once('error', (error) => {
      console.error(`trefoil: npm does not start: ${error.message}`);
      end(1);
    });
    child.once('exit', (status) => end(status ?? 1));
  });
}
