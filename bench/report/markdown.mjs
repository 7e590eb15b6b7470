/** A table whose first column is words and whose others are numbers. */
export function printTable(header, lines) {
  const rule = header.map((_, index) => (index === 0 ? '---' : '--:'));
  return [header, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
