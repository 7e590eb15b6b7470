import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readArtifacts } from '../../src/artifacts.ts';
import { compose } from '../../src/compose/compose.ts';
import { writeComposition } from '../../src/compose/write-composition.ts';
import { hearMany } from './judge/hear-many.ts';
import { createJudge } from './judge/judge.ts';
import { zoo } from './judge/zoo.ts';

const seed = Number(process.env['JUDGE_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

describe(`for generated operations a plan answers what graphql-js answers, and asks no more than Mesh (seeds from ${seed})`, () => {
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'trefoil-zoo-'));
    const meshrcFile = 'test/plan/judge/zoo.meshrc.yaml';
    await writeComposition(await compose({ meshrcFile, sources: [zoo] }), directory);
  });

  afterAll(() => rm(directory, { recursive: true }));

  it.each([
    ['the graph of the committed contracts', () => inject('artifacts'), 1700],
    ['a graph of all that they have not', () => directory, 300],
  ])(
    'over %s',
    async (_, artifacts, count) => {
      const court = createJudge(await readArtifacts(artifacts()));
      const { findings, heard, notPlanned } = await hearMany(court, seed, count);
      expect(findings.join('\n\n')).toBe('');
      expect(heard).toBe(count);
      expect(notPlanned).toEqual({});
    },
    300_000,
  );
});
