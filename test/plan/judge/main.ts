import { parseArgs } from 'node:util';
import { readArtifacts } from '../../../src/artifacts.ts';
import { hearMany } from './hear-many.ts';
import { createJudge } from './judge.ts';
import { meshDefects } from './mesh-defects.ts';
import type { OddityKind } from './oddities.ts';

const { values } = parseArgs({
  options: {
    artifacts: { type: 'string', default: '.trefoil' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    count: { type: 'string', default: '2000' },
  },
});
const court = createJudge(await readArtifacts(values.artifacts));
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
process.exit(tally.findings.length === 0 ? 0 : 1);
