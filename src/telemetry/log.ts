import { destination, pino, type DestinationStream, type Logger } from 'pino';

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

export interface LogOptions {
  level: string;
  /** @default standard output, written in the background within a tenth of a second */
  stream?: DestinationStream | undefined;
}

export interface Logs extends Disposable {
  log: Log;
  /**
   * Writes the line of a request, built from an allow-list: there is nothing in it to cut, and the
   * logger's own way costs more than all else that is noted of a request. Absent below `info`.
   */
  writeRequest?: (line: Record<string, unknown>) => void;
}

const SECRETS = ['authorization', 'cookie', 'set-cookie', 'headers', 'value', 'variables', 'token'];

/** JSON lines. What may hold a secret is never given to them; what slips in is cut. */
export function createLogs({ level, stream }: LogOptions): Logs {
  // A write for every line would cost each request a trip to another thread.
  const output =
    stream ?? destination({ dest: 1, sync: false, minLength: 8192, periodicFlush: 100 });
  const options = {
    level,
    base: null,
    timestamp,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const paths = SECRETS.flatMap((name) => [`["${name}"]`, `*["${name}"]`]);
  const log = pino({ ...options, redact: { paths, remove: true } }, output);
  const writeRequest = (line: Record<string, unknown>) => {
    const facts = JSON.stringify(line).slice(1, -1);
    output.write(`{"level":"info"${timestamp()},${facts},"msg":"request"}\n`);
  };
  return {
    log,
    ...(log.isLevelEnabled('info') && { writeRequest }),
    [Symbol.dispose]() {
      // What is held back is written before the process ends; a closed terminal is no reason to fail.
      if ('flushSync' in output && typeof output.flushSync === 'function') output.flushSync();
    },
  };
}

let second = 0;
let upToSecond = '';

/** Lines come many in a second, and writing out a date costs more than all the rest of one. */
function timestamp(): string {
  const nowMs = Date.now();
  if (nowMs - second >= 1000 || nowMs < second) {
    second = nowMs - (nowMs % 1000);
    upToSecond = new Date(second).toISOString().slice(0, -4);
  }
  return `,"time":"${upToSecond}${String(nowMs - second).padStart(3, '0')}Z"`;
}

/** The log alone. */
export const createLog = (level: string): Log => createLogs({ level }).log;
