// The processes of a run. All of them end with it, however it ends: each watches its line to this one.
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

const children = new Set();
const scratch = `node_modules/.strain/gateway-${process.pid}`;

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => endAll().then(() => process.exit(130)));
}

/** Installs what is missing and builds what is stale; needs nothing but Node. */
export function build() {
  const stdio = ['ignore', 'ignore', 'inherit'];
  const { status } = spawnSync(process.execPath, ['scripts/run.mjs', 'build'], { stdio });
  if (status !== 0) throw new Error('the gateway cannot be built');
}

/** A script beside this one, once it has said its first word. */
export async function startScript(name, env = {}) {
  const script = new URL(name, import.meta.url);
  const child = keep(fork(script, { env: { ...process.env, ...env }, stdio: 'inherit' }));
  return { child, hello: await hear(child) };
}

/**
 * The gateway as it is built, from a copy: a build meanwhile must not change what is strained.
 * `bugs` holds what it logged as a defect of its own.
 */
export async function startGateway(env, { flags = [] } = {}) {
  mkdirSync(scratch, { recursive: true });
  for (const name of readdirSync('dist').filter((file) => /\.js(?:\.map)?$/.test(file))) {
    cpSync(`dist/${name}`, `${scratch}/${name}`);
  }
  const probe = new URL('probe.mjs', import.meta.url).href;
  const child = keep(
    fork(`${scratch}/cli.js`, ['start', '--port=0'], {
      execArgv: ['--expose-gc', ...flags, '--import', probe],
      env: { PATH: process.env.PATH, TREFOIL_PROFILE: 'production', ...env },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    }),
  );
  const bugs = [];
  createInterface(child.stdout).on('line', (line) => {
    if (line.includes('"level":"error"')) bugs.push(line);
  });
  const { url } = await hear(child);
  return {
    url,
    pid: child.pid,
    bugs,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    /** Bytes, after a collection. */
    heap: async () => (await ask(child, 'heap')).heap,
    /** The exit code, or the signal that ended it. */
    async stop() {
      if (child.exitCode !== null || child.signalCode) return child.exitCode ?? child.signalCode;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const [code, signal] = await ended;
      return code ?? signal;
    },
  };
}

/** One question, one answer, in order. Rejects when the process ends first. */
export function ask(child, message) {
  child.send(message);
  return hear(child);
}

export async function endAll() {
  await Promise.all(
    [...children].map(async (child) => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }),
  );
  rmSync(scratch, { recursive: true, force: true });
}

function keep(child) {
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

function hear(child) {
  return new Promise((resolve, reject) => {
    const leave = (code, signal) =>
      reject(new Error(`${child.spawnargs.at(1)} ended with ${code ?? signal}`));
    child.once('exit', leave);
    child.once('message', (message) => {
      child.off('exit', leave);
      resolve(message);
    });
  });
}
