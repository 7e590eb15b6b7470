import { spawn } from 'node:child_process';

export interface RunningProcess extends AsyncDisposable {
  /** Resolves with the next match in what it writes, output and errors alike; fails when it ends first. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Everything it has written. */
  readonly text: string;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
  signal(name: NodeJS.Signals): void;
}

/** Starts a script of Node with nothing but the given environment. */
export function startProcess(
  script: string,
  args: string[],
  env: Record<string, string>,
): RunningProcess {
  const child = spawn(process.execPath, [script, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  let read = 0;
  let waiting: (() => void) | undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      waiting?.();
    });
  }
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });

  return {
    get text() {
      return text;
    },
    ended,
    signal: (name) => void child.kill(name),
    until: (pattern) =>
      new Promise((resolve, reject) => {
        waiting = () => {
          const match = pattern.exec(text.slice(read));
          if (!match) return;
          read += match.index + match[0].length;
          waiting = undefined;
          resolve(match);
        };
        void ended.then((code) => reject(new Error(`ended with ${code}, having said:\n${text}`)));
        waiting();
      }),
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
