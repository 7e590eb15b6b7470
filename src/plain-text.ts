const entities: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/** A vendor's text without markup and entities. Its lines stay lines. */
export function plainText(text: string): string {
  let plain = text;
  // Markup may be escaped more than once: each round takes one layer off.
  for (let last = ''; plain !== last;) {
    last = plain;
    plain = decodeEntities(stripTags(plain));
  }
  return (
    plain
      // What is left of a tag that never closes.
      .replace(/<(?=[a-z!/])/gi, '')
      .replace(/\p{Surrogate}/gu, '')
      .replace(/[^\S\n]+$/gm, '')
      .replace(/\n{3,}/g, '\n\n')
      .trim()
  );
}

function stripTags(text: string): string {
  return text
    .replace(/<(script|style|button)\b[^>]*>.*?<\/\1\s*>/gis, ' ')
    .replace(/<!--.*?-->/gs, ' ')
    .replace(/<br\b[^>]*>|<\/?(p|div|li|ul|ol|h\d)\b[^>]*>/gi, '\n')
    .replace(/<\/?[a-z][^<>]*>/gi, '');
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
