import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sources } from '../../../sources/index.ts';
import { compose } from '../../../src/compose/compose.ts';
import { writeComposition } from '../../../src/compose/write-composition.ts';
import { runIsolation } from './run-isolation.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    count: { type: 'string', default: '10000' },
    /** `mesh` answers everything through Mesh's executor. */
    executor: { type: 'string', default: 'plan' },
  },
});
const [seed, operations] = [Number(values.seed), Number(values.count)];
const executor = values.executor === 'mesh' ? 'mesh' : 'plan';
if (!(operations >= 1 && operations <= 1_000_000) || !Number.isInteger(seed)) {
  console.error('isolation: --count is 1 to 1000000, --seed a whole number');
  process.exit(2);
}
console.log(`isolation: --seed ${seed} --count ${operations} --executor ${executor}`);
// A crowd that stands still has found something too.
const patienceMs = 60_000 + operations * 100;
const tooLong = setTimeout(() => {
  console.error(`isolation: not done after ${patienceMs / 1000} s`);
  process.exit(1);
}, patienceMs);

const directory = await mkdtemp(join(tmpdir(), 'trefoil-isolation-'));
await writeComposition(await compose({ meshrcFile: '.meshrc.yaml', sources }), directory);
const report = await runIsolation({
  operations,
  seed,
  callers: 24,
  // What goes wrong inside of the gateway is said where the run is watched.
  deps: { executor, logStream: process.stderr },
  env: { TREFOIL_ARTIFACTS: directory, TREFOIL_LOG_LEVEL: 'error' },
});
await rm(directory, { recursive: true });
clearTimeout(tooLong);

const { asked, foreign, events, reloadMs, ...counts } = report;
const taken = { ...asked, ...counts, ...events };
for (const [what, count] of Object.entries(taken)) {
  console.log(`  ${what.padEnd(14)}${String(count).padStart(8)}`);
}
console.log(`  the changed keyring held after ${reloadMs} ms`);
// Callers may all be patient, and nothing is kept of what Mesh's executor answers.
const mayBeNone = new Set(['left', ...(executor === 'mesh' ? ['cacheHits'] : [])]);
const untaken = Object.entries(taken).filter(
  ([what, count]) => count === 0 && !mayBeNone.has(what),
);
for (const [what] of untaken) console.log(`nothing took the path "${what}": it is not tested`);
for (const crossing of foreign.slice(0, 20)) console.log(crossing);
console.log(
  foreign.length === 0 ? 'nobody saw anything of anybody else' : `${foreign.length} crossings`,
);
process.exit(foreign.length === 0 && untaken.length === 0 ? 0 : 1);
