import type { IncomingMessage } from 'node:http';
import { tooLarge } from './limits/limits.ts';
import { Refusal } from './refusal.ts';

/** Rejects with a Refusal for what is too large or compressed, and with ClientGone when no one waits. */
export function readBody(incoming: IncomingMessage, maximumBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const encoding = incoming.headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') {
      return reject(new Refusal(415, 'send the body as it is, without content-encoding'));
    }
    const tooMuch = () => reject(bodyTooLarge(maximumBytes));
    if (Number(incoming.headers['content-length']) > maximumBytes) return tooMuch();
    const chunks: Buffer[] = [];
    let bytes = 0;
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maximumBytes) {
        incoming.removeAllListeners('data').pause();
        return tooMuch();
      }
      chunks.push(chunk);
    });
    incoming.once('end', () =>
      resolve((chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString('utf8')),
    );
    // Whatever breaks off a body, on either side, nobody waits for the answer any more.
    incoming.once('error', () => reject(new ClientGone()));
    // It closes after the end as well, and an error that nobody hears of is dear to make.
    incoming.once('close', () => {
      if (!incoming.complete) reject(new ClientGone());
    });
  });
}

/** Nobody is there to be answered. */
export class ClientGone extends Error {}

/** The rest is not read, so the connection cannot be used again. */
function bodyTooLarge(maximumBytes: number): Refusal {
  const { message, code, facts } = tooLarge('bodyBytes', maximumBytes);
  const headers = { connection: 'close' };
  return new Refusal(413, message, { code, headers, facts });
}
