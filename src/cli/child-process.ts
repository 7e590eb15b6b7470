import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Runs a script of Node to its end, or to the signal; answers what it complained about if it failed. */
export async function runScript(
  script: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  const end = () => void child.kill();
  signal.addEventListener('abort', end);
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const [code, killedBy] = (await once(child, 'close')) as [number | null, string | null];
  signal.removeEventListener('abort', end);
  if (code === 0) return undefined;
  return complaint.trim() || `${script} ended with ${code ?? killedBy}`;
}

/** A server in a process of its own, which ends with this one. */
export class ServingProcess {
  #child: ChildProcess | undefined;
  readonly #onEnd: () => void;

  /** `onEnd` is told when the server ends unasked. */
  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  /** Replaces the one that runs. Answers whether the new one has said that it is ready. */
  async start(script: string, args: readonly string[]): Promise<boolean> {
    await this.stop();
    const child = fork(script, [...args], { stdio: 'inherit' });
    this.#child = child;
    const isReady = await new Promise<boolean>((resolve) => {
      child.once('message', () => resolve(true));
      child.once('exit', () => resolve(false));
      child.once('error', () => resolve(false));
    });
    if (isReady) child.once('exit', () => this.#child === child && this.#onEnd());
    return isReady;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const patience = setTimeout(() => child.kill('SIGKILL'), 15_000);
    child.kill('SIGTERM');
    await once(child, 'exit');
    clearTimeout(patience);
  }
}
