const entities: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/** A vendor's text without markup, entities and anything that could carry a key; undefined if nothing is left. */
export function plainText(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  let plain = text;
  // Markup may be escaped more than once: each round takes one layer off.
  for (let last = ''; plain !== last;) {
    last = plain;
    plain = decodeEntities(stripTags(plain));
  }
  plain = plain
    .replace(/\S*auth_token\S*/gi, '')
    // What is left of a tag that never closes.
    .replace(/<(?=[a-z!/])/gi, '')
    .replace(/\p{Surrogate}/gu, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return plain === '' ? undefined : plain;
}

function stripTags(text: string): string {
  return text
    .replace(/<(script|style)\b[^>]*>.*?<\/\1\s*>/gis, ' ')
    .replace(/<!--.*?-->/gs, ' ')
    .replace(/<br\b[^>]*>|<\/?(p|div|li|ul|ol|h\d)\b[^>]*>/gi, ' ')
    .replace(/<\/?[a-z][^>]*>/gi, '');
}

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi,
    (whole, decimal, hex, name) => {
      if (name) return entities[String(name).toLowerCase()] ?? whole;
      const code = decimal ? Number(decimal) : Number.parseInt(String(hex), 16);
      return code > 0x10ffff ? '' : String.fromCodePoint(code);
    },
  );
}
