/** Values that merely look like parts of the document. */
const SAMPLES = new Set(['example', 'examples', 'default', 'enum', 'const']);

export interface DanglingRef {
  ref: string;
  /** Where it stands: `paths./pets.get.responses.200`. */
  at: string;
}

/** The first `$ref` of an OpenAPI document that leads nowhere in it. `unread` is a path that does not count. */
export function findDanglingRef(
  document: Record<string, unknown>,
  unread?: string,
): DanglingRef | undefined {
  const known = new Set<string>();
  return search(document, []);

  function search(value: unknown, path: readonly string[]): DanglingRef | undefined {
    if (typeof value !== 'object' || value === null || path.join('.') === unread) return undefined;
    for (const [key, below] of Object.entries(value)) {
      if (SAMPLES.has(key) && path.at(-1) !== 'properties') continue;
      if (key === '$ref' && typeof below === 'string' && path.at(-1) !== 'properties') {
        if (!leadsSomewhere(below)) return { ref: below, at: path.join('.') };
        continue;
      }
      const found = search(below, [...path, key]);
      if (found) return found;
    }
    return undefined;
  }

  function leadsSomewhere(ref: string): boolean {
    if (known.has(ref)) return true;
    if (ref !== '#' && !ref.startsWith('#/')) return false;
    const target = ref
      .split('/')
      .slice(1)
      .map(unescape)
      .reduce<unknown>(
        (at, key) =>
          typeof at === 'object' && at !== null && Object.hasOwn(at, key)
            ? (at as Record<string, unknown>)[key]
            : undefined,
        document,
      );
    if (target !== undefined) known.add(ref);
    return target !== undefined;
  }
}

export function describeDanglingRef({ ref, at }: DanglingRef): string {
  return `the $ref ${ref} at ${at} points nowhere in the document; save one that holds all it refers to`;
}

function unescape(key: string): string {
  const text = /%[0-9a-f]{2}/i.test(key) ? decode(key) : key;
  return text.replaceAll('~1', '/').replaceAll('~0', '~');
}

function decode(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
