import { inject, it } from 'vitest';
import { readArtifacts } from '../../../src/artifacts.ts';
import { createJudge } from './judge.ts';
it('one', async () => {
  const judge = createJudge(await readArtifacts(inject('artifacts')));
  const c = await judge.hear(Number(process.env.S));
  console.log(c.text, JSON.stringify(c.variables));
  for (const k of ['plan', 'reference', 'mesh'] as const) {
    const { log, ...o } = c[k];
    console.log(k, o, log.requests, log.problems);
  }
  if (process.env.THROW) throw new Error('x');
}, 60000);
