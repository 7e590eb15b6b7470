import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { sources } from '../../sources/index.ts';
import { addAccessKey, mergeProfile } from '../../src/identity/keyring/edit-profiles.ts';
import { updateKeyringFile } from '../../src/identity/keyring/keyring-file.ts';
import { MasterKey } from '../../src/identity/keyring/master-key.ts';
import { createTestGateway, type TestGateway } from '../test-gateway.ts';

const canary = () => randomBytes(16).toString('hex');
const canaries = {
  'x-fleek-key': `${canary()}===`,
  'x-fibery-token': `${canary().slice(0, 8)}.${canary()}`,
  'x-flotiq-key': canary(),
};
const lent = {
  'x-fleek-key': `${canary()}===`,
  'x-fibery-token': `${canary().slice(0, 8)}.${canary()}`,
  'x-flotiq-key': canary(),
};
const masterKey = randomBytes(32).toString('hex');

/** A secret in every form that text could carry it in. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
  ];
}

let directory = '';
let accessKey = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'trefoil-canary-'));
  const file = {
    path: join(directory, 'keyring.json'),
    masterKeys: [new MasterKey(masterKey)],
    sources,
  };
  const all = { read: true, write: true, manage: true };
  await updateKeyringFile(file, (keyring) => {
    const grants = { fleek: all, fibery: all, flotiq: all };
    const merged = mergeProfile(keyring, 'lent', { credentials: lent, grants });
    const added = addAccessKey(merged, 'lent', { createdAt: new Date().toISOString() });
    accessKey = added.accessKey;
    return added.keyring;
  });
});
afterAll(() => rm(directory, { recursive: true }));

const operations = [
  '{ getSiteBySlug(slug: "acme-www") { name posts(limit: 2) { title } } me { email } listBlogpost { totalCount } }',
  'mutation { createTag(input: { name: "x" }) { id } tasks { create(name: "x") { message } } }',
  '{ _identity { caller sources { name credential } } }',
  '{ getSiteBySlug(slug: 1) { nope } }',
];

/** Every source answers with the secret that it was sent, in each way that an answer can go wrong. */
function echo(gateway: TestGateway, headers: typeof canaries): void {
  const told = [
    [gateway.fleek, headers['x-fleek-key']],
    [gateway.fibery, headers['x-fibery-token']],
    [gateway.flotiq, headers['x-flotiq-key']],
  ] as const;
  for (const [standIn, said] of told) {
    const json = { 'content-type': 'application/json', 'set-cookie': said, 'x-echo': said };
    for (const status of [200, 400, 401, 403, 404, 429, 500]) {
      const body = JSON.stringify({
        message: said,
        errors: [{ message: `denied: ${said}`, extensions: { request: said } }],
      });
      standIn.faults.add({ kind: 'status', status, body, headers: json });
    }
    standIn.faults.add({ kind: 'status', status: 502, body: `<html>${said}</html>` });
    standIn.faults.add({
      kind: 'status',
      status: 302,
      headers: { location: `http://127.0.0.1:1/${encodeURIComponent(said)}` },
    });
  }
}

it('lets no credential into an answer, a log line, an error, a metric or a file', async () => {
  let logged = '';
  const logStream = new Writable({
    write(chunk, _, done) {
      logged += String(chunk);
      done();
    },
  });
  await using gateway = await createTestGateway({
    env: {
      TREFOIL_LOG_LEVEL: 'debug',
      TREFOIL_KEYRING: join(directory, 'keyring.json'),
      TREFOIL_MASTER_KEY: masterKey,
      TREFOIL_CACHE: 'listBlogpost=60',
      TREFOIL_METRICS: 'public',
    },
    deps: { logStream },
    fleek: { acceptAnyCredential: true },
    fibery: { acceptAnyCredential: true },
    flotiq: { acceptAnyCredential: true },
  });
  const seen: string[] = [];
  const callers: Record<string, string>[] = [
    canaries,
    { authorization: `Bearer ${accessKey}` },
    { ...canaries, 'x-fleek-key': `${canaries['x-fleek-key']}\t` },
    { authorization: `Bearer ${accessKey}x` },
  ];
  for (const headers of callers) {
    for (const query of operations) {
      seen.push(JSON.stringify(await gateway.ask(query, { headers })));
    }
  }
  for (const headers of [canaries, lent]) {
    echo(gateway, headers);
    const sent = headers === canaries ? canaries : { authorization: `Bearer ${accessKey}` };
    for (let round = 0; round < 12; round += 1) {
      for (const query of operations.slice(0, 2)) {
        seen.push(JSON.stringify(await gateway.ask(query, { headers: sent })));
      }
    }
  }
  for (const path of ['/metrics', '/ready', '/health', '/']) {
    seen.push(await (await fetch(gateway.url + path)).text());
  }
  expect(seen.join('').includes('SOURCE_ERROR')).toBe(true);
  expect(logged).toContain('"event":"audit"');
  const files = await Promise.all(
    [directory, inject('artifacts')].flatMap(async (folder) => {
      const names = await readdir(folder, { recursive: true, withFileTypes: true });
      const texts = names
        .filter((entry) => entry.isFile())
        .map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8'));
      return (await Promise.all(texts)).join('');
    }),
  );
  const places = { answers: seen.join('\n'), log: logged, files: files.join('\n') };
  const secrets = {
    ...canaries,
    ...Object.fromEntries(Object.entries(lent).map(([k, v]) => [`lent ${k}`, v])),
    accessKey,
    masterKey,
  };
  for (const [place, text] of Object.entries(places)) {
    for (const [name, secret] of Object.entries(secrets)) {
      for (const form of formsOf(secret)) {
        expect({ place, name, found: text.includes(form) }).toEqual({ place, name, found: false });
      }
    }
  }
});
