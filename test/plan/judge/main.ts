import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sources } from '../../../sources/index.ts';
import { readArtifacts } from '../../../src/artifacts.ts';
import { compose } from '../../../src/compose/compose.ts';
import { writeComposition } from '../../../src/compose/write-composition.ts';
import { hearMany } from './hear-many.ts';
import { createJudge } from './judge.ts';
import { meshDefects } from './mesh-defects.ts';
import type { OddityKind } from './oddities.ts';
import { zoo } from './zoo.ts';

const { values } = parseArgs({
  options: {
    /** `zoo` is the graph of all that the vendors' contracts have not. */
    graph: { type: 'string', default: 'vendors' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    count: { type: 'string', default: '2000' },
  },
});
const isZoo = values.graph === 'zoo';
const directory = await mkdtemp(join(tmpdir(), 'trefoil-judge-'));
const meshrcFile = isZoo ? 'test/plan/judge/zoo.meshrc.yaml' : '.meshrc.yaml';
await writeComposition(await compose({ meshrcFile, sources: isZoo ? [zoo] : sources }), directory);
const court = createJudge(await readArtifacts(directory));
const seed = Number(values.seed);
const tally = await hearMany(court, seed, Number(values.count));
for (const finding of tally.findings) console.log(`${finding}\n`);
console.log(
  `seeds from ${seed}: ${tally.heard} operations, ${tally.refused} of them with variables that nobody could use`,
);
console.log(`${tally.linked} of them followed links; left to Mesh:`, tally.notPlanned);
for (const [kind, count] of Object.entries(tally.known)) {
  console.log(`${count} times Mesh ${meshDefects[kind as OddityKind]}`);
}
console.log(tally.findings.length === 0 ? 'all agree' : 'not all agree');
await rm(directory, { recursive: true });
process.exit(tally.findings.length === 0 ? 0 : 1);
