/** A metric's children by the values of their labels: finding one costs a look into a map. */
export function bindLabels<Child>(metric: {
  labels(...values: string[]): Child;
}): (...values: string[]) => Child {
  const children = new Map<string, Child>();
  return function child(...values) {
    const key = values.length === 1 ? values[0]! : values.join('\n');
    let known = children.get(key);
    if (!known) children.set(key, (known = metric.labels(...values)));
    return known;
  };
}
