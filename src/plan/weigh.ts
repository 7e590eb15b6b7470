import { visit, type DocumentNode } from 'graphql';
import type { CollectedField } from './collect.ts';
import { NotPlanned } from './compile.ts';
import type { ParsedText } from './operation-store.ts';
import type { Plan } from './plan.ts';

/** Measured, and rounded up. */
const BYTES = { text: 4096, character: 2, token: 192, error: 2048, plan: 8192, plannedField: 1024 };

/** About what a text, its document and its plans take in memory, in bytes. */
export function weighText({ document, errors, operations }: ParsedText, text: string): number {
  let bytes = BYTES.text + text.length * BYTES.character;
  bytes += (document?.tokenCount ?? 0) * BYTES.token;
  for (const { message } of errors) bytes += BYTES.error + message.length * BYTES.character;
  for (const { plans } of operations.values()) {
    for (const plan of plans.values()) bytes += weighPlan(plan);
  }
  return bytes;
}

function weighPlan(plan: Plan | NotPlanned): number {
  const fields = plan instanceof NotPlanned ? 0 : countFields(plan.fields);
  return BYTES.plan + fields * BYTES.plannedField;
}

function countFields(fields: readonly CollectedField[]): number {
  let count = fields.length;
  for (const { selection } of fields) {
    for (const below of selection?.values() ?? []) count += countFields(below);
  }
  return count;
}

/** Each node holds the tokens that it is made of, and these all others; where it stands is enough. */
export function forgetTokens(document: DocumentNode): void {
  visit(document, {
    enter({ loc }) {
      if (loc) Object.assign(loc, { startToken: undefined, endToken: undefined });
    },
  });
}
