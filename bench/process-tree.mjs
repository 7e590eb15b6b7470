import { readFileSync, readdirSync } from 'node:fs';

const TICK_MS = 10;
const PAGE_BYTES = 4096;

/** CPU time and memory of a process and all its descendants, from /proc. */
export function measureTree(root) {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(read);
  const byParent = Map.groupBy?.(processes, ({ parent }) => parent) ?? group(processes);
  const total = { cpuMs: 0, bytes: 0, processes: 0 };
  const pending = processes.filter(({ pid }) => pid === root);
  for (const { pid, ticks, pages } of pending) {
    total.cpuMs += ticks * TICK_MS;
    total.bytes += pages * PAGE_BYTES;
    total.processes += 1;
    pending.push(...(byParent.get(pid) ?? []));
  }
  return total;
}

function read(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of a process is in brackets and may hold blanks.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [user, system, childUser, childSystem] = fields.slice(11, 15).map(Number);
    return {
      pid: Number(pid),
      parent: Number(fields[1]),
      // Of its own and of children that have ended.
      ticks: user + system + childUser + childSystem,
      pages: Number(fields[21]),
    };
  } catch {
    return [];
  }
}

function group(processes) {
  const groups = new Map();
  for (const process of processes) {
    groups.set(process.parent, [...(groups.get(process.parent) ?? []), process]);
  }
  return groups;
}
