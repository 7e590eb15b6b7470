import { isLink } from './links.ts';

/** All values at `a.b`, `list[*].b` or `list[0].b`; lists are taken apart at the end. */
export function valuesAt(object: unknown, path: string): unknown[] {
  const keys = path.split('.').flatMap((part) => part.split(/(\[\*\]|\[\d+\])/).filter(Boolean));
  const found = keys.reduce<unknown[]>((values, key) => values.flatMap(enter(key)), [object]);
  return found.flatMap((value) => (Array.isArray(value) ? value : [value]));
}

function enter(key: string): (value: unknown) => unknown[] {
  const [, index] = /^\[(\*|\d+)\]$/.exec(key) ?? [];
  if (index === '*') return (value) => (Array.isArray(value) ? value : []);
  return function step(value): unknown[] {
    // `tags.dataUrl` means the same as `tags[*].dataUrl`.
    if (Array.isArray(value) && !index) return value.flatMap(step);
    const child = (value as Record<string, unknown> | null | undefined)?.[index ?? key];
    return child === undefined ? [] : [child];
  };
}

/** A value as conditions compare it: a link is its address. */
export function scalarOf(value: unknown): string {
  return isLink(value) ? value.dataUrl : String(value);
}
