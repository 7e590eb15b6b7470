import type { CollectedField } from './collect.ts';
import type { FetchResult } from './plan.ts';

/** The whole call failed: each of its fields says so. */
export function failFields(fields: readonly CollectedField[], error: Error): FetchResult {
  const errors = fields.map(({ key }) => ({ path: [key], error }));
  const isFatal = fields.some(({ type }) => String(type).endsWith('!'));
  if (isFatal) return { values: undefined, errors };
  return { values: Object.fromEntries(fields.map(({ key }) => [key, null])), errors };
}
