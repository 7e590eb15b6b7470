import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { createTestGateway } from '../test-gateway.ts';
import { findLeaks } from './check-run.ts';
import { flush, noteSecret, record } from './record.ts';
import { openRunFolder, runFolder, type RunFolder } from './run-folder.ts';

/** A run inside of this one, with a canary of its own and whatever is let out of its cage. */
async function runWith(act: (canary: string, folder: RunFolder) => unknown): Promise<string[]> {
  flush();
  const canary = `c${randomBytes(16).toString('hex')}`;
  const outer = runFolder();
  const root = await mkdtemp(join(tmpdir(), 'trefoil-canary-'));
  vi.stubEnv('TREFOIL_TEST_RUN', root);
  const folder = openRunFolder(root);
  for (const path of Object.values(folder)) mkdirSync(path);
  try {
    noteSecret(canary);
    await act(canary, folder);
    flush();
    return findLeaks(folder).map((leak) => {
      expect(leak).not.toContain(canary);
      return leak.replace(/ test\/canary.*?: /, ': ');
    });
  } finally {
    // The secrets of a run are its own record of them: the outer run must not take it for a leak.
    await writeFile(join(folder.secrets, String(process.pid)), '');
    vi.unstubAllEnvs();
    await rm(root, { recursive: true });
    expect(runFolder()).toEqual(outer);
  }
}

const encode = (canary: string, encoding: BufferEncoding) => Buffer.from(canary).toString(encoding);

it('finds a canary in a log line', async () => {
  const leaks = await runWith((canary) => record('log', `{"msg":"sent ${canary}"}`));
  expect(leaks).toEqual(['log: a credential of 33 characters, as it is']);
});

it.each(['base64', 'base64url', 'hex'] as const)('finds one in %s in a file', async (encoding) => {
  const leaks = await runWith((canary, { temporary }) =>
    writeFile(join(temporary, 'contract.json'), `{"kept":"${encode(canary, encoding)}"}`),
  );
  expect(leaks).toEqual(['file contract.json: a credential of 33 characters, encoded']);
});

it('finds one in a file that was removed before the end', async () => {
  const leaks = await runWith(async (canary, { temporary }) => {
    const folder = join(temporary, 'folder');
    mkdirSync(folder);
    await writeFile(join(folder, 'file'), canary);
    await rm(folder, { recursive: true });
    await expect(rm(folder, { recursive: true })).rejects.toThrow('ENOENT');
  });
  expect(leaks).toEqual([expect.stringMatching(/^file \d+-\d+\/file: a credential/)]);
});

it('finds one in an error that nobody was shown', async () => {
  const leaks = await runWith(
    (canary) =>
      new GatewayError('INTERNAL', { detail: `the key ${encode(canary, 'hex')} is wrong` }),
  );
  expect(leaks).toEqual(['error: a credential of 33 characters, encoded']);
});

it('finds one in an answer, a cache key and a log line of a gateway', async () => {
  const leaks = await runWith(async (canary) => {
    await using gateway = await createTestGateway({
      env: { TREFOIL_CACHE: 'me=60' },
      flotiq: { acceptAnyCredential: true },
    });
    // A client that puts its credential where none belongs is told what it has asked.
    await gateway.ask(`query Named { me { id ${canary} } }`);
  });
  const places = leaks.map((leak) => leak.split(':')[0]);
  expect([...new Set(places)]).toEqual(expect.arrayContaining(['answer', 'key']));
});

it('lets the answer that creates a token tell it, and no other place', async () => {
  const leaks = await runWith((canary) => {
    const created = `{"data":{"createFiberyToken":{"id":"1","value":"${canary}"}}}`;
    record('answer', created);
    record('answer', created.replace('createFiberyToken', 'fiberyTokens'));
    record('log', created);
  });
  expect(leaks).toEqual([
    'answer: a credential of 33 characters, as it is',
    'log: a credential of 33 characters, as it is',
  ]);
});

it('finds nothing where there is nothing', async () => {
  const leaks = await runWith((canary) => record('log', canary.slice(0, -1)));
  expect(leaks).toEqual([]);
});
