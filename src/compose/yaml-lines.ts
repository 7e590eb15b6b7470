import type { Document, LineCounter } from 'yaml';

/** Finds the line of a value, or of one key in it, by the path that leads there. */
export type FindLine = (path: readonly string[], key?: string) => number;

interface YamlNode {
  range?: [number, number, number];
  items?: { key?: { value?: unknown; range?: number[] } }[];
}

/** What is not there has the line of what it would stand in. */
export function createFindLine(document: Document, lines: LineCounter): FindLine {
  return function findLine(path, key) {
    for (let depth = path.length; depth > 0; depth -= 1) {
      const parent = nodeAt(path.slice(0, depth - 1));
      const node = nodeAt(path.slice(0, depth));
      if (!node?.range) continue;
      const wanted = key === undefined || depth < path.length ? undefined : keyIn(node, key);
      const start = wanted ?? keyIn(parent, path[depth - 1]) ?? node.range[0];
      return lines.linePos(start).line;
    }
    return 1;
  };

  function nodeAt(path: readonly string[]): YamlNode | undefined {
    const found = path.length === 0 ? document.contents : document.getIn(path.map(toKey), true);
    return (found ?? undefined) as YamlNode | undefined;
  }
}

function keyIn(node: YamlNode | undefined, key: string | undefined): number | undefined {
  return node?.items?.find((item) => item.key?.value === key && key !== undefined)?.key?.range?.[0];
}

function toKey(part: string): string | number {
  return /^\d+$/.test(part) ? Number(part) : part;
}
