import { expect, inject, it } from 'vitest';
import { readArtifacts } from '../../../src/artifacts.ts';
import { createJudge, isSaidBySource } from './judge.ts';
it('x', async () => {
  const judge = createJudge(await readArtifacts(inject('artifacts')));
  const t0 = performance.now();
  let refused = 0,
    np = 0,
    pr = 0,
    mr = 0;
  const N = Number(process.env.N ?? 300),
    S = Number(process.env.S ?? 1),
    SHOW = Number(process.env.SHOW ?? 3);
  for (let i = 0; i < N; i++) {
    const c = await judge.hear(S + i);
    if (c.refused) {
      refused++;
      continue;
    }
    if (c.notPlanned) np++;
    const p =
      c.plan.data !== c.reference.data ||
      c.reference.errors.some((e) => !c.plan.errors.includes(e)) ||
      c.plan.errors.some((e) => !c.reference.errors.includes(e) && !isSaidBySource(e)) ||
      c.plan.log.problems.length;
    const m =
      c.mesh.data !== c.reference.data || c.mesh.errors.join() !== c.reference.errors.join();
    if (p && ++pr <= SHOW)
      console.log(
        'PLAN',
        c.seed,
        c.text,
        JSON.stringify(c.variables),
        '\n',
        c.plan.data,
        '\n',
        c.reference.data,
        '\n',
        c.plan.errors,
        c.reference.errors,
        c.plan.log.problems,
        c.plan.log.requests,
      );
    if (process.env.MESH && m && ++mr <= SHOW)
      console.log(
        'MESH',
        c.seed,
        c.text,
        JSON.stringify(c.variables),
        '\n',
        c.mesh.data,
        '\n',
        c.reference.data,
        '\n',
        c.mesh.errors,
        c.reference.errors,
        c.mesh.log.problems,
        c.mesh.log.requests,
      );
    else if (m) mr++;
  }
  console.log({ refused, np, pr, mr, ms: (performance.now() - t0) / N });
  expect(1).toBe(1);
}, 300000);
