import type { JsonType } from './reply.ts';

export type MediaType = JsonType | 'text/event-stream';

const SPOKEN: readonly MediaType[] = [
  // First what GraphQL over HTTP prefers among equals; `*/*` means plain JSON, as it always has.
  'application/graphql-response+json',
  'application/json',
  'text/event-stream',
];

/** What the client reads best of what is spoken here; undefined when there is none. */
export function chooseMediaType(accept: string | undefined): MediaType | undefined {
  if (accept === undefined || accept === '' || accept === '*/*') return 'application/json';
  let best: { type: MediaType; weight: number } | undefined;
  for (const range of accept.toLowerCase().split(',')) {
    const [name, ...parameters] = range.split(';').map((part) => part.trim());
    const type = name === '*/*' || name === 'application/*' ? 'application/json' : name;
    if (!isSpoken(type)) continue;
    const weight = weightOf(parameters);
    if (weight > 0 && (!best || isBetter(type, weight, best))) best = { type, weight };
  }
  return best?.type;
}

function isSpoken(type: string | undefined): type is MediaType {
  return SPOKEN.includes(type as MediaType);
}

function isBetter(type: MediaType, weight: number, best: { type: MediaType; weight: number }) {
  if (weight !== best.weight) return weight > best.weight;
  return SPOKEN.indexOf(type) < SPOKEN.indexOf(best.type);
}

function weightOf(parameters: readonly string[]): number {
  const q = parameters.find((parameter) => parameter.startsWith('q='));
  return q === undefined ? 1 : Number(q.slice(2)) || 0;
}
