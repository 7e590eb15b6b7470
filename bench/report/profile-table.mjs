import { printTable } from './markdown.mjs';

const TOP = 15;

/** Shares of the CPU time by part, and the functions that take most of it themselves. */
export function printProfiles(profiles, { date, machine, connections }) {
  const { processor, cores, node } = machine;
  const names = Object.keys(profiles);
  const parts = Object.values(profiles).map(sumParts);
  const all = [...new Set(parts.flatMap((sums) => [...sums.keys()]))];
  const shareOf = (index, part) => (parts[index].get(part) ?? 0) / profiles[names[index]].busyUs;
  const lines = all
    .toSorted((a, b) => shareOf(0, b) - shareOf(0, a))
    .filter((part) => names.some((_, index) => shareOf(index, part) >= 0.01))
    .map((part) => [part, ...names.map((_, index) => percent(shareOf(index, part)))]);
  return [
    `One query over three sources, ${connections} connections; ${date}, ${processor}, ${cores} cores, Node ${node.slice(1)}. Shares of the time in which the main thread was busy.`,
    printTable(['part', ...names], lines),
    ...names.map((name) => `What takes most by itself, ${name}:\n\n${printTop(profiles[name])}`),
  ].join('\n\n');
}

function sumParts({ functions }) {
  const sums = new Map();
  for (const { place, name, selfUs } of functions) {
    const part = partOf(place, name);
    sums.set(part, (sums.get(part) ?? 0) + selfUs);
  }
  return sums;
}

function partOf(place, name) {
  if (name === '(garbage collector)') return 'collecting garbage';
  if (place === '') return 'Node, native: sockets, hashes';
  if (place.startsWith('wasm:')) return '`undici`';
  if (place.startsWith('node:')) return 'Node: HTTP, streams, timers';
  if (!place.includes('/') || place.startsWith('@')) return `\`${place}\``;
  const [top, folder, file] = place.split('/');
  return `\`${file ? `${top}/${folder}` : top}/\``;
}

function printTop({ functions, busyUs }) {
  const lines = functions
    .slice(0, TOP)
    .map(({ place, name, selfUs }) => [
      `\`${name || '(anonymous)'}\``,
      place && `\`${place}\``,
      percent(selfUs / busyUs),
    ]);
  return printTable(['function', 'in', 'of the time'], lines);
}

const percent = (share) => `${(share * 100).toFixed(1)} %`;
