import { printTable } from './markdown.mjs';

/** The tables of a run in Markdown; every number in them was measured. */
export function printTables({ scenarios, titles, starts, date, machine, rounds }) {
  const { processor, cores, gigabytes, node } = machine;
  const main = scenarios.filter(({ grows }) => !grows);
  const growing = scenarios.filter(({ grows }) => grows);
  return [
    `Measured on ${date}: ${processor}, ${cores} cores, ${gigabytes} GB, Node ${node.slice(1)}; medians of ${rounds} rounds in turn, spread in brackets.`,
    ...main.map((scenario) => printScenario(scenario, titles, starts)),
    growing.length > 0 ? printGrowth(growing) : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** The one table for people in a hurry. */
export function printSummary({ scenarios, titles, starts, date, machine }) {
  const dashboard = scenarios.find(({ name }) => name === 'dashboard');
  if (!dashboard) return '';
  const { processor, cores, node } = machine;
  return [
    printScenario(dashboard, titles, starts, { hasTitle: false }),
    `One query over three sources, every caller with its own credentials, ${dashboard.connections} connections; ${date}, ${processor}, ${cores} cores, Node ${node.slice(1)}. [docs/performance.md](docs/performance.md) has the rest.`,
  ].join('\n\n');
}

function printScenario({ title, connections, delayMs, rows }, titles, starts, options = {}) {
  const { hasTitle = true } = options;
  const floor = rows.find(({ subject }) => subject === 'floor');
  const header = [
    'what',
    'CPU ms per request',
    ...(floor ? ['times the floor'] : []),
    'requests/s',
    'p50 ms',
    'p99 ms',
    'MB',
    'upstream calls',
    ...(hasTitle ? [] : ['start s']),
  ];
  const lines = rows.map(({ subject, cpuMs, perSecond, p50Ms, p99Ms, megabytes, calls }) => [
    titles[subject],
    `${cpuMs.median.toFixed(3)} (${cpuMs.minimum.toFixed(3)} to ${cpuMs.maximum.toFixed(3)})`,
    ...(floor ? [(cpuMs.median / floor.cpuMs.median).toFixed(2)] : []),
    thousands(perSecond.median),
    p50Ms.median.toFixed(1),
    p99Ms.median.toFixed(1),
    thousands(megabytes.median),
    calls.median.toFixed(2),
    ...(hasTitle ? [] : [(starts[subject] / 1000).toFixed(2)]),
  ]);
  const delay = delayMs > 0 ? `, upstreams answer after ${delayMs} ms` : '';
  const heading = `### ${capital(title)}\n\n${connections} connections${delay}.\n\n`;
  return (hasTitle ? heading : '') + printTable(header, lines);
}

/** How the cost of one more grows: flat or falling where it is linear. */
function printGrowth(scenarios) {
  const lines = scenarios.flatMap(({ grows, rows }) =>
    rows.map(({ cpuMs, calls }) => [
      thousands(grows.count),
      grows.what,
      cpuMs.median.toFixed(3),
      ((cpuMs.median * 1000) / grows.count).toFixed(2),
      calls.median.toFixed(2),
    ]),
  );
  const header = ['count', 'of', 'CPU ms per request', 'CPU µs for each', 'upstream calls'];
  return `### How the cost grows\n\n${printTable(header, lines)}`;
}

const thousands = (value) => Math.round(value).toLocaleString('en-US');
const capital = (text) => text[0].toUpperCase() + text.slice(1);
