import { plainText } from '../../../src/plain-text.ts';

/** A vendor's text in one line, without what could carry a key; undefined if nothing is left. */
export function plainLine(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  const line = plainText(text)
    .replace(/\S*auth_token\S*/gi, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return line === '' ? undefined : line;
}
