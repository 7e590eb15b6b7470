export type Json = Record<string, unknown>;

const PREFIX = '/api/v1/content/';

export interface Target {
  api: string;
  id: string;
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `{dataUrl, type}` in place of the object; a whole object may have a property of that name too. */
export function isLink(value: unknown): value is Json & { dataUrl: string } {
  return (
    isObject(value) &&
    typeof value.dataUrl === 'string' &&
    value.internal === undefined &&
    value.id === undefined
  );
}

export function toDataUrl({ api, id }: Target): string {
  return `${PREFIX}${api}/${id}`;
}

/** Ids go into these as they are, so only the first slash after the type separates. */
export function parseDataUrl(dataUrl: unknown): Target | undefined {
  if (typeof dataUrl !== 'string' || !dataUrl.startsWith(PREFIX)) return undefined;
  const rest = dataUrl.slice(PREFIX.length);
  const slash = rest.indexOf('/');
  if (slash < 1 || slash === rest.length - 1) return undefined;
  return { api: rest.slice(0, slash), id: rest.slice(slash + 1) };
}

/** Applies to the values inside lists of lists, as deep as anybody means them, and keeps the lists. */
export function mapLeaves(value: unknown, map: (leaf: unknown) => unknown, levels = 5): unknown {
  if (!Array.isArray(value)) return map(value);
  return levels === 0 ? value : value.map((item) => mapLeaves(item, map, levels - 1));
}
