import { pino, type Logger } from 'pino';

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/** JSON lines on standard output. What may hold a secret is never given to it; what slips in is cut. */
export function createLog(level: string): Log {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: [
        'authorization',
        'cookie',
        'headers',
        '*.authorization',
        '*.cookie',
        '*.headers',
        '*.value',
      ],
      remove: true,
    },
  });
}
