import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sources } from '../../../sources/index.ts';
import { readArtifacts } from '../../../src/artifacts.ts';
import { compose } from '../../../src/compose/compose.ts';
import { writeComposition } from '../../../src/compose/write-composition.ts';
import { emptyTally, hearMany } from './hear-many.ts';
import { createJudge } from './judge.ts';
import { meshDefects } from './mesh-defects.ts';
import type { OddityKind } from './oddities.ts';
import { zoo } from './zoo.ts';

const { values } = parseArgs({
  options: {
    /** `vendors`, or `zoo`: a graph of all that the vendors' contracts have not. @default seven parts and one */
    graph: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    count: { type: 'string', default: '2000' },
  },
});
const graphs = {
  vendors: { meshrcFile: '.meshrc.yaml', sources, share: 7 / 8 },
  zoo: { meshrcFile: 'test/plan/judge/zoo.meshrc.yaml', sources: [zoo], share: 1 / 8 },
};
const seed = Number(values.seed);
const all = Number(values.count);
const tally = emptyTally();
const startedMs = performance.now();

for (const [name, graph] of Object.entries(graphs)) {
  if (values.graph !== undefined && values.graph !== name) continue;
  const count = values.graph === name ? all : Math.round(all * graph.share);
  const directory = await mkdtemp(join(tmpdir(), 'trefoil-judge-'));
  await writeComposition(await compose(graph), directory);
  const court = createJudge(await readArtifacts(directory));
  console.log(`${name}: ${count} operations, seeds from ${seed}`);
  await hearMany(court, seed, count, { tally, onHeard, onFinding: console.log });
  await rm(directory, { recursive: true });
}

console.log(`\nseeds from ${seed}: ${tally.heard} operations (${perSecond()} a second)`);
console.log(`${tally.refused} with variables that nobody could use`);
console.log(`${tally.linked} followed links; left to Mesh:`, tally.notPlanned);
for (const [kind, count] of Object.entries(tally.known)) {
  console.log(`${count} times Mesh ${meshDefects[kind as OddityKind]}`);
}
console.log(`${tally.wrong.length} times the plan was wrong`);
console.log(`${tally.unexplained.length} times Mesh alone differed, and nobody knows why`);
// What Mesh has open keeps no one waiting.
process.exit(tally.wrong.length + tally.unexplained.length === 0 ? 0 : 1);

function onHeard({ heard, wrong, unexplained }: typeof tally): void {
  if (heard % 1000 > 0) return;
  console.log(
    `${heard} heard, ${perSecond()} a second, ${wrong.length + unexplained.length} to look into`,
  );
}

function perSecond(): number {
  return Math.round((tally.heard / (performance.now() - startedMs)) * 1000);
}
