import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { DocumentsMode } from '../config.ts';
import { GatewayError } from '../errors.ts';
import type { Log } from '../telemetry/log.ts';
import type { OperationParams } from './read-params.ts';

/** The parts of a request that name its document. */
export type DocumentRequest = Pick<OperationParams, 'query' | 'documentId' | 'extensions'>;

export interface TrustedDocuments {
  /**
   * The text to run; undefined when the request names none. Throws OPERATION_UNKNOWN when it may not
   * run, and PERSISTED_QUERY_NOT_FOUND when the client is to send its text once.
   */
  find(request: DocumentRequest, requestId: string): string | undefined;
}

export interface TrustedDocumentsOptions {
  mode: DocumentsMode;
  /** Id -> text. */
  manifest: ReadonlyMap<string, string>;
  log: Log;
  /** Characters of the texts that clients registered. @default 4 Mi */
  maximumSize?: number;
}

export function createTrustedDocuments(options: TrustedDocumentsOptions): TrustedDocuments {
  const { mode, manifest, log, maximumSize = 4 << 20 } = options;
  const texts: ReadonlySet<string> = new Set(manifest.values());
  const registered = new LRUCache<string, string>({
    maxSize: maximumSize,
    sizeCalculation: (text) => text.length + 128,
  });
  const logged = new LRUCache<string, true>({ max: 1000 });

  return {
    find({ query, documentId, extensions }, requestId) {
      const hash = readHash(extensions);
      // As GraphQL over HTTP names it, `sha256:` before it or not.
      const id = hash ?? documentId?.replace(/^sha256:/, '');
      const trusted = id === undefined ? undefined : manifest.get(id);
      if (trusted !== undefined) return trusted;
      if (!query) {
        return id === undefined ? undefined : findRegistered(id, hash !== undefined);
      }
      if (texts.has(query)) return query;
      if (mode === 'only') throw unknown(id ?? digest(query));
      if (mode === 'apq' && hash === undefined) throw unhashed();
      if (hash !== undefined) register(hash, query);
      if (mode === 'log') note(query, requestId);
      return query;
    },
  };

  function findRegistered(id: string, isHash: boolean): string {
    if (mode === 'only') throw unknown(id);
    const text = registered.get(id);
    if (text === undefined) throw isHash ? notFound() : notListed(id);
    return text;
  }

  function register(hash: string, query: string): void {
    if (registered.has(hash)) return;
    if (digest(query) !== hash) {
      const detail = 'the sha256Hash of extensions.persistedQuery is not that of the query';
      throw new GatewayError('BAD_REQUEST', { detail });
    }
    registered.set(hash, query);
  }

  /** The text itself may hold what a caller wrote into it, so the log has its name and its hash. */
  function note(query: string, requestId: string): void {
    const sha256 = digest(query);
    if (logged.has(sha256)) return;
    logged.set(sha256, true);
    const operation = /\b(?:query|mutation|subscription)\s+(\w+)/.exec(query)?.[1];
    log.warn({ requestId, operation, sha256 }, 'a document that no manifest holds');
  }
}

/** `{ persistedQuery: { version: 1, sha256Hash } }`, as Apollo's clients name it. */
function readHash(extensions: DocumentRequest['extensions']): string | undefined {
  const { sha256Hash } = (extensions?.['persistedQuery'] ?? {}) as { sha256Hash?: unknown };
  return typeof sha256Hash === 'string' ? sha256Hash : undefined;
}

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function unknown(id: string): GatewayError {
  return new GatewayError('OPERATION_UNKNOWN', {
    detail: `this gateway runs only the operations that its applications were built with, and ${id.slice(0, 80)} is none of them; extract the documents of this release with "trefoil documents extract" and give them to the gateway in TREFOIL_DOCUMENTS`,
  });
}

function unhashed(): GatewayError {
  return new GatewayError('OPERATION_UNKNOWN', {
    detail:
      'this gateway runs operations that come with their hash: send extensions.persistedQuery { version: 1, sha256Hash } beside the query, as persisted query links do',
  });
}

/** Who sends a `documentId` has no text to send after it, as the protocol of the hashes would. */
function notListed(id: string): GatewayError {
  return new GatewayError('OPERATION_UNKNOWN', {
    detail: `no manifest in TREFOIL_DOCUMENTS has the document ${id.slice(0, 80)}; send the text of the operation in "query", or extract the documents of this release with "trefoil documents extract"`,
  });
}

/** Clients of the protocol look for these very words. */
function notFound(): GatewayError {
  return new GatewayError('PERSISTED_QUERY_NOT_FOUND', { detail: 'PersistedQueryNotFound' });
}
