import type { Dispatcher, Pool } from 'undici';
import type { Cancellation } from './cancellation.ts';

export interface Outgoing {
  path: string;
  method: string;
  headers: Record<string, string>;
  body: string | Buffer | undefined;
  signal: Cancellation;
  /** Called when the call is about to be written to a connection. */
  onSent(): void;
  /** Throws when the answer is not wanted; nothing more of it is then read. */
  onHead(head: Head): void;
  /** Throws when too much has come. */
  onBytes(total: number): void;
}

export interface Head {
  status: number;
  headers: Record<string, string>;
}

/**
 * One HTTP exchange on a pool. It speaks to undici's dispatcher rather than to `request()`: no streams,
 * and an aborted call that has not been written yet never will be.
 */
export function exchange(pool: Pool, outgoing: Outgoing): Promise<Head & { bytes: Buffer }> {
  const { path, method, headers, body, signal } = outgoing;
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    let controller: Dispatcher.DispatchController | undefined;
    let head: Head | undefined;
    let total = 0;
    const chunks: Buffer[] = [];

    const finish = () => signal.removeEventListener('abort', leave);
    const stop = (reason: Error) => {
      finish();
      reject(reason);
      controller?.abort(reason);
    };
    const leave = () => stop(signal.reason as Error);
    const attempt = (step: () => void) => {
      try {
        step();
      } catch (error) {
        stop(error as Error);
      }
    };

    signal.addEventListener('abort', leave, { once: true });
    pool.dispatch(
      { path, method: method as Dispatcher.HttpMethod, headers, body: body ?? null },
      {
        onRequestStart(started) {
          controller = started;
          if (signal.aborted) started.abort(signal.reason as Error);
          else outgoing.onSent();
        },
        onResponseStart(_controller, status, incoming) {
          head = { status, headers: flatten(incoming) };
          attempt(() => outgoing.onHead(head as Head));
        },
        onResponseData(_controller, chunk) {
          chunks.push(chunk);
          total += chunk.length;
          attempt(() => outgoing.onBytes(total));
        },
        onResponseEnd() {
          finish();
          const bytes = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
          resolve({ ...(head as Head), bytes });
        },
        onResponseError(_controller, error) {
          finish();
          reject(error);
        },
      },
    );
  });
}

/** Cookies end here: one caller's session must not reach the next. */
function flatten(incoming: Record<string, string | string[] | undefined>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name in incoming) {
    const value = incoming[name];
    if (value === undefined || name === 'set-cookie') continue;
    headers[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return headers;
}
