import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from './refusal.ts';

/** A page may not set these on another site's request without asking that site first. */
const PREFLIGHTED = ['x-trefoil-csrf', 'apollo-require-preflight', 'x-apollo-operation-name'];

export interface ForgeryRules {
  /** Also a GET must show that it was meant: `production`. */
  isStrict: boolean;
  allowsOrigin(origin: string | undefined): boolean;
}

/**
 * Refuses what a foreign page could send without asking: forms, plain text, images and links. A POST
 * shows that it was meant by being JSON, a GET by a header that no page can add unasked.
 */
export function refuseForgery(
  method: string,
  headers: IncomingHttpHeaders,
  { isStrict, allowsOrigin }: ForgeryRules,
): void {
  const isJson = isJsonType(headers['content-type']);
  if (method === 'POST') {
    if (isJson) return;
    throw new Refusal(
      415,
      'a POST carries JSON: send it with the header content-type: application/json',
      { headers: { 'accept-post': 'application/json' } },
    );
  }
  if (isJson || PREFLIGHTED.some((name) => headers[name] !== undefined)) return;
  if (allowsOrigin(headers.origin)) return;
  const site = headers['sec-fetch-site'];
  const isForeign = site === 'cross-site' || site === 'same-site';
  if (!isStrict && !isForeign) return;
  throw new Refusal(
    403,
    `a GET must show that no foreign page sent it: add the header ${PREFLIGHTED[0]}: 1, or use POST`,
  );
}

/** JSON in UTF-8, under any of the names that GraphQL clients give it. */
export function isJsonType(contentType: string | undefined): boolean {
  if (contentType === 'application/json') return true;
  const [type, ...parameters] = (contentType ?? '').toLowerCase().split(';');
  if (!/^application\/(?:[\w.-]+\+)?json$/.test(type!.trim())) return false;
  return parameters.every((parameter) => {
    const [name, value = ''] = parameter.trim().split('=');
    return name !== 'charset' || /^"?utf-?8"?$/.test(value);
  });
}
