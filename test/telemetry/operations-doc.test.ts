import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { sources } from '../../sources/index.ts';
import { listVariables } from '../../src/configure-source.ts';
import { errorCodes } from '../../src/errors.ts';
import { settings, type SettingName } from '../../src/settings.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';

const text = readFileSync('docs/operations.md', 'utf8');
const dashboard = readFileSync('deploy/grafana-dashboard.json', 'utf8');
const alerts = readFileSync('deploy/prometheus-alerts.yaml', 'utf8');

/** The cells of the table rows that begin with a name in backticks. */
const rows = new Map(
  text
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(([, name = '']) => /^`[^`]+`$/.test(name))
    .map(([, name, ...cells]) => [name!.slice(1, -1), cells] as const),
);

function openMetrics() {
  const metrics = createMetrics();
  const live = () => ({ subscriptions: 0, pollers: 0, sockets: 0 });
  const states = () => ({});
  const nothing = () => 0;
  metrics.watch({ states, sourceOf: String, underWay: nothing, cacheBytes: nothing, live });
  return metrics;
}

const describeMetrics = () => openMetrics().describe();

/** As they stand in a text, with what Prometheus adds to the name of a histogram taken off. */
const namesIn = (source: string) => [
  ...new Set(
    [...source.matchAll(/(?<![\w-])(?:trefoil|nodejs|process)_[a-z0-9_]+/g)].map(([name]) =>
      name.replace(/_(?:bucket|count|sum)$/, ''),
    ),
  ),
];

const limits = (Object.keys(settings) as SettingName[]).filter((name) =>
  /MAX_|_MS$|_BYTES$|LIVE_(?:QUEUE|SUBSCRIPTIONS)/.test(name),
);

describe('docs/operations.md', () => {
  it('explains every error code, and no other', () => {
    const explained = [...rows.keys()].filter((name) => /^[A-Z]+(?:_[A-Z]+)*$/.test(name));
    const known = Object.keys(errorCodes);
    expect(explained.filter((name) => known.includes(name)).sort()).toEqual(known.sort());
  });

  it('lists every metric with its labels, and no other', async () => {
    const own = (await describeMetrics()).filter(({ name }) => name.startsWith('trefoil_'));
    const listed = [...rows].filter(([name]) => name.startsWith('trefoil_'));
    expect(Object.fromEntries(listed.map(([name, [labels]]) => [name, labels]))).toEqual(
      Object.fromEntries(own.map(({ name, labels }) => [name, labels.join(', ')])),
    );
  });

  it.each(limits.filter((name) => !/^TREFOIL_LIVE_.*_MS$/.test(name)))(
    'says the default of %s, and why',
    (name) => {
      const [value, why] = rows.get(name) ?? [];
      expect(value).toBe(settings[name].default);
      expect(why!.length).toBeGreaterThan(20);
    },
  );

  it('says the limits of every source', () => {
    const columns = ['Fleek', 'Fibery', 'Flotiq'];
    for (const source of sources) {
      for (const { name, default: value } of listVariables(source)) {
        const limit = name.slice(source.name.length + 1);
        const cells = rows.get(limit);
        if (!cells) {
          expect(name).not.toMatch(/PER_SECOND|CONCURRENCY|TIMEOUT|RETRIES|BYTES|CALLS/);
          continue;
        }
        expect(cells[columns.indexOf(source.title)], name).toBe(value);
      }
    }
  });

  it('leads to every page that it names', () => {
    for (const [, target] of text.matchAll(/\]\(([^)#]+)\)/g)) {
      expect(() => readFileSync(`docs/${target}`), target).not.toThrow();
    }
  });
});

describe('deploy/', () => {
  const pages = ['README.md', ...readdirSync('docs').map((file) => `docs/${file}`)];
  const deployed = readdirSync('deploy').map((file) => `deploy/${file}`);

  it.each([...pages, ...deployed].filter((file) => /\.(?:md|json|ya?ml)$/.test(file)))(
    '%s names only metrics that there are, as they are spelled',
    async (file) => {
      const known = (await describeMetrics()).map(({ name }) => name);
      const names = namesIn(readFileSync(file, 'utf8'));
      expect(names.filter((name) => !known.includes(name))).toEqual([]);
      if (file.startsWith('deploy/grafana')) expect(names.length).toBeGreaterThan(20);
    },
  );

  it('the dashboard shows every metric of the gateway’s own', async () => {
    const shown = namesIn(dashboard);
    for (const { name } of await describeMetrics()) {
      if (name.startsWith('trefoil_')) expect(shown).toContain(name);
    }
  });

  it('what is asked of Prometheus goes by labels that the metrics have', async () => {
    const metrics = await describeMetrics();
    const labelsOf = (name: string) => metrics.find((metric) => metric.name === name)?.labels ?? [];
    const panels = JSON.parse(dashboard) as { panels: { targets?: { expr: string }[] }[] };
    const asked = [
      ...panels.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
      ...readRules().map(({ expr }) => expr),
    ];
    expect(asked.length).toBeGreaterThan(40);
    for (const expr of asked) {
      const known = namesIn(expr).flatMap(labelsOf);
      const groups = [...expr.matchAll(/\bby \(([^)]+)\)/g)].flatMap(([, list]) =>
        list!.split(/,\s*/),
      );
      const filters = [...expr.matchAll(/[{,]\s*(\w+)\s*(?:=|!=)~?"/g)].map(([, label]) => label!);
      for (const label of [...groups, ...filters]) expect(['le', ...known], expr).toContain(label);
    }
  });

  it('the alerts name codes that there are, and say what is the matter', () => {
    for (const { alert, expr, annotations } of readRules()) {
      expect(alert).toMatch(/^Trefoil[A-Z]/);
      expect(annotations.summary.length).toBeGreaterThan(20);
      for (const [, code] of expr.matchAll(/code="(\w+)"/g)) {
        expect(Object.keys(errorCodes)).toContain(code);
      }
    }
  });
});

function readRules() {
  const { groups } = parse(alerts) as {
    groups: { rules: { alert: string; expr: string; annotations: { summary: string } }[] }[];
  };
  return groups.flatMap(({ rules }) => rules);
}
