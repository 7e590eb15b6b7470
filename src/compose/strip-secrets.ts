import { GatewayError } from '../errors.ts';

/** What stands where a secret stood. */
const placeholder = 'YOUR_API_KEY';

/** Takes secrets out of a text, however they are written in it. */
export function stripSecrets(text: string, secrets: readonly string[]): string {
  return patternsOf(secrets).reduce((rest, pattern) => rest.replace(pattern, placeholder), text);
}

/** The check on whatever was stripped: throws when a text still holds a secret, and does not say where. */
export function refuseSecrets(texts: Iterable<string>, secrets: readonly string[]): void {
  const patterns = patternsOf(secrets);
  for (const text of texts) {
    if (!patterns.some((pattern) => text.search(pattern) >= 0)) continue;
    throw new GatewayError('CONTRACT_INVALID', {
      detail: 'a contract still holds a credential after it was cleaned; nothing is written',
    });
  }
}

function patternsOf(secrets: readonly string[]): RegExp[] {
  const forms = new Set(secrets.flatMap(writingsOf));
  // The longest first: a part that is taken out early would leave the rest behind.
  return [...forms].sort((a, b) => b.length - a.length).map(toPattern);
}

/** A secret as itself, in a URL, in JSON, in HTML, in hex and in base64, alone or within a longer text. */
function writingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const quoted = JSON.stringify(secret).slice(1, -1);
  const inUrl = encodeURIComponent(secret);
  const inUrls = [inUrl, encodeURIComponent(inUrl), encodeEvery(secret, (byte) => `%${byte}`)];
  const inHtml = secret
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  const base64 = [bytes.toString('base64'), ...base64Within(bytes)];
  const base64Url = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  return [secret, quoted, inHtml, ...inUrls, bytes.toString('hex'), ...base64, ...base64Url];
}

function encodeEvery(secret: string, encode: (byte: string) => string): string {
  return Buffer.from(secret).toString('hex').replace(/../g, encode);
}

/** The letters that do not depend on the bytes before and after, for each place in a group of three. */
function base64Within(bytes: Buffer): string[] {
  return [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const first = Math.ceil((offset * 8) / 6);
    const last = Math.floor(((offset + bytes.length) * 8) / 6);
    return text.slice(first, last);
  });
}

function toPattern(form: string): RegExp {
  const literal = form.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  // Hex digits, alone or behind percent signs, come in either case.
  const hasCase = /%[0-9a-f]{2}/i.test(form) || /^[0-9a-f]+$/i.test(form);
  return new RegExp(literal, hasCase ? 'gi' : 'g');
}
