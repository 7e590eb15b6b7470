import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';

/** The browser code of GraphiQL as the build left it: hashed names, each with its compressed forms. */
export interface Bundle {
  /** Paths for the page's own `<script>` and `<link>`. */
  readonly script: string;
  readonly style: string;
  /** Answers a request for one of its files; false when it has no such file. */
  send(name: string, incoming: IncomingMessage, outgoing: ServerResponse): Promise<boolean>;
}

export const assetPath = '/graphiql/';

const contentTypes: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ttf': 'font/ttf',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/** Best first, with what the build appended to the file's name. */
const encodings = [
  { token: 'br', suffix: '.br' },
  { token: 'gzip', suffix: '.gz' },
];

/** Undefined when nothing has been built there. */
export async function readBundle(directory: string): Promise<Bundle | undefined> {
  const names = new Set(await readdir(directory).catch(() => []));
  if (!names.has('entry.json')) return undefined;
  const entry = JSON.parse(await readFile(join(directory, 'entry.json'), 'utf8'));

  return {
    script: assetPath + entry.script,
    style: assetPath + entry.style,
    async send(name, { method, headers }, outgoing) {
      const contentType = contentTypes[extname(name)];
      // Only names that were listed are opened, so no path leads out of the folder.
      if (!contentType || !names.has(name)) return false;
      const accepted = encodings.find(
        ({ token, suffix }) => names.has(name + suffix) && accepts(headers, token),
      );
      const body = await readFile(join(directory, name + (accepted?.suffix ?? '')));
      outgoing.writeHead(200, {
        'content-type': contentType,
        'content-length': body.length,
        ...(accepted ? { 'content-encoding': accepted.token } : {}),
        // The name changes with the content.
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'accept-encoding',
        'x-content-type-options': 'nosniff',
      });
      outgoing.end(method === 'HEAD' ? undefined : body);
      return true;
    },
  };
}

function accepts(headers: IncomingMessage['headers'], encoding: string): boolean {
  return String(headers['accept-encoding'] ?? '')
    .split(',')
    .map((part) => part.trim().split(/\s*;\s*q=/))
    .some(([token, quality]) => token === encoding && Number(quality ?? 1) > 0);
}
