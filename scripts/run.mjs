// `npm start` and `npm test` on a fresh clone: installs what is missing, builds what is stale, then
// does the job. Uses Node alone, for nothing else is there yet.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { endWithNpm } from './end-with-npm.mjs';
import { install } from './install.mjs';
import { makeFresh } from './fresh.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

const lock = 'package-lock.json';
const artifacts = process.env.TREFOIL_ARTIFACTS || '.trefoil';
const gateway = {
  name: 'gateway',
  says: 'Building the gateway ...',
  inputs: ['src', 'sources', 'scripts/build.mjs', lock],
  output: 'dist/cli.js',
  make: () => run('scripts/build.mjs'),
};
const graphiql = {
  name: 'graphiql',
  says: 'Building GraphiQL ...',
  inputs: ['graphiql', 'src/plan/print-plan.ts', 'scripts/build-graphiql.mjs', lock],
  output: 'dist/graphiql/entry.json',
  make: () => run('scripts/build-graphiql.mjs'),
};
const graph = {
  name: `graph in ${artifacts}`,
  says: 'Composing the graph ...',
  inputs: ['.meshrc.yaml', 'sources', 'src/compose', 'src/graph.ts', 'src/source.ts', lock],
  output: join(artifacts, 'graph.json'),
  make: () => run('dist/cli.js', 'compose'),
};

const [job, ...args] = process.argv.slice(2);
requireNode(20, 19);
endWithNpm();
await install();
if (job === 'test') {
  await run('node_modules/vitest/vitest.mjs', 'run', ...args);
} else if (job === 'test:browser') {
  await makeFresh(graphiql);
  await run('node_modules/vitest/vitest.mjs', 'run', '--config=vitest.browser.config.ts', ...args);
} else {
  await Promise.all([makeFresh(graphiql), makeGraph()]);
  if (job !== 'build') {
    const cli = join(root, 'dist/cli.js');
    process.argv = [process.argv[0], cli, job, ...args];
    await import(pathToFileURL(cli).href);
  }
}

async function makeGraph() {
  await makeFresh(gateway);
  // It composes by itself, and waits when that fails.
  if (job !== 'dev') await makeFresh(graph);
}

function requireNode(major, minor) {
  const [haveMajor, haveMinor] = process.versions.node.split('.').map(Number);
  if (haveMajor > major || (haveMajor === major && haveMinor >= minor)) return;
  console.error(
    `trefoil: Node ${process.versions.node} is too old; install Node ${major}.${minor} or newer`,
  );
  process.exit(1);
}

/** Runs a script of Node; this process ends as it does when it fails, for it has said why. */
function run(script, ...scriptArgs) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, ...scriptArgs], { stdio: 'inherit' });
    child.once('exit', (code) => (code === 0 ? resolve() : process.exit(code ?? 1)));
  });
}
