import { GatewayError } from '../errors.ts';
import type { UpstreamRequest } from './step.ts';

/**
 * What some server, proxy or framework on the way would read as a step up, a separator or an end; and
 * nothing between slashes or after the last, or only what follows a `;`, which some leave out.
 */
const CHANGES_ITS_PATH = /%(?:25)*(?:2f|5c|00)|\/(?:\.|%(?:25)*2e){0,2}(?:;|%(?:25)*3b|\/|$)/i;
/** What Latin-1 can carry in a header: no line breaks, no other control characters. */
const CLEAN_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Servers take 8 to 16 KiB of address and headers together; some cut the connection on more. */
const LONGEST_ADDRESS = 15_000;
const CLEAN_NAME = /^[a-z0-9!#$%&'*+.^_`|~-]+$/;
/** Headers that steer the connection; they are not a caller's to set. */
const OWN_HEADERS = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Says which path and query go out for a request. Throws BAD_USER_INPUT for a URL that is not, letter
 * for letter, the endpoint or something below it: a path argument must never choose the path.
 */
export function guardPath({ url, source }: UpstreamRequest, endpoint: URL): string {
  if (url === endpoint.href) return endpoint.pathname + endpoint.search;
  const known = paths.get(endpoint)?.get(url);
  if (known !== undefined) return known;
  const refuse = (detail: string) =>
    new GatewayError('BAD_USER_INPUT', { source: source.name, detail });
  if (url.length > LONGEST_ADDRESS) {
    throw refuse(
      `the arguments of this call make an address of ${url.length} characters, and ${LONGEST_ADDRESS} is the most; ask for less at once`,
    );
  }
  if (!URL.canParse(url)) throw refuse('this call has no valid URL');
  const { origin, pathname, search } = new URL(url);
  if (origin !== endpoint.origin) throw refuse('this call would leave the configured endpoint');
  const isBelow = pathname !== endpoint.pathname;
  if (pathOf(url) !== pathname || (isBelow && CHANGES_ITS_PATH.test(pathname))) {
    throw refuse(
      'an argument that stands in the path may not be empty, `.` or `..`, begin with `;` or hold a slash',
    );
  }
  if (!isWithin(pathname, endpoint.pathname)) {
    throw refuse('this call would leave the base path of the configured endpoint');
  }
  if (url.includes('#')) throw refuse('a URL that goes out has no fragment');
  remember(endpoint, url, pathname + search);
  return pathname + search;
}

const paths = new WeakMap<URL, Map<string, string>>();
const MOST_PATHS = 1000;
const LONGEST_URL = 1000;

/** Callers ask for the same things again and again; what was found good stays so. */
function remember(endpoint: URL, url: string, path: string): void {
  if (url.length > LONGEST_URL) return;
  let known = paths.get(endpoint);
  if (!known || known.size >= MOST_PATHS) paths.set(endpoint, (known = new Map()));
  known.set(url, path);
}

/** The path as it was given, before any parser has tidied it up. */
function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('//') + 2);
  return start < 0 ? '/' : (url.slice(start).split(/[?#]/, 1)[0] as string);
}

function isWithin(path: string, base: string): boolean {
  return path === base || path.startsWith(base.endsWith('/') ? base : `${base}/`);
}

/** Of a header in lower case: whether it is one, and steers no connection. */
export function isFreeName(name: string): boolean {
  return CLEAN_NAME.test(name) && !OWN_HEADERS.has(name);
}

export function isCleanValue(value: string): boolean {
  return CLEAN_VALUE.test(value);
}

/** Frozen headers that were found good. */
const clean = new WeakSet<object>();

/** Throws for a header that could end early, start another one or steer the connection; never shows its value. */
export function guardHeaders({ headers, source }: UpstreamRequest): void {
  if (clean.has(headers)) return;
  for (const name in headers) {
    if (!isFreeName(name)) {
      throw new GatewayError('BAD_USER_INPUT', {
        source: source.name,
        detail: 'this call carries a header that may not be set; leave it out',
      });
    }
    if (isCleanValue(headers[name] ?? '')) continue;
    const credential = source.credentials.find(
      (kind) => kind.upstreamHeader.toLowerCase() === name,
    );
    throw new GatewayError(credential ? 'CREDENTIAL_INVALID' : 'BAD_USER_INPUT', {
      source: source.name,
      detail: `the value for ${credential?.header ?? name} holds a character that no header can carry, such as a line break`,
    });
  }
  if (Object.isFrozen(headers)) clean.add(headers);
}
