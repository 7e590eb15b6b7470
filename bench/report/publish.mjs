import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { drawChart } from './chart.mjs';
import { printSummary, printTables } from './table.mjs';

const at = (relative) => new URL(`../../${relative}`, import.meta.url);

/** Writes a run to bench/results and between the marks in the README and the docs. */
export function publish(results) {
  mkdirSync(at('bench/results/'), { recursive: true });
  writeFileSync(at('bench/results/latest.json'), `${JSON.stringify(results, null, 2)}\n`);
  if (results.scenarios.some(({ name }) => name === 'dashboard')) {
    writeFileSync(at('bench/results/cpu.svg'), drawChart(results));
  }
  replace('README.md', 'bench', printSummary(results));
  replace('docs/performance.md', 'bench', printTables(results));
}

/** Puts a table between its marks. */
export function replace(path, mark, table) {
  const file = at(path);
  if (!existsSync(file)) return;
  const before = readFileSync(file, 'utf8');
  const between = new RegExp(`(<!-- ${mark}:begin[^>]*-->)[\\s\\S]*?(<!-- ${mark}:end -->)`);
  const after = before.replace(between, (_, begin, end) => `${begin}\n\n${table}\n\n${end}`);
  if (after !== before) writeFileSync(file, after);
}
