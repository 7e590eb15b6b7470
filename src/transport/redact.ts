import type { UpstreamRequest } from './step.ts';

const LONGEST_TEXT = 200;
/** Of what is tidied up: a source may answer with megabytes, and no one line is made of more. */
const MOST_READ = 4_000;
/** Shorter parts, such as a scheme word, are no secrets. */
const SHORTEST_SECRET = 6;

/** `at handler (/srv/app.js:1:2)`: tells of a source's insides and of nothing else. Bounded, for texts are long. */
const STACK_LINE = /(?:^|\s)at (?:[^\n()]{0,200}\()?[^\s()]{1,300}:\d+:\d+\)?/g;

/** Makes a source's words fit for a client: one short line, no markup, no stack, none of the request's credentials. */
export function tidyText(text: string, request: UpstreamRequest): string {
  const line = redact(text, request)
    // Not before: what a cut leaves of a credential is not found any more.
    .slice(0, MOST_READ)
    .replace(STACK_LINE, ' ')
    .replace(/<[^>]*>?/g, ' ')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return line.length > LONGEST_TEXT ? `${line.slice(0, LONGEST_TEXT - 1)}…` : line;
}

/** The same for everything inside a value that a source had a hand in. */
export function tidyFacts(value: unknown, request: UpstreamRequest): unknown {
  if (typeof value === 'string') return tidyText(value, request);
  if (Array.isArray(value)) return value.map((item) => tidyFacts(item, request));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [tidyText(key, request), tidyFacts(item, request)]),
  );
}

/** Takes the values of credential headers out of a text: whole, by their parts, and encoded. */
export function redact(text: string, { source, headers }: UpstreamRequest): string {
  let clean = text;
  for (const { upstreamHeader } of source.credentials) {
    const value = headers[upstreamHeader.toLowerCase()];
    if (!value) continue;
    for (const part of partsOf(value)) {
      if (part.length < SHORTEST_SECRET) continue;
      for (const form of formsOf(part)) clean = clean.replaceAll(form, '[redacted]');
    }
  }
  return clean;
}

/** `Token secret` without the scheme word, and of `session=secret; other=secret` what is no name. */
function partsOf(value: string): string[] {
  const words = value.split(/[\s;]+/);
  return [value, ...words, ...words.map((word) => word.slice(word.indexOf('=') + 1))];
}

/** As a source may repeat it when it tells of the request that it refused. */
function formsOf(secret: string): Set<string> {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  return new Set([
    secret,
    encodeURIComponent(secret),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    hex,
    hex.toUpperCase(),
  ]);
}
