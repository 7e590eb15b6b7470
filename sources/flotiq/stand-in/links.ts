const prefix = '/api/v1/content/';

export interface Link {
  dataUrl: string;
  type: 'internal';
}

export function link(type: string, id: string): Link {
  return { dataUrl: `${prefix}${type}/${id}`, type: 'internal' };
}

export function isLink(value: unknown): value is Link {
  return typeof (value as Partial<Link> | null)?.dataUrl === 'string';
}

/** An id may itself hold anything but a slash, so the first slash after the type ends the type. */
export function parseDataUrl(dataUrl: string): { type: string; id: string } | undefined {
  if (!dataUrl.startsWith(prefix)) return undefined;
  const [type, id] = dataUrl.slice(prefix.length).split('/');
  return type && id ? { type, id } : undefined;
}

export function findLinks(value: unknown): string[] {
  if (isLink(value)) return [value.dataUrl];
  if (Array.isArray(value)) return value.flatMap(findLinks);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(findLinks);
  return [];
}
