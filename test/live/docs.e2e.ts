import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { createClient, type Client, type ClientOptions } from 'graphql-ws';
import { expect, inject, it } from 'vitest';
import { WebSocket } from 'ws';
import { sources } from '../../sources/index.ts';
import { buildGraph, readArtifacts } from '../../src/artifacts.ts';
import { parseRules } from '../../src/live/rules/read-rules.ts';
import { createLiveGateway, siteId, type LiveGateway } from './live-gateway.ts';
import { subscribe } from './subscriber.ts';

const text = readFileSync('docs/live.md', 'utf8');

function blocks(language: string): string[] {
  const fences = text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'));
  return [...fences].map((match) => match[1]!);
}

const named = (name: string) => blocks('graphql').find((query) => query.includes(name))!;
const secret = 'documented';
const env = { FLOTIQ_WEBHOOK_SECRET: secret, FIBERY_WEBHOOK_SECRET: secret };

/** Runs a command line of the docs against the gateway of a test. */
async function run({ url }: LiveGateway, command: string): Promise<string> {
  const line = command.replace('http://127.0.0.1:4000', url);
  const environment = { PATH: process.env['PATH'], FLOTIQ_WEBHOOK_SECRET: secret };
  const { stdout } = await promisify(execFile)('sh', ['-c', line], { env: environment as never });
  return stdout;
}

it('follows a deploy as the docs do', async () => {
  await using gateway = await createLiveGateway();
  const deployId = await gateway.deploy();
  const asked = { query: named('DeployStatus'), variables: { siteId, deployId } };
  using subscriber = subscribe(gateway, asked);
  expect(await gateway.passUntil(subscriber.ended())).toBe('complete');
  const events = subscriber.events.map(({ data }) => data.deployStatus);
  expect(events.map(({ status }) => status)).toEqual(['IN_PROGRESS', 'DEPLOYED']);
  expect(events[1].deploy.log).toContain('Deploy complete');
});

it('waits for a deploy as the docs do', async () => {
  await using gateway = await createLiveGateway();
  const query = named('DeployAndWait');
  const { data } = await gateway.passUntil(gateway.ask(query, { variables: { siteId } }));
  expect(data.deployAndWait).toMatchObject({ status: 'DEPLOYED', isFinal: true });
  expect(data.deployAndWait.deploy.ipfsHash).toEqual(expect.any(String));
});

it('hears of content when the message of the docs is sent', async () => {
  await using gateway = await createLiveGateway({ env });
  using subscriber = subscribe(gateway, { query: named('ContentChanged') });
  await gateway.open(1);
  const command = blocks('sh').find((line) => line.includes('/webhooks/flotiq'))!;
  expect(await run(gateway, command)).toBe('{"accepted":1}');
  const [event] = await subscriber.heard(1);
  expect(event?.data.contentChanged).toMatchObject({
    action: 'update',
    id: 'blogpost-1',
    object: { title: expect.any(String), author: [{ name: expect.any(String) }] },
  });
});

it('hears of work as the docs do', async () => {
  await using gateway = await createLiveGateway({ env });
  const { data } = await gateway.ask('{ findTasks(limit: 1) { id name state { name } } }');
  const [{ id, ...task }] = data.findTasks;
  using subscriber = subscribe(gateway, { query: named('WorkChanged') });
  await gateway.open(1);
  await fetch(`${gateway.url}/webhooks/fibery`, {
    method: 'POST',
    headers: { 'x-trefoil-webhook-secret': secret },
    body: JSON.stringify({
      effects: [{ effect: 'fibery.entity/update', id, type: 'Delivery/Task' }],
    }),
  });
  const [event] = await subscriber.heard(1);
  expect(event?.data.workChanged).toEqual({ action: 'update', id, object: task });
});

it('reads the event stream of the docs with curl', async () => {
  await using gateway = await createLiveGateway();
  const command = blocks('sh')
    .find((line) => line.includes('text/event-stream'))!
    .trim();
  const printed = await run(gateway, `${command} -H 'x-fleek-key: sandbox-fleek-key==='`);
  expect(printed).toContain('data: {"data":{"deployStatus":{"status":"DEPLOYED"}}}');
  expect(printed).toContain('event: complete');
});

it('opens a socket as the docs do', async () => {
  await using gateway = await createLiveGateway();
  const [code = ''] = blocks('js');
  const open = new Function('createClient', `${code.replace(/^import .*$/m, '')}; return client;`);
  const create = ({ url, ...options }: ClientOptions): Client =>
    createClient({
      ...options,
      url: String(url).replace('ws://127.0.0.1:4000', gateway.url.replace('http', 'ws')),
      webSocketImpl: WebSocket,
    });
  const client = open(create) as Client;
  const query = '{ getSiteBySlug(slug: "acme-www") { name } }';
  for await (const { data } of client.iterate({ query })) {
    expect(data).toEqual({ getSiteBySlug: { name: 'acme-www' } });
  }
  await client.dispose();
});

it('reads the rules of the docs', async () => {
  const { graph, sdl } = await readArtifacts(inject('artifacts'));
  const context = { schema: buildGraph(sdl), graph, sources, isProduction: true };
  const [yaml] = blocks('yaml');
  expect(parseRules(yaml!, 'docs/live.md', context)).toEqual([
    expect.objectContaining({ name: 'publish posts', profile: 'deployer', debounceMs: 30_000 }),
  ]);
});
