import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeContracts } from '../../src/compose/sync.ts';

it('puts back what it has replaced when a later contract cannot be', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trefoil-write-'));
  try {
    const path = (name: string) => join(folder, name);
    await writeFile(path('a'), 'committed');
    // A folder in the place of a file is one thing that a rename does not replace.
    await mkdir(path('c'));
    const files = ['a', 'b', 'c'].map((name) => ({
      contract: name,
      path: path(name),
      text: 'new',
    }));
    await expect(writeContracts(files)).rejects.toThrow(/EISDIR|ENOTEMPTY|EPERM/);
    expect(await readFile(path('a'), 'utf8')).toBe('committed');
    expect((await readdir(folder)).sort()).toEqual(['a', 'c']);

    await writeContracts(files.slice(0, 2));
    expect(await readFile(path('a'), 'utf8')).toBe('new');
    expect((await readdir(folder)).sort()).toEqual(['a', 'b', 'c']);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('lets two that sync at once both succeed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trefoil-write-'));
  try {
    const names = ['a', 'b'];
    const write = (text: string) =>
      writeContracts(names.map((name) => ({ contract: name, path: join(folder, name), text })));
    await Promise.all([write('one'), write('two')]);
    expect((await readdir(folder)).sort()).toEqual(names);
  } finally {
    await rm(folder, { recursive: true });
  }
});
