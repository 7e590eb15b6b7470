import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { watchFiles } from '../../src/cli/watch-files.ts';

let folder: string;
const everything = new Set<string>();
beforeEach(async () => {
  everything.clear();
  folder = await mkdtemp(join(tmpdir(), 'trefoil-watch-'));
  await mkdir(join(folder, 'tree/deep'), { recursive: true });
  await writeFile(join(folder, 'tree/deep/old.ts'), 'a');
  await writeFile(join(folder, '.env'), 'A=1');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Collects what is seen, and resolves once all of some paths have been. */
function watch() {
  const seen = new Set<string>();
  let waiting: { paths: string[]; resolve(): void } | undefined;
  const check = () => {
    if (waiting?.paths.every((path) => seen.has(path))) waiting.resolve();
  };
  const watcher = watchFiles({
    files: ['.env', 'later.yaml', 'beside/single.json'].map((file) => join(folder, file)),
    folders: [join(folder, 'tree')],
    settleMs: 5,
    onChange(paths) {
      for (const path of paths) {
        seen.add(relative(folder, path));
        everything.add(relative(folder, path));
      }
      check();
    },
  });
  return {
    async until(...paths: string[]) {
      await new Promise<void>((resolve) => {
        waiting = { paths, resolve };
        check();
      });
      seen.clear();
    },
    [Symbol.dispose]: () => watcher[Symbol.dispose](),
  };
}

const write = (name: string, text = 'b') => writeFile(join(folder, name), text);

it('sees a file in the tree change, and change again after an editor has replaced it', async () => {
  using watcher = watch();
  await write('tree/deep/old.ts');
  await watcher.until('tree/deep/old.ts');
  for (let round = 0; round < 2; round += 1) {
    await write('tree/deep/.old.swp');
    await rename(join(folder, 'tree/deep/.old.swp'), join(folder, 'tree/deep/old.ts'));
    await watcher.until('tree/deep/old.ts');
  }
});

it('sees what is made in a folder that was not there, and what is removed', async () => {
  using watcher = watch();
  await mkdir(join(folder, 'tree/fresh/deeper'), { recursive: true });
  await write('tree/fresh/deeper/new.ts');
  await watcher.until('tree/fresh/deeper/new.ts');
  await write('tree/fresh/deeper/new.ts', 'c');
  await watcher.until('tree/fresh/deeper/new.ts');
  await rm(join(folder, 'tree/deep/old.ts'));
  await watcher.until('tree/deep/old.ts');
  await rm(join(folder, 'tree/fresh'), { recursive: true });
  await watcher.until('tree/fresh');
});

it('sees single files, one that is made later too, and not what is beside them', async () => {
  using watcher = watch();
  await write('beside.txt');
  await write('.env');
  await write('later.yaml');
  await watcher.until('.env', 'later.yaml');
  expect([...everything]).not.toContain('beside.txt');
});

it('does not mind a folder that is not there', () => {
  const watcher = watchFiles({ files: [], folders: [join(folder, 'none')], onChange: () => {} });
  expect(() => watcher[Symbol.dispose]()).not.toThrow();
});

it.each(['tree/deep/old.ts', 'beside/single.json'])(
  'sees %s change after its folder was removed and made again, at once or later',
  async (file) => {
    await mkdir(join(folder, 'beside'), { recursive: true });
    await write(file);
    using watcher = watch();
    rmSync(join(folder, file, '..'), { recursive: true });
    mkdirSync(join(folder, file, '..'));
    writeFileSync(join(folder, file), 'c');
    await watcher.until(file);
    await write(file, 'd');
    await watcher.until(file);
    await rm(join(folder, file, '..'), { recursive: true });
    await watcher.until(dirname(file));
    await mkdir(join(folder, file, '..'));
    await write(file, 'e');
    await watcher.until(file);
  },
);
