import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readEnvFile } from '../../src/cli/env-file.ts';

async function read(text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'trefoil-env-'));
  const file = join(folder, '.env');
  await writeFile(file, text);
  try {
    return readEnvFile(file);
  } catch (error) {
    return (error as Error).message.replaceAll(file, '.env');
  } finally {
    await rm(folder, { recursive: true });
  }
}

it.each([
  ['comments, blanks and exports', '# a = b\n\nexport A=1\n B = 2 # two\n', { A: '1', B: '2' }],
  ['lines of Windows', '\uFEFFA=1\r\nB=\r\n', { A: '1', B: '' }],
  ['values of several lines', 'A="x\ny"\nB=\'p\nq\'\n', { A: 'x\ny', B: 'p\nq' }],
  ['a quote that stays open', `A="x\nB=it's\n`, { A: '"x', B: "it's" }],
])('reads %s', async (_what, text, expected) => {
  expect(await read(text)).toEqual(expected);
});

it('names the lines that set nothing, since they take the next name with them, and quotes none', async () => {
  expect(await read('A=1\nsecret\nB=2\n: x\n=y\nC="\n"')).toBe(
    '.env:2 is no NAME=value\n.env:4 is no NAME=value\n.env:5 is no NAME=value',
  );
});
