import type { StandInRequest } from '../../stand-in/serve.ts';
import { Refusal, invalidFields, unsupportedMediaType } from './answers.ts';
import type { StoredObject } from './account.ts';
import type { Sight } from './view.ts';

/** A request whose key was good: its path taken apart, its account at hand. */
export interface AccountRequest extends StandInRequest, Sight {
  /** What follows the area's prefix, decoded one by one: an id may hold any character but `/`. */
  segments: readonly string[];
  /** Tells the webhook. */
  announce(action: WebhookAction, object: StoredObject): void;
}

export type WebhookAction = 'Create' | 'Update' | 'Delete' | 'WorkflowTransition';

export function readJson(request: StandInRequest): unknown {
  if (!/^application\/(.+\+)?json\b/.test(request.headers['content-type'] ?? '')) {
    throw unsupportedMediaType();
  }
  try {
    return JSON.parse(request.body.toString());
  } catch {
    throw new Refusal(400, { errors: ['Malformed json - Syntax error'] });
  }
}

/** `name[]=a&name[]=b`, or with numbers in the brackets. */
export function readMany(query: URLSearchParams, name: string): string[] {
  return [...query].flatMap(([key, value]) => (isIndexed(key, name) ? [value] : []));
}

function isIndexed(key: string, name: string): boolean {
  return key.startsWith(`${name}[`) && /^\d*\]$/.test(key.slice(name.length + 1));
}

/** `name[key]=value`, several values by `name[key][]=value`. */
export function readMap(query: URLSearchParams, name: string): Map<string, string[]> {
  const map = new Map<string, string[]>();
  for (const [key, value] of query) {
    const [, field] = key.startsWith(`${name}[`) ? (/\[([^\]]+)\]/.exec(key) ?? []) : [];
    if (field) map.set(field, [...(map.get(field) ?? []), value]);
  }
  return map;
}

export function readFlag(query: URLSearchParams, name: string): boolean {
  return ['1', 'true'].includes(query.get(name) ?? '');
}

/** @throws a 400 that names the parameter */
export function readCount(query: URLSearchParams, name: string, fallback: number, max = Infinity) {
  const text = query.get(name);
  if (text === null || text === '') return fallback;
  const count = Number(text);
  const problem = Number.isInteger(count) ? outOfBounds(count, max) : 'This value is not valid.';
  if (problem) throw invalidFields({ [name]: [problem] });
  return count;
}

function outOfBounds(count: number, max: number): string | undefined {
  if (count < 1) return 'Must have a minimum value of 1';
  return count > max ? `Must have a maximum value of ${max}` : undefined;
}

/** Two levels are the most there is. */
export function readLevels(query: URLSearchParams): number {
  return Math.min(2, Math.max(0, Math.trunc(Number(query.get('hydrate') ?? 0)) || 0));
}
