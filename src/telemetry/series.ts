import { type Metric, type MetricObject, Registry } from 'prom-client';

/**
 * Counters and histograms that a registry of prom-client prints and adds up like its own. Counting
 * with its own costs a request as much as parsing it: they check and join their labels each time.
 */
abstract class Series<Child> {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly aggregator = 'sum';
  abstract readonly type: string;
  readonly #root = new Map<string, unknown>();
  readonly #children: { labels: Record<string, string>; child: Child }[] = [];

  constructor(registry: Registry, name: string, help: string, labelNames: readonly string[]) {
    this.name = `trefoil_${name}`;
    this.help = help;
    this.labelNames = labelNames;
    registry.registerMetric(this as unknown as Metric);
  }

  protected abstract create(): Child;
  protected abstract print(child: Child, labels: Record<string, string>): object[];

  /** What stands under the values of the labels, in their order. */
  protected at(values: readonly string[]): Child {
    let node: Map<string, unknown> = this.#root;
    const last = values.length - 1;
    for (let index = 0; index < last; index += 1) {
      let next = node.get(values[index]!) as Map<string, unknown> | undefined;
      if (!next) node.set(values[index]!, (next = new Map()));
      node = next;
    }
    let child = node.get(values[last] ?? '') as Child | undefined;
    if (!child) {
      child = this.create();
      node.set(values[last] ?? '', child);
      const labels = this.labelNames.map((name, index) => [name, values[index] ?? '']);
      this.#children.push({ child, labels: Object.fromEntries(labels) as Record<string, string> });
    }
    return child;
  }

  async get(): Promise<MetricObject> {
    const { name, help, type, aggregator } = this;
    const values = this.#children.flatMap(({ child, labels }) => this.print(child, labels));
    return { name, help, type, aggregator, values } as unknown as MetricObject;
  }
}

export class Tally extends Series<{ count: number }> {
  readonly type = 'counter';

  constructor(registry: Registry, name: string, help: string, ...labelNames: string[]) {
    super(registry, name, help, labelNames);
    if (labelNames.length === 0) this.at([]);
  }

  inc(...values: string[]): void {
    this.at(values).count += 1;
  }

  add(count: number, ...values: string[]): void {
    this.at(values).count += count;
  }

  protected create(): { count: number } {
    return { count: 0 };
  }

  protected print({ count }: { count: number }, labels: Record<string, string>): object[] {
    return [{ value: count, labels }];
  }
}

interface Times {
  sumMs: number;
  count: number;
  /** How many were at most so long, and longer than the one before. */
  readonly buckets: number[];
}

/** A histogram of durations. */
export class Durations extends Series<Times> {
  readonly type = 'histogram';
  /** Upper bounds. */
  protected readonly seconds: readonly number[] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
  ];

  constructor(registry: Registry, name: string, help: string, ...labelNames: string[]) {
    super(registry, name, help, labelNames);
  }

  observe(ms: number, ...values: string[]): void {
    const times = this.at(values);
    times.sumMs += ms;
    times.count += 1;
    const bucket = this.seconds.findIndex((seconds) => ms <= seconds * 1000);
    if (bucket >= 0) times.buckets[bucket]! += 1;
  }

  protected create(): Times {
    return { sumMs: 0, count: 0, buckets: this.seconds.map(() => 0) };
  }

  protected print({ sumMs, count, buckets }: Times, labels: Record<string, string>): object[] {
    let upTo = 0;
    const bucket = (le: string | number, value: number) => ({
      metricName: `${this.name}_bucket`,
      labels: { le, ...labels },
      value,
    });
    return [
      ...buckets.map((within, index) => bucket(this.seconds[index]!, (upTo += within))),
      bucket('+Inf', count),
      { metricName: `${this.name}_sum`, labels, value: sumMs / 1000 },
      { metricName: `${this.name}_count`, labels, value: count },
    ];
  }
}

/** A histogram of how old things are: from a second to a day. */
export class Ages extends Durations {
  protected override readonly seconds = [1, 5, 15, 60, 300, 900, 3600, 14_400, 86_400];
}
