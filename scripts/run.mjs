// `npm start` and `npm test` on a fresh clone: installs what is missing, builds what is stale, then does the job.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

const packages = ['package.json', 'node_modules/.package-lock.json'];
const [job, ...args] = process.argv.slice(2);
requireNode(20, 19);
install();
if (job === 'test') {
  run('node_modules/vitest/vitest.mjs', ['run', ...args]);
} else if (job === 'test:browser') {
  buildGraphiql();
  run('node_modules/vitest/vitest.mjs', ['run', '--config=vitest.browser.config.ts', ...args]);
} else {
  buildGateway();
  buildGraphiql();
  compose();
  if (job !== 'build') {
    process.argv = [process.argv[0], join(root, 'dist/cli.js'), job, ...args];
    await import(join(root, 'dist/cli.js'));
  }
}

function requireNode(major, minor) {
  const [haveMajor, haveMinor] = process.versions.node.split('.').map(Number);
  if (haveMajor > major || (haveMajor === major && haveMinor >= minor)) return;
  console.error(`trefoil needs Node ${major}.${minor} or newer; this is ${process.versions.node}`);
  process.exit(1);
}

function install() {
  if (newest(['package-lock.json']) <= newest(['node_modules/.package-lock.json'])) return;
  console.log('Installing dependencies (about a minute, once) ...');
  const npm = process.env.npm_execpath;
  const [command, first] = npm ? [process.execPath, [npm]] : ['npm', []];
  const { status } = spawnSync(command, [...first, 'ci', '--loglevel=error', '--progress=true'], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

function buildGateway() {
  if (newest(['src', 'sources', 'scripts/build.mjs', ...packages]) <= newest(['dist/cli.js']))
    return;
  console.log('Building the gateway ...');
  run('scripts/build.mjs', []);
}

function buildGraphiql() {
  const inputs = ['graphiql', 'scripts/build-graphiql.mjs', ...packages];
  if (newest(inputs) <= newest(['dist/graphiql/entry.json'])) return;
  console.log('Building GraphiQL ...');
  run('scripts/build-graphiql.mjs', []);
}

function compose() {
  const inputs = ['.meshrc.yaml', 'sources', 'src/compose', 'src/graph.ts'];
  if (newest(inputs) <= newest(['.trefoil/graph.json'])) return;
  console.log('Composing the graph ...');
  run('dist/cli.js', ['compose']);
}

function run(script, scriptArgs) {
  const { status } = spawnSync(process.execPath, [script, ...scriptArgs], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** The time of the newest file at or below some paths; 0 where there is none. */
function newest(paths) {
  return Math.max(0, ...paths.map((path) => (existsSync(path) ? newestBelow(path) : 0)));
}

function newestBelow(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newestBelow(join(path, name))));
}
