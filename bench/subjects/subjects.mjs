import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const pathOf = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const { execPath: node } = process;
const scratch = pathOf('../node_modules/.bench/');
const meshBin = pathOf('../node_modules/@graphql-mesh/cli/cjs/bin.js');

/** What a request of one of the callers carries, whoever answers it. */
export const headersOf = (caller) => ({
  'content-type': 'application/json',
  accept: 'application/json',
  'x-fleek-key': `benchmark-fleek-${caller}`,
  'x-fibery-token': `benchmark-fibery-${caller}`,
  'x-flotiq-key': `benchmark-flotiq-${caller}`,
});

/** No rates, and limits that let the growth rows through; the rest is as it comes. */
const trefoilSettings = {
  TREFOIL_PROFILE: 'production',
  TREFOIL_COALESCE: 'off',
  TREFOIL_MAX_BACKLOG_MS: '0',
  TREFOIL_MAX_ALIASES: '100000',
  TREFOIL_MAX_TOKENS: '100000',
  TREFOIL_MAX_COST: '10000000',
  ...Object.fromEntries(
    ['FLEEK', 'FIBERY', 'FLOTIQ'].flatMap((source) => [
      [`${source}_REQUESTS_PER_SECOND`, '0'],
      [`${source}_ACCOUNT_REQUESTS_PER_SECOND`, '0'],
      [`${source}_CONCURRENCY`, '64'],
    ]),
  ),
};

const byHand =
  (script) =>
  ({ upstream, port }) => ({
    command: node,
    args: [pathOf(script)],
    env: {
      UPSTREAM: upstream,
      PORT: String(port),
      SCHEMA: pathOf('../../.trefoil/schema.graphql'),
    },
  });

const hive =
  (...options) =>
  ({ upstream, port }) => ({
    command: node,
    args: [
      pathOf('../node_modules/@graphql-hive/gateway/dist/bin.js'),
      'supergraph',
      `${scratch}supergraph.graphql`,
      '--fork=1',
      '--host=127.0.0.1',
      `--port=${port}`,
      ...options,
    ],
    cwd: scratch,
    env: { UPSTREAM: upstream, NODE_ENV: 'production' },
  });

const trefoil =
  (settings = {}) =>
  ({ upstream, port }) => ({
    command: node,
    args: [pathOf('../../dist/cli.js'), 'start', `--port=${port}`],
    cwd: scratch,
    env: {
      FLEEK_ENDPOINT: `${upstream}/graphql`,
      FIBERY_ENDPOINT: `${upstream}/api/graphql/space/Delivery`,
      FLOTIQ_ENDPOINT: upstream,
      ...trefoilSettings,
      ...settings,
    },
  });

const mesh = ({ upstream, port }) => ({
  command: node,
  args: [meshBin, 'start', `--port=${port}`],
  cwd: pathOf('../comparators/mesh'),
  env: { UPSTREAM: upstream, NODE_ENV: 'production' },
});

/** Which graph a subject has: ours, or the contracts as they are. */
export const subjects = {
  floor: { title: 'written by hand (the floor)', graph: 'ours', command: byHand('floor.mjs') },
  yoga: { title: 'Yoga, executed by hand', graph: 'ours', command: byHand('yoga.mjs') },
  mesh: { title: '`mesh start`', graph: 'theirs', command: mesh, prepare: buildMesh },
  hive: { title: 'Hive Gateway', graph: 'theirs', command: hive(), prepare: composeHive },
  'hive-rust': {
    title: 'Hive Gateway, Rust planner',
    graph: 'theirs',
    command: hive('--hive-router-runtime'),
    prepare: composeHive,
  },
  trefoil: { title: '**Trefoil**', graph: 'ours', command: trefoil() },
  'trefoil-coalesced': {
    title: '**Trefoil**, coalescing, one caller',
    graph: 'ours',
    callers: 1,
    command: trefoil({ TREFOIL_COALESCE: 'on' }),
  },
  'trefoil-cached': {
    title: '**Trefoil**, cached',
    graph: 'ours',
    command: trefoil({ TREFOIL_CACHE: 'getSiteBySlug=3600 listBlogpost=3600 findTasks=3600' }),
  },
};

export const scratchFolder = scratch;
mkdirSync(scratch, { recursive: true });

function buildMesh({ upstream }) {
  const args = [meshBin, 'build'];
  prepareWith(args, { cwd: pathOf('../comparators/mesh'), upstream });
}

function composeHive({ upstream }) {
  const bin = pathOf('../node_modules/@graphql-mesh/compose-cli/esm/bin.js');
  const args = [bin, '--config-path=mesh.config.mjs', `--output=${scratch}supergraph.graphql`];
  prepareWith(args, { cwd: pathOf('../comparators/hive'), upstream });
}

function prepareWith(args, { cwd, upstream }) {
  const env = { ...process.env, UPSTREAM: upstream };
  const { status, stdout, stderr } = spawnSync(node, args, { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} failed\n${stdout}${stderr}`);
}
