import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { sources } from '../../sources/index.ts';
import { addAccessKey, mergeProfile } from '../../src/identity/keyring/edit-profiles.ts';
import { updateKeyringFile } from '../../src/identity/keyring/keyring-file.ts';
import { MasterKey } from '../../src/identity/keyring/master-key.ts';
import { SecretFinder } from '../canary/find-secrets.ts';
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
    const bytes = Buffer.from(said);
    const encoded = `${bytes.toString('base64')} ${bytes.toString('hex')} ${encodeURIComponent(said)}`;
    const json = { 'content-type': 'application/json', 'set-cookie': said, 'x-echo': said };
    for (const status of [200, 400, 401, 403, 404, 429, 500]) {
      const body = JSON.stringify({
        message: said,
        errors: [{ message: `denied: ${said} ${encoded}`, extensions: { request: said } }],
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

/** Takes the spans of a gateway, as text. */
async function openCollector() {
  const texts: string[] = [];
  const server = createServer(async (request, response) => {
    for await (const chunk of request) texts.push(String(chunk));
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    texts,
    [Symbol.dispose]: () => void (server.closeAllConnections(), server.close()),
  };
}

it('lets no credential into an answer, a log line, an error, a metric, a trace or a file', async () => {
  let logged = '';
  const logStream = new Writable({
    write(chunk, _, done) {
      logged += String(chunk);
      done();
    },
  });
  using collector = await openCollector();
  const seen: string[] = [];
  {
    await using gateway = await createTestGateway({
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        TREFOIL_TRACE: 'on',
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
    // It sends the last of its spans when it goes.
  }
  expect(collector.texts.join('')).toContain('tasks');
  expect(seen.join('').includes('SOURCE_ERROR')).toBe(true);
  expect(seen.join('')).toContain('[redacted]');
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
  const places = {
    answers: seen.join('\n'),
    log: logged,
    spans: collector.texts.join('\n'),
    files: files.join('\n'),
  };
  const secrets = [...Object.values(canaries), ...Object.values(lent), accessKey, masterKey];
  const finder = new SecretFinder(secrets);
  for (const [place, text] of Object.entries(places)) {
    const found = [...finder.find(Buffer.from(text))].map(({ secret }) => secrets.indexOf(secret));
    expect({ place, found }).toEqual({ place, found: [] });
  }
});
