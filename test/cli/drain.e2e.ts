import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { impersonateFleek } from '../../sources/fleek/stand-in.ts';
import { serveStandIn, type StandIn } from '../../sources/stand-in/serve.ts';
import { copyPackage, type PackageCopy } from './package-copy.ts';
import { startProcess } from './process.ts';

let copy: PackageCopy;
let fleek: StandIn;
let env: Record<string, string>;
beforeAll(async () => {
  [copy, fleek] = await Promise.all([copyPackage(), serveStandIn(impersonateFleek())]);
  env = {
    TREFOIL_ARTIFACTS: inject('artifacts'),
    TREFOIL_SOURCES: 'fleek',
    TREFOIL_PORT: '0',
    TREFOIL_LOG_LEVEL: 'silent',
    TREFOIL_TRACE: 'off',
    FLEEK_ENDPOINT: `${fleek.origin}/graphql`,
  };
}, 60_000);
afterAll(async () => {
  await fleek?.close();
  await copy?.[Symbol.asyncDispose]();
});

const serving = /GraphQL +(http:\/\/127\.0\.0\.1:\d+)\/graphql/;
const body = JSON.stringify({ query: '{ getSiteBySlug(slug: "acme-www") { name } }' });

it(
  'finishes a running request after SIGTERM, is ready for no other, and ends with 0',
  { timeout: 60_000 },
  async () => {
    await using server = startProcess(copy.cli, ['start'], env);
    const [, url] = await server.until(serving);
    fleek.faults.add({ kind: 'delay', delayMs: 1000 });
    const socket = connect(Number(new URL(url!).port), '127.0.0.1');
    const text = readAll(socket);
    const sent = untilCalled(fleek.calls.length + 1);
    const headers = `content-type: application/json\r\nx-fleek-key: sandbox-fleek-key===`;
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: a\r\n${headers}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    await sent;
    server.signal('SIGTERM');
    await untilRefused(url!);
    // On the connection that is still open, behind the request that still runs.
    socket.write('GET /ready HTTP/1.1\r\nhost: a\r\n\r\n');
    const [, answer, probe] = (await text).split('HTTP/1.1 ');
    expect(answer).toMatch(/^200 OK/);
    expect(answer).toContain('\r\n\r\n{"data":{"getSiteBySlug":{"name":"acme-www"}}}');
    expect(probe).toMatch(/^503 .*\r\nconnection: close\r\n.*"status":"draining"/is);
    expect(await server.ended).toBe(0);
  },
);

it('ends at once, and not well, when it is told twice', { timeout: 60_000 }, async () => {
  await using server = startProcess(copy.cli, ['start'], env);
  const [, url] = await server.until(serving);
  fleek.faults.add({ kind: 'hang' });
  const { answer, sent } = ask(url!);
  answer.catch(() => {});
  await sent;
  server.signal('SIGTERM');
  await untilRefused(url!);
  server.signal('SIGINT');
  expect(await server.ended).toBe(1);
});

it(
  'serves one port from several workers, counts them together and drains them all',
  { timeout: 60_000 },
  async () => {
    await using server = startProcess(copy.cli, ['start', '--workers', '2'], env);
    const [, url] = await server.until(serving);
    for (let times = 0; times < 4; times += 1) {
      expect(await ask(url!).answer).toContain('acme-www');
    }
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('trefoil_operations_total{type="query",outcome="ok"} 4');
    server.signal('SIGTERM');
    expect(await server.ended).toBe(0);
  },
);

it(
  'refuses several workers where a stand-in would have to be in each',
  { timeout: 60_000 },
  async () => {
    const alone = { TREFOIL_SOURCES: 'fleek' };
    await using server = startProcess(copy.cli, ['start', '--workers', '2'], alone);
    expect(await server.ended).toBe(1);
    expect(server.text).toContain('the Fleek stand-in keeps its data in one process');
  },
);

it('ends when its workers cannot start', { timeout: 60_000 }, async () => {
  const taken = { ...env, TREFOIL_PORT: new URL(fleek.origin).port };
  await using server = startProcess(copy.cli, ['start', '--workers', '2'], taken);
  expect(await server.ended).toBe(1);
  expect(server.text).toMatch(/^trefoil: port \d+ is in use;[^\n]*\n$/);
});

/** Over a connection of its own, as another client would have. */
function ask(url: string): { answer: Promise<string>; sent: Promise<unknown> } {
  const before = fleek.calls.length;
  const outgoing = request(`${url}/graphql`, {
    method: 'POST',
    agent: false,
    headers: { 'content-type': 'application/json', 'x-fleek-key': 'sandbox-fleek-key===' },
  });
  const answer = once(outgoing, 'response').then(async ([incoming]) => {
    let text = '';
    for await (const chunk of incoming as IncomingMessage) text += String(chunk);
    return text;
  });
  outgoing.end(body);
  return { answer, sent: untilCalled(before + 1) };
}

async function readAll(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

async function untilCalled(count: number): Promise<void> {
  while (fleek.calls.length < count) await new Promise((resolve) => setImmediate(resolve));
}

async function untilRefused(url: string): Promise<void> {
  for (;;) {
    const outgoing = request(`${url}/health`, { agent: false }).end();
    const answered = await once(outgoing, 'response').catch(() => undefined);
    if (!answered) return;
    (answered[0] as IncomingMessage).resume();
  }
}
