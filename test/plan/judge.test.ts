import { expect, inject, it } from 'vitest';
import { readArtifacts } from '../../src/artifacts.ts';
import { hearMany } from './judge/hear-many.ts';
import { createJudge } from './judge/judge.ts';

const count = 2000;
// The same operations every time: a change that breaks one is to blame, not the draw. `npm run judge`
// draws others, in any number.
const seed = Number(process.env['JUDGE_SEED'] ?? 1);

it(`gives for ${count} generated operations what graphql-js gives, and asks no more than Mesh (seeds from ${seed})`, async () => {
  const court = createJudge(await readArtifacts(inject('artifacts')));
  const { findings, heard, notPlanned } = await hearMany(court, seed, count);
  expect(findings.join('\n\n')).toBe('');
  expect(heard).toBe(count);
  expect(notPlanned).toEqual({});
}, 300_000);
