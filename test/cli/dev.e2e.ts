import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { openOwnAccount } from './own-account.ts';
import { copyPackage } from './package-copy.ts';
import { startProcess } from './process.ts';

const ready = /Trefoil is (ready[^.]*)\.[^]*?GraphQL +(http:\S+)\/graphql/;

async function edit(file: string, from: string | RegExp, to: string): Promise<string> {
  const before = await readFile(file, 'utf8');
  await writeFile(file, before.replace(from, to));
  return before;
}

async function answers(url: string, query: string): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

it(
  'serves on while a contract or the code is broken, and the new graph once it is mended',
  { timeout: 120_000 },
  async () => {
    await using copy = await copyPackage('fleek');
    await using account = await openOwnAccount();
    const env = {
      ...account.env,
      TREFOIL_LOG_LEVEL: 'silent',
      TREFOIL_TRACE: 'off',
      TREFOIL_PORT: '0',
    };
    await using dev = startProcess(copy.cli, ['dev'], env);
    const [, , first] = await dev.until(ready);
    const slug = '{ getSiteBySlug(slug: "acme-www") { slug } }';
    const data = { getSiteBySlug: { slug: 'acme-www' } };
    expect(await answers(first!, slug)).toEqual({ data });

    // Where nothing was watched before.
    const contract = join(copy.path, 'contracts/schema.graphql');
    await mkdir(dirname(contract));
    await copyFile(join(copy.path, 'sources/fleek/schema.graphql'), contract);
    const whole = await edit(contract, /^type Query \{/m, 'typo Query {');
    await edit(join(copy.path, '.meshrc.yaml'), './sources/fleek/', './contracts/');
    await dev.until(/trefoil: fleek: .*schema\.graphql.*\n/);
    expect(await answers(first!, slug)).toEqual({ data });

    await writeFile(contract, whole.replace('getSiteById(', 'getSiteWithId('));
    const [, , second] = await dev.until(ready);
    const { errors } = (await answers(second!, '{ getSiteWithId(siteId: "x") { id } }')) as {
      errors: { extensions: { code: string } }[];
    };
    // The source knows no such field: what is asked is new, and goes out.
    expect(errors[0]?.extensions.code).not.toBe('GRAPHQL_VALIDATION_FAILED');
    await expect(fetch(`${first}/health`)).rejects.toThrow();

    const code = join(copy.path, 'src/cli/banner.ts');
    const text = await edit(code, 'Trefoil is ready.', 'Trefoil is ready` again.');
    await dev.until(/trefoil: src\/cli\/banner\.ts:\d+:\d+: .*\n/);
    expect(await answers(second!, slug)).toEqual({ data });

    await writeFile(code, text.replace('Trefoil is ready.', 'Trefoil is ready again.'));
    const [, says, third] = await dev.until(ready);
    expect(says).toBe('ready again');

    dev.signal('SIGTERM');
    expect(await dev.ended).toBe(0);
    await expect(fetch(`${third}/health`)).rejects.toThrow();
  },
);
