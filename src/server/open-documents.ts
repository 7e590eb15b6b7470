import type { Config } from '../config.ts';
import type { OperationStore } from '../plan/operation-store.ts';
import type { Log } from '../telemetry/log.ts';
import { readManifests } from './read-manifest.ts';
import { createTrustedDocuments, digest, type TrustedDocuments } from './trusted-documents.ts';

/** Reads the manifests and compiles what is in them, so that no caller waits for it. */
export async function openDocuments(
  { documents: { files, mode } }: Pick<Config, 'documents'>,
  store: Pick<OperationStore, 'keep'>,
  log: Log,
): Promise<TrustedDocuments> {
  const manifest = await readManifests(files);
  for (const text of new Set(manifest.values())) {
    const [error] = store.keep(text).errors;
    // An old release may ask for what is gone. Its other documents still run, and so does the gateway.
    if (error) log.warn({ sha256: digest(text), reason: error.message }, 'a document cannot run');
  }
  return createTrustedDocuments({ mode, manifest, log });
}
