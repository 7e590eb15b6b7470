import { join } from 'node:path';

/** Names the folder of a whole test run; absent when nobody watches. */
const variable = 'TREFOIL_TEST_RUN';

export interface RunFolder {
  /** What tests take for the system's temporary folder. */
  temporary: string;
  /** Where files go that tests remove. */
  removed: string;
  /** What gateways have said. */
  said: string;
  /** What must not be found. */
  secrets: string;
}

export function runFolder(): RunFolder | undefined {
  const root = process.env[variable];
  if (root === undefined) return undefined;
  const [temporary, removed, said, secrets] = ['temporary', 'removed', 'said', 'secrets'];
  return {
    temporary: join(root, temporary),
    removed: join(root, removed),
    said: join(root, said),
    secrets: join(root, secrets),
  };
}

export function openRunFolder(root: string): RunFolder {
  process.env[variable] = root;
  return runFolder()!;
}

/** Begins what was said in one place; no text has it. */
export const separator = '\u0001\u0002';
