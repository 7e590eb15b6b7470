import { fork, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';

/** Every process of a run; all of them end with it. */
export class Children {
  #children = new Set();

  /** A script of ours that speaks over its channel. */
  fork(script, env = {}) {
    return this.#keep(fork(script, { env: { ...process.env, ...env }, stdio: 'inherit' }));
  }

  /** A subject: what it prints goes to a file, as it would in service. */
  spawn({ command, args, env, cwd, log }) {
    const output = createWriteStream(log, { flags: 'a' });
    // In a group of its own, so that its forks end with it.
    const options = { cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] };
    const child = spawn(command, args, { ...options, env: { ...process.env, ...env } });
    child.stdout.pipe(output);
    child.stderr.pipe(output);
    return this.#keep(child);
  }

  async end(child) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    if (child.connected) child.disconnect();
    else killGroup(child);
    await ended;
  }

  endAll() {
    return Promise.all([...this.#children].map((child) => this.end(child)));
  }

  #keep(child) {
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    return child;
  }
}

function killGroup({ pid }) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

export async function findFreePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
