import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { runFolder, separator } from './run-folder.ts';

export type Place = 'answer' | 'log' | 'error' | 'key' | 'output';

interface Recorder {
  chunks: Uint8Array[];
  bytes: number;
  secrets: Set<string>;
  /** Port -> the test whose gateway listens there. */
  gateways: Map<number, string>;
}

// A test file may load this module anew; what is recorded is one for the process.
const shared = globalThis as { trefoilRecorder?: Recorder };
const recorder: Recorder = (shared.trefoilRecorder ??= {
  chunks: [],
  bytes: 0,
  secrets: new Set(),
  gateways: new Map(),
});
export const { gateways } = recorder;

const heldBytes = 8 * 1024 * 1024;
/** Keeps what was said for the check at the end of the run. Nothing without a run that is watched. */
export function record(place: Place, text: string | Uint8Array, test = currentTest()): void {
  if (!runFolder()) return;
  for (const chunk of [Buffer.from(`${separator}${place} ${test}\n`), Buffer.from(text)]) {
    recorder.chunks.push(chunk);
    recorder.bytes += chunk.length;
  }
  if (recorder.bytes > heldBytes) flush();
}

export function noteSecret(secret: string): void {
  recorder.secrets.add(secret);
}

/** Those that an environment holds in variables that are named for it. */
export function noteSecretsOf(env: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(env)) {
    const isSecret =
      /KEY(?!RING)|TOKEN|SECRET|COOKIE/.test(name) && !/_FILE$|PUBLIC|JWKS/.test(name);
    if (isSecret && value) noteSecret(value);
  }
}

const secretHeader = /^(?:proxy-)?authorization$|cookie$|^x-.*(?:key|token|secret)$/;

/** All that arrives anywhere as a credential is one, whoever made it up. */
export function noteSecretsIn(headers: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value !== 'string' || !secretHeader.test(name)) continue;
    noteSecret(value.replace(/^(?:Bearer|Token|Basic) +/i, ''));
  }
}

export function flush(): void {
  const folder = runFolder();
  if (!folder) return;
  const { chunks, secrets } = recorder;
  appendFileSync(join(folder.said, `${process.pid}`), Buffer.concat(chunks));
  const lines = [...secrets].map((secret) => `${JSON.stringify(secret)}\n`).join('');
  appendFileSync(join(folder.secrets, `${process.pid}`), lines);
  recorder.chunks = [];
  recorder.bytes = 0;
  secrets.clear();
}

export function currentTest(): string {
  const { testPath = '', currentTestName = '' } = expect.getState();
  return `${testPath.replace(/.*\/test\//, 'test/')} ${currentTestName}`.trim();
}
