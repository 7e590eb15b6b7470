/**
 * Bytes that a kept answer takes: what was parsed, what a plan makes of it, which has the same
 * strings, and the text that it is written out as. Measured, for `{}` is 3 characters and takes 64
 * bytes, while a long text takes no more than itself.
 */
export function measureAnswer(text: string, value: unknown): number {
  const textBytes = Buffer.byteLength(text);
  // The engine gives a string one byte for each character where that is enough.
  const perCharacter = textBytes === text.length ? 1 : 2;
  let structure = 0;
  let strings = 0;
  // No recursion: a source may nest as deep as it likes.
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === 'string') strings += 24 + next.length * perCharacter;
    else if (typeof next === 'number' && !Number.isInteger(next)) structure += 16;
    else if (Array.isArray(next)) {
      structure += 40 + next.length * 8;
      for (const item of next) open.push(item);
    } else if (typeof next === 'object' && next !== null) {
      const items = Object.values(next);
      structure += 32 + Math.max(items.length, 4) * 8;
      for (const item of items) open.push(item);
    }
  }
  return structure * 2 + strings + textBytes;
}
