// What live-load.mjs and live-faults.mjs start: a source and a gateway, each in a process of its own.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';

export const key = 'sandbox-fleek-key===';

/** A stand-in whose deploys last as long as given. */
export async function startSource(deployMs) {
  const child = fork('scripts/live-source.mjs', [String(deployMs)], { stdio: 'inherit' });
  const [{ origin }] = await once(child, 'message');
  const control = (path, body) =>
    fetch(`${origin}/__control/${path}`, body && { method: 'POST', body: JSON.stringify(body) });
  return {
    origin,
    addFault: (fault) => control('faults', fault),
    /** Refuses connections for a while. */
    goAway: (awayMs) => child.send({ awayMs }),
    calls: async () => (await control('calls')).json(),
    reset: () => control('reset', {}),
    stop: () => end(child),
  };
}

export async function startGateway({ cli, origin, port, env = {} }) {
  if (!existsSync(cli)) throw new Error(`there is no ${cli}; run npm run build first`);
  const at = port ?? (await freePort());
  const child = spawn(process.execPath, [cli, 'start'], {
    env: {
      PATH: process.env.PATH,
      TREFOIL_SOURCES: 'fleek',
      TREFOIL_PORT: String(at),
      TREFOIL_LOG_LEVEL: 'silent',
      FLEEK_ENDPOINT: `${origin}/graphql`,
      ...env,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${at}`;
  await until(async () => (await fetch(`${url}/ready`).catch(() => undefined))?.ok);
  return { url, port: at, pid: child.pid, stop: () => end(child) };
}

/** Starts a deploy through the gateway, and answers with its site's id and its own. */
export async function startDeploy(url) {
  const post = async (query) => {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-fleek-key': key },
      body: JSON.stringify({ query }),
    });
    return (await answer.json()).data;
  };
  const { getSiteBySlug: site } = await post('{ getSiteBySlug(slug: "acme-www") { id } }');
  const { triggerDeploy } = await post(`mutation { triggerDeploy(siteId: "${site.id}") { id } }`);
  return { siteId: site.id, deployId: triggerDeploy.id };
}

export async function until(isSo) {
  for (const startedAt = Date.now(); Date.now() - startedAt < 60_000; await wait(50)) {
    if (await isSo()) return;
  }
  throw new Error('nothing came of it in a minute');
}

export function wait(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function end(child) {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}
