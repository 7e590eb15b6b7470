import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trefoil fresh #'));
  await mkdir(join(folder, 'src/deep'), { recursive: true });
  await writeFile(join(folder, 'src/a.ts'), 'a');
  await writeFile(join(folder, 'src/deep/b.ts'), 'b');
});
afterEach(() => rm(folder, { recursive: true }));

const module = pathToFileURL('scripts/fresh.mjs').href;

/** Whether the product is made again; making it fails when it is told to. */
function isMade({ fails = false } = {}): boolean {
  const script = `
    import { makeFresh } from ${JSON.stringify(module)};
    import { writeFileSync } from 'node:fs';
    await makeFresh({
      name: 'product',
      says: 'making',
      inputs: ['src', 'not-there'],
      output: 'product.js',
      make() {
        if (${fails}) process.exit(3);
        writeFileSync('product.js', '');
      },
    });`;
  const args = ['--input-type=module', '--eval', script];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: folder });
  expect({ stderr: String(stderr), status }).toEqual({ stderr: '', status: fails ? 3 : 0 });
  return String(stdout) === 'making\n';
}

it('makes a product once, and not again for files that were only touched', async () => {
  expect([isMade(), isMade()]).toEqual([true, false]);
  await utimes(join(folder, 'src/a.ts'), new Date(), new Date());
  expect(isMade()).toBe(false);
});

it.each<[string, () => Promise<unknown>]>([
  ['changes', () => writeFile(join(folder, 'src/deep/b.ts'), 'c')],
  ['is deleted', () => rm(join(folder, 'src/deep/b.ts'))],
  ['comes', () => writeFile(join(folder, 'src/deep/c.ts'), '')],
])('makes it again when a file %s', async (_, change) => {
  isMade();
  await change();
  expect([isMade(), isMade()]).toEqual([true, false]);
});

it('makes it again when it is gone, or what is known of it is cut off', async () => {
  isMade();
  await rm(join(folder, 'product.js'));
  expect([isMade(), isMade()]).toEqual([true, false]);
  await writeFile(join(folder, 'dist/.made-of.json'), '{"prod');
  expect([isMade(), isMade()]).toEqual([true, false]);
});

it('tries again after making it has failed, though an older one is there', async () => {
  isMade();
  await writeFile(join(folder, 'src/a.ts'), 'b');
  expect([isMade({ fails: true }), isMade({ fails: true }), isMade()]).toEqual([true, true, true]);
});
