import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { GatewayError } from '../errors.ts';
import type { CredentialKind, Source } from '../source.ts';

export interface Terminal {
  readonly stdin: NodeJS.ReadableStream & { isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream;
}

/**
 * Asks a person for each credential, without echo; an empty answer leaves it out. From a pipe it
 * reads one `header: secret` a line. Secrets are never arguments: those are seen by other users
 * and kept by the shell.
 */
export async function readSecrets(
  terminal: Terminal,
  sources: readonly Source[],
): Promise<Record<string, string>> {
  const kinds = sources.flatMap((source) => source.credentials.map((kind) => ({ source, kind })));
  if (!terminal.stdin.isTTY) return readLines(terminal.stdin, new Set(kinds.map(headerOf)));
  const secrets: Record<string, string> = {};
  for (const { source, kind } of kinds) {
    const purpose = kind.use === undefined || kind.use === 'both' ? '' : `, for ${kind.use} only`;
    const question = `${source.title} credential (${kind.header}${purpose}; Enter to leave out): `;
    const secret = await ask(terminal, question);
    if (secret !== '') secrets[kind.header] = secret;
  }
  return secrets;
}

const headerOf = ({ kind }: { kind: CredentialKind }): string => kind.header;

async function readLines(
  stdin: NodeJS.ReadableStream,
  headers: ReadonlySet<string>,
): Promise<Record<string, string>> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  const secrets: Record<string, string> = {};
  const lines = Buffer.concat(chunks).toString('utf8').split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const [, header = '', secret = ''] = /^\s*([^:=\s]+)\s*[:=]\s*(.*?)\s*$/.exec(line) ?? [];
    // The line is not quoted: it may be a secret that was piped in without its header.
    if (!headers.has(header.toLowerCase()) || secret === '') {
      throw new GatewayError('BAD_USER_INPUT', {
        detail: `line ${index + 1} of the input is not "header: secret"; headers are ${[...headers].join(', ')}`,
      });
    }
    secrets[header.toLowerCase()] = secret;
  }
  return secrets;
}

async function ask({ stdin, stderr }: Terminal, question: string): Promise<string> {
  // readline writes what is typed to its output, and this one goes nowhere.
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const dialog = createInterface({ input: stdin, output: silent, terminal: true });
  stderr.write(question);
  try {
    return await new Promise<string>((resolve, reject) => {
      const giveUp = () =>
        reject(new GatewayError('BAD_USER_INPUT', { detail: 'broken off; nothing was changed' }));
      dialog.once('SIGINT', giveUp).once('close', giveUp);
      dialog.question('').then((answer) => resolve(answer.trim()), reject);
    });
  } finally {
    dialog.close();
    stderr.write('\n');
  }
}
